import Messages

extension Event {
    /// The path as the front end gives it; nil where the event has none.
    func path(from frontEnd: ReplyForm.FrontEnd) throws(RequestProblem) -> RawPath? {
        guard let (node, form) = pathNode(from: frontEnd) else { return nil }
        guard tape.nodes[node].kind == .string else { throw .bad("the path is no text") }
        var range = tape.nodes[node].range
        if form == .encoded, let mark = range.first(where: { tape.text[$0] == UInt8(ascii: "?") }) {
            range = range.lowerBound..<mark
        }
        return RawPath(range.isEmpty ? "/" : tape.text.string(range), form)
    }

    private func pathNode(from frontEnd: ReplyForm.FrontEnd) -> (Int, RawPath.Form)? {
        switch frontEnd {
        case .rest, .alb, .albMultiValue, .lattice, .direct: return self[.path].map { ($0, .encoded) }
        case .http1: return self[.path].map { ($0, .decoded) }
        case .http, .url:
            if let raw = self[.rawPath] { return (raw, frontEnd == .url ? .encoded : .decoded) }
            return tape.member("path", of: self[context: .http]).map { ($0, .decoded) }
        }
    }
}
