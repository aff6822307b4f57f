/// Which trees of paths belong to a host: its own, those of the wildcards that cover it, and that for any host.
struct HostRoots: Sendable {
    /// The root for any host, alone.
    private let anyRoot: [Int]
    private var exact: [String: Int] = [:]
    /// By suffix, from its dot.
    private var wildcards: [String: Int] = [:]

    init(anyRoot: Int) {
        self.anyRoot = [anyRoot]
    }

    /// The roots under which a match with these hosts is entered, each once.
    mutating func roots(for hosts: [HostPattern], _ builder: inout SegmentTrieBuilder) -> [Int] {
        guard !hosts.isEmpty else { return anyRoot }
        var roots: [Int] = []
        for host in hosts {
            let root = root(for: host, &builder)
            if !roots.contains(root) { roots.append(root) }
        }
        return roots
    }

    private mutating func root(for pattern: HostPattern, _ builder: inout SegmentTrieBuilder) -> Int {
        switch pattern {
        case .exact(let name):
            if let root = exact[name] { return root }
            let root = builder.addRoot()
            exact[name] = root
            return root
        case .wildcard(let suffix):
            if let root = wildcards[suffix] { return root }
            let root = builder.addRoot()
            wildcards[suffix] = root
            return root
        }
    }

    /// Whether any match asks for a host.
    var areUsed: Bool { !exact.isEmpty || !wildcards.isEmpty }

    /// The roots under which the matches of a host are found.
    func roots(of host: String?) -> [Int] {
        guard areUsed, let host else { return anyRoot }
        var roots = anyRoot
        if let root = exact[host] { roots.append(root) }
        guard !wildcards.isEmpty else { return roots }
        let name = host.utf8
        for index in name.indices where name[index] == UInt8(ascii: ".") && index > name.startIndex {
            if let root = wildcards[String(host[index...])] { roots.append(root) }
        }
        return roots
    }
}
