import ArgumentParser
import Routing

/// Another address for a backend of the table, as `name=url`.
struct BackendOverride: ExpressibleByArgument, Sendable {
    let name: String
    let url: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        name = String(argument[..<equals])
        url = String(argument[argument.index(after: equals)...])
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else { return nil }
    }

    /// The addresses by name; a name that the table has not, or that comes twice, is wrong usage.
    static func urls(_ overrides: [BackendOverride], in table: RouteTable) throws -> [String: String] {
        let known = table.backends.map(\.name)
        var urls: [String: String] = [:]
        for override in overrides {
            guard known.contains(override.name) else {
                let nearest = Suggestion.nearest(to: override.name, among: known)
                let hint =
                    nearest.map { "did you mean `\($0)`?" } ?? "there are \(known.joined(separator: ", "))"
                throw WrongUsage("there is no backend `\(override.name)` for --backend: \(hint)")
            }
            guard urls.updateValue(override.url, forKey: override.name) == nil else {
                throw WrongUsage("--backend names `\(override.name)` twice")
            }
        }
        return urls
    }
}
