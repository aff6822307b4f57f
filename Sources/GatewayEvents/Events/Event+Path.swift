import Messages

extension Event {
    /// The path without what the front end put before it; nil where the event has none.
    func path(
        from frontEnd: ReplyForm.FrontEnd,
        _ settings: EventSettings
    ) throws(RequestProblem) -> RawPath? {
        guard let (node, form) = pathNode(from: frontEnd) else { return nil }
        guard tape.nodes[node].kind == .string else { throw .bad("the path is no text") }
        var range = tape.nodes[node].range
        if form == .encoded, let mark = range.first(where: { tape.text[$0] == UInt8(ascii: "?") }) {
            range = range.lowerBound..<mark
        }
        if let stage = strippedStage(of: frontEnd, settings.stripStage) {
            range = range.dropping(firstSegments: "/" + stage, of: tape.text)
        }
        if let base = settings.stripBasePath { range = range.dropping(firstSegments: base, of: tape.text) }
        return RawPath(range.isEmpty ? "/" : tape.text.string(range), form)
    }

    private func pathNode(from frontEnd: ReplyForm.FrontEnd) -> (Int, RawPath.Form)? {
        switch frontEnd {
        case .rest, .alb, .albMultiValue, .lattice, .direct: return self[.path].map { ($0, .encoded) }
        case .http1: return self[.path].map { ($0, .decoded) }
        case .http, .url:
            if let raw = self[.rawPath] { return (raw, frontEnd == .url ? .encoded : .decoded) }
            return tape.member("path", of: context("http")).map { ($0, .decoded) }
        }
    }

    /// The stage that the rule takes away where the path begins with it; `$default` never does.
    private func strippedStage(of frontEnd: ReplyForm.FrontEnd, _ rule: StageStripping) -> String? {
        switch rule {
        case .never: return nil
        case .auto: guard frontEnd == .http || frontEnd == .http1, isExecuteAPI else { return nil }
        case .always: break
        }
        guard let stage = tape.string(context("stage")), stage != "$default", !stage.isEmpty else {
            return nil
        }
        return stage
    }
}

extension Range<Int> {
    /// The range of a path behind a prefix of whole segments; all of it where it does not begin with that.
    fileprivate func dropping(firstSegments prefix: String, of text: ByteView) -> Range<Int> {
        var prefix = prefix
        while prefix.utf8.last == UInt8(ascii: "/") { prefix.removeLast() }
        let end = lowerBound + prefix.utf8.count
        guard end > lowerBound, end <= upperBound else { return self }
        guard text.equals(prefix.utf8.span, in: lowerBound..<end) else { return self }
        guard end == upperBound || text[end] == UInt8(ascii: "/") else { return self }
        return end..<upperBound
    }
}
