import Messages

extension FieldTraits {
    /// What of an answer stays behind: it is about the connection to the backend (RFC 9110 section 7.6.1), or the
    /// front end sets its own and would rename this one.
    static let droppedFromReplies: FieldTraits = [.hopByHop, .frontEndOwned]
}

extension Fields {
    /// Whether an answer's field stays behind.
    func isDroppedFromReplies(_ line: FieldLine) -> Bool {
        if !line.traits.isDisjoint(with: .droppedFromReplies) { return true }
        return line.traits.contains(.proxy) && isNamed(.proxyConnection, line)
    }
}

extension FieldName {
    fileprivate static let proxyConnection = known("Proxy-Connection")
}
