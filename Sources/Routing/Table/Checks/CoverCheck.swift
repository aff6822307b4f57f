import HTTPTypes
import Messages

/// Finds what in a table can never match because what is tried before takes it all.
///
/// It decides for exact, template and prefix paths with methods, hosts, presence and equality. What else a match
/// asks is dropped where the match may be dead, which only makes it larger, and must be asked by the dead one in
/// the same words where the match may be what covers: so what it calls dead is dead.
struct CoverCheck {
    /// What never matches of one ranked match.
    enum Finding: Sendable, Hashable {
        /// All of it; with the routes that take it, in the order in which they are tried.
        case dead(coveredBy: [Int])
        case deadHost(HostPattern, coveredBy: [Int])
        case deadMethod(HTTPRequest.Method, coveredBy: [Int])
    }

    private let ranked: [RankedMatch]
    private let keepsEmpty: Bool
    private let trie: SegmentTrie
    private var sameRegex: [String: [Int]] = [:]
    /// By rank, whether a match before may take the path of its witness; most are alone, and not looked at again.
    private var meets: [Bool]

    /// How many sets a question may grow to before it is given up, and the match is said to live.
    private static let mostPieces = 2_000

    init(_ ranked: [RankedMatch], keepsEmpty: Bool) {
        self.ranked = ranked
        self.keepsEmpty = keepsEmpty
        var builder = SegmentTrieBuilder(matches: ranked.count)
        let root = builder.addRoot()
        meets = []
        meets.reserveCapacity(ranked.count)
        for (rank, entry) in ranked.enumerated() {
            if case .regex(let regex) = entry.match.path {
                meets.append(sameRegex[regex.text] != nil || builder.isPassed(root))
                sameRegex[regex.text, default: []].append(rank)
            } else {
                meets.append(builder.insert(entry.match.path, rank: rank, root: root))
            }
        }
        trie = SegmentTrie(builder)
    }

    /// What never matches of the match with this rank; where it lives, its dead hosts and methods.
    func findings(_ rank: Int) -> [Finding] {
        let entry = ranked[rank]
        guard rank > 0, meets[rank], !entry.match.isIncomplete else { return [] }
        // Most matches live, and one path shows it: what takes that path is found without looking at the rest.
        let witness = Witness.path(of: entry.match)
        let near = candidates(for: witness, before: rank)
        guard !near.isEmpty else { return [] }
        let match = entry.match
        let covered = match.hostChoices.map { covering(rank, $0, method: nil, witness, near) }
        if let all = CoverCheck.all(covered) { return [.dead(coveredBy: all)] }
        var found: [Finding] = []
        for (host, cover) in zip(match.hosts, covered) {
            if let cover { found.append(.deadHost(host, coveredBy: cover)) }
        }
        for method in match.methods where match.methods.count > 1 {
            let covered = match.hostChoices.map { covering(rank, $0, method: method, witness, near) }
            if let all = CoverCheck.all(covered) { found.append(.deadMethod(method, coveredBy: all)) }
        }
        return found
    }

    /// All routes together; nil where one of the covers is missing.
    private static func all(_ covers: [[Int]?]) -> [Int]? {
        var routes: [Int] = []
        for cover in covers {
            guard let cover else { return nil }
            for route in cover where !routes.contains(route) { routes.append(route) }
        }
        return routes
    }

    /// The routes that together take everything that the match takes; nil where something is left.
    ///
    /// `near` are the ranks before that take the path of the witness.
    private func covering(
        _ rank: Int,
        _ host: HostPattern?,
        method: HTTPRequest.Method?,
        _ witness: CanonicalPath,
        _ near: [Int]
    ) -> [Int]? {
        let match = ranked[rank].match
        guard isTaken(match, host, method, by: near) else { return nil }
        var own = Cover(match, host: host, keepsEmpty: keepsEmpty)
        if let method { own.methods = .some([method.rawValue]) }
        let requests = RequestSet(own)
        guard !requests.isEmpty else { return nil }
        let near = near.sorted()
        guard cover(requests.on(witness), own, match, by: near) != nil else { return nil }
        for single in near {
            if let routes = cover(requests, own, match, by: [single]) { return routes }
        }
        return cover(requests, own, match, by: Array(0..<rank))
    }

    /// Whether a witness with the host and each of the methods is taken by one of these.
    private func isTaken(
        _ match: Match,
        _ host: HostPattern?,
        _ method: HTTPRequest.Method?,
        by near: [Int]
    ) -> Bool {
        guard method == nil, !match.methods.isEmpty else {
            let witness = Witness(match: match, host: host, method: method)
            return near.contains { witness.isTaken(by: ranked[$0].match) }
        }
        return match.methods.allSatisfy { isTaken(match, host, $0, by: near) }
    }

    private func cover(_ requests: RequestSet, _ own: Cover, _ match: Match, by ranks: [Int]) -> [Int]? {
        var rest = [requests]
        var routes: [Int] = []
        for rank in ranks {
            let other = ranked[rank]
            for host in other.match.hostChoices {
                let cover = Cover(other.match, host: host, keepsEmpty: keepsEmpty)
                guard isImplied(cover, other.match, by: own, match) else { continue }
                let left = rest.flatMap { $0.subtracting(cover) }
                if left != rest, !routes.contains(other.route) { routes.append(other.route) }
                rest = left
                if rest.isEmpty { return routes }
                guard rest.count <= CoverCheck.mostPieces else { return nil }
            }
        }
        return nil
    }

    /// Whether what the sets say nothing of in the other match holds for all requests of the own.
    private func isImplied(_ other: Cover, _ otherMatch: Match, by own: Cover, _ match: Match) -> Bool {
        guard !otherMatch.isIncomplete else { return false }
        let missing = other.opaque.subtracting(own.opaque)
        guard let first = missing.first else { return true }
        guard missing.count == 1, first == otherMatch.sourceText, !match.sourceIps.isEmpty else {
            return false
        }
        return match.sourceIps.allSatisfy { own in otherMatch.sourceIps.contains { $0.covers(own) } }
    }

    /// The matches tried before that take the path, and those with the same regex.
    private func candidates(for path: CanonicalPath, before rank: Int) -> [Int] {
        var found: [Int] = []
        collect(0, 1, path.text.utf8.span, rank, &found)
        if case .regex(let regex) = ranked[rank].match.path {
            found += (sameRegex[regex.text] ?? []).prefix { $0 < rank }
        }
        return found
    }

    private func collect(_ node: Int, _ start: Int, _ path: Span<UInt8>, _ rank: Int, _ found: inout [Int]) {
        append(.prefix, node, rank, &found)
        guard start <= path.count else {
            append(.here, node, rank, &found)
            return
        }
        let end = SegmentTrie.segmentEnd(in: path, from: start)
        if let child = trie.literal(of: node, path, start..<end) {
            collect(child, end + 1, path, rank, &found)
        }
        guard end > start else { return }
        if let child = trie.capture(of: node) { collect(child, end + 1, path, rank, &found) }
        append(.rest, node, rank, &found)
    }

    private func append(_ role: SegmentTrie.Role, _ node: Int, _ rank: Int, _ found: inout [Int]) {
        for index in trie.list(role, at: node) {
            guard trie.rank(at: index) < rank else { return }
            found.append(trie.rank(at: index))
        }
    }
}

extension Match {
    /// Each host by itself, or nil for any.
    fileprivate var hostChoices: [HostPattern?] { hosts.isEmpty ? [nil] : hosts.map { $0 } }
}

extension CIDR {
    fileprivate func covers(_ other: CIDR) -> Bool {
        prefixLength <= other.prefixLength && contains(other.address)
    }
}
