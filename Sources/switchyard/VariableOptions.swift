import ArgumentParser
import Routing

/// Where the variables of a table come from.
struct VariableOptions: ParsableArguments {
    @OptionGroup var given: ValueOptions

    @Flag(help: "Check a table although a variable without a default is not set.")
    var allowUnset = false

    func read() throws -> Variables {
        Variables(try given.read(), allowsUnset: allowUnset)
    }
}

/// What the variables of a table hold.
struct ValueOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A variable of the table; may be repeated.", valueName: "name=value")
    )
    var settings: [String] = []

    @Option(help: ArgumentHelp("A file of NAME=VALUE lines; --set goes before it.", valueName: "file"))
    var envFile: String?

    /// The environment, then the file, then the settings; the later one wins.
    func read() throws -> [String: String] {
        var values = ChildEnvironment.current
        for line in try lines() {
            let (name, value) = try ValueOptions.pair(line, in: "--env-file")
            values[name] = ValueOptions.unquoted(value)
        }
        for setting in settings {
            let (name, value) = try ValueOptions.pair(setting, in: "--set")
            values[name] = value
        }
        return values
    }

    private func lines() throws -> [String] {
        guard let envFile else { return [] }
        do throws(TableFiles.Problem) {
            let text = String(decoding: try TableFiles.disk.read(envFile), as: UTF8.self)
            return text.split(whereSeparator: \.isNewline).compactMap(ValueOptions.setting)
        } catch {
            throw WrongUsage("`\(envFile)` can't be read: \(error.reason)")
        }
    }

    /// A line without what shells let stand around a setting; nil for an empty line and for a comment.
    private static func setting(_ line: Substring) -> String? {
        var rest = line.drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        guard let first = rest.first, first != "#" else { return nil }
        return String(rest.hasPrefix("export ") ? rest.dropFirst("export ".count) : rest)
    }

    /// A value without the quotes around it.
    private static func unquoted(_ value: String) -> String {
        guard let first = value.first, first == "\"" || first == "'", value.count > 1, value.last == first
        else {
            return value
        }
        return String(value.dropFirst().dropLast())
    }

    private static func pair(_ text: String, in option: String) throws -> (String, String) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw WrongUsage("`\(text)` in \(option) is no NAME=VALUE")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}
