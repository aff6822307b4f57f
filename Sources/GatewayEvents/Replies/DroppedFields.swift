import HTTPTypes

extension HTTPField.Name {
    /// Whether an answer's field of this name stays behind: it is about the connection to the backend (RFC 9110
    /// section 7.6.1), or the front end sets its own and would rename this one.
    var isDroppedFromReplies: Bool {
        let name = canonicalName
        return switch name.utf8.count {
        case 2: name == "te"
        case 4: name == "date"
        case 6: name == "server"
        case 7: name == "trailer" || name == "upgrade"
        case 10: name == "connection" || name == "keep-alive"
        case 16: name == "proxy-connection"
        case 17: name == "transfer-encoding"
        default: false
        }
    }
}
