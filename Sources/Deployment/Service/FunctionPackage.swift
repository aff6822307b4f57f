import Routing

/// What the function's own package holds, by the patterns of the service file: the last one that fits decides.
struct FunctionPackage {
    private let patterns: [(text: String, isExcluded: Bool)]
    private let folder: String

    init(_ service: Service) {
        folder = service.folder
        let nodes = (service.root["package"]?["patterns"]?.list ?? [])
        patterns = nodes.compactMap(\.text).map { text in
            text.hasPrefix("!") ? (String(text.dropFirst()), true) : (text, false)
        }
    }

    /// The file that has a name in the package, from which the framework cuts a leading `../`; nil where there is none.
    func path(of name: String) -> String? {
        for pattern in patterns where !pattern.isExcluded {
            var up = ""
            var rest = pattern.text[...]
            while rest.hasPrefix("../") {
                up += "../"
                rest = rest.dropFirst(3)
            }
            let path = ServicePath.resolve(up + name, in: folder)
            if holds(path) { return path }
        }
        return nil
    }

    /// Whether the package holds the file at a path.
    func holds(_ path: String) -> Bool {
        // Without a pattern the framework takes the service's whole folder.
        var isHeld = ServicePath.resolve(path, in: ".").hasPrefix(folder + "/")
        for pattern in patterns {
            let full = ServicePath.resolve(pattern.text, in: folder)
            if FunctionPackage.fits(Array(full.utf8)[...], Array(path.utf8)[...]) {
                isHeld = !pattern.isExcluded
            }
        }
        return isHeld
    }

    /// `*` is any text within a segment, `**` any text at all.
    private static func fits(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
        let star = UInt8(ascii: "*")
        let slash = UInt8(ascii: "/")
        guard let first = pattern.first else { return path.isEmpty }
        guard first == star else {
            return path.first == first && fits(pattern.dropFirst(), path.dropFirst())
        }
        let isDeep = pattern.dropFirst().first == star
        var rest = pattern.drop { $0 == star }
        // `**/` stands for no folder as well.
        if isDeep, rest.first == slash, fits(rest.dropFirst(), path) { return true }
        if !isDeep { rest = pattern.dropFirst() }
        var end = path.startIndex
        while true {
            if fits(rest, path[end...]) { return true }
            guard end < path.endIndex, isDeep || path[end] != slash else { return false }
            end += 1
        }
    }
}
