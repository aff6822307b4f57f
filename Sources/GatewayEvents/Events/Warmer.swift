extension Event {
    /// Whether a warmer sent the event: a direct invocation that wants nothing but a live environment.
    var isFromWarmer: Bool {
        guard self[.requestContext] == nil else { return false }
        if string(.source) == "serverless-plugin-warmup" { return true }
        return [self[.warmer], self[.warmup]].contains { node in
            node.map { tape.nodes[$0].kind == .yes } ?? false
        }
    }
}
