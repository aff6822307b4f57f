package import HTTPTypes
import Messages

/// Finds the first match that a request fulfils without trying those whose host or path rules them out.
///
/// It answers what trying all in the order of their ranks would: lists of candidates are looked at one after
/// the other, each only up to the best rank found so far, those with path regexes last.
package struct RouteIndex: Sendable {
    /// What a search found.
    package enum Outcome: Sendable, Equatable {
        case none
        /// The rank of the first match.
        case match(Int)
        /// The rank of the match that came first and could not be decided.
        case failure(Int, RegexFailure)
    }

    /// What is known of a match without looking at it.
    private struct Outline: Sendable {
        let methods: MethodSet
        /// Whether path, host and method decide it.
        let isSettled: Bool
        /// The marks of the header fields without which it cannot hold.
        let marks: UInt64

        init(_ match: Match) {
            methods = MethodSet(condition: match.methods)
            isSettled = match.isSettled && (match.methods.isEmpty || !methods.contains(.other))
            marks = match.headers.reduce(into: 0) { $0 |= $1.test.holdsForNone ? 0 : $1.name.mark }
        }
    }

    private let matches: [RankedMatch]
    private let outlines: [Outline]
    private let trie: SegmentTrie
    private let roots: HostRoots
    private let hasMethods: Bool
    private let hasHeaders: Bool

    /// Makes the index of matches that are tried in this order.
    package init(_ ranked: [RankedMatch]) {
        var builder = SegmentTrieBuilder(matches: ranked.count)
        var roots = HostRoots(anyRoot: builder.addRoot())
        for (rank, entry) in ranked.enumerated() {
            for root in roots.roots(for: entry.match.hosts, &builder) {
                builder.insert(entry.match.path, rank: rank, root: root)
            }
        }
        trie = SegmentTrie(builder)
        self.roots = roots
        matches = ranked
        outlines = ranked.map { Outline($0.match) }
        hasMethods = ranked.contains { !$0.match.methods.isEmpty }
        hasHeaders = ranked.contains { !$0.match.headers.isEmpty }
    }

    /// The first match that the subject fulfils.
    package func first(for subject: Subject) -> Outcome {
        var search = Search(method: MethodSet(subject.method), marks: marks(of: subject))
        let roots = roots.roots(of: subject.host)
        for root in roots { visitPlain(root, 1, subject, &search) }
        for root in roots { visitRegexes(root, subject, &search) }
        return search.outcome
    }

    /// The methods with which the subject would fulfil some match, in the order of ranks; throws what left the
    /// first undecided match undecided.
    package func allowedMethods(for subject: Subject) throws(RegexFailure) -> [HTTPRequest.Method] {
        guard hasMethods else { return [] }
        var search = Search(method: .all, marks: marks(of: subject), collects: true)
        for root in roots.roots(of: subject.host) {
            visitPlain(root, 1, subject, &search)
            visitRegexes(root, subject, &search)
        }
        if case .failure(_, let failure) = search.outcome { throw failure }
        var methods: [HTTPRequest.Method] = []
        for rank in search.collected.sorted() {
            for method in matches[rank].match.methods where !methods.contains(method) {
                methods.append(method)
            }
        }
        return methods
    }

    /// The marks of the request's fields, as far as any match asks for them.
    private func marks(of subject: Subject) -> UInt64 { hasHeaders ? subject.request.fields.marks : 0 }

    private struct Search {
        let method: MethodSet
        let marks: UInt64
        /// Whether all matches are wanted that hold but for their methods.
        var collects = false
        var best = Int.max
        var outcome = Outcome.none
        var collected: Set<Int> = []
    }

    private func visitPlain(_ node: Int, _ start: Int, _ subject: Subject, _ search: inout Search) {
        let path = subject.path.text.utf8.span
        tryAll(.prefix, at: node, subject, &search)
        guard start <= path.count else {
            tryAll(.here, at: node, subject, &search)
            return
        }
        let end = SegmentTrie.segmentEnd(in: path, from: start)
        if let child = trie.literal(of: node, path, start..<end) {
            visitPlain(child, end + 1, subject, &search)
        }
        guard end > start else { return }
        if let child = trie.capture(of: node) { visitPlain(child, end + 1, subject, &search) }
        tryAll(.rest, at: node, subject, &search)
    }

    private func visitRegexes(_ root: Int, _ subject: Subject, _ search: inout Search) {
        let path = subject.path.text.utf8.span
        var node = root
        var start = 1
        while true {
            tryAll(.regex, at: node, subject, &search)
            guard start <= path.count else { return }
            let end = SegmentTrie.segmentEnd(in: path, from: start)
            guard let child = trie.literal(of: node, path, start..<end) else { return }
            node = child
            start = end + 1
        }
    }

    private func tryAll(
        _ role: SegmentTrie.Role,
        at node: Int,
        _ subject: Subject,
        _ search: inout Search
    ) {
        for index in trie.list(role, at: node) {
            let rank = trie.rank(at: index)
            guard rank < search.best else { return }
            guard !outlines[rank].methods.isDisjoint(with: search.method),
                outlines[rank].marks & ~search.marks == 0
            else { continue }
            if search.collects {
                collect(rank, subject, &search)
            } else if outlines[rank].isSettled {
                search.best = rank
                search.outcome = .match(rank)
            } else {
                evaluate(rank, subject, &search)
            }
        }
    }

    private func evaluate(_ rank: Int, _ subject: Subject, _ search: inout Search) {
        do throws(RegexFailure) {
            guard try matches[rank].evaluate(subject, granted: [.path, .hosts]) == .holds else {
                return
            }
            search.outcome = .match(rank)
        } catch {
            search.outcome = .failure(rank, error)
        }
        search.best = rank
    }

    private func collect(_ rank: Int, _ subject: Subject, _ search: inout Search) {
        let match = matches[rank].match
        guard !match.methods.isEmpty, !search.collected.contains(rank) else { return }
        do throws(RegexFailure) {
            guard try match.evaluate(subject, granted: [.path, .hosts, .methods]) == .holds else { return }
            search.collected.insert(rank)
        } catch {
            search.outcome = .failure(rank, error)
            search.best = rank
        }
    }
}

extension Match {
    /// Whether nothing but a path that is no regex, hosts and methods is asked for.
    fileprivate var isSettled: Bool {
        if case .regex = path { return false }
        if case .match = excluded { return false }
        return headers.isEmpty && query.isEmpty && sourceIps.isEmpty
    }
}
