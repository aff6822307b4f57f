import GatewayEvents

/// A request's body as a front end puts it into the event.
struct EventBody {
    let text: JSONValue
    let isBase64: Bool

    static let none = EventBody(text: .null, isBase64: false)

    /// In Base64 where the front end takes it for binary; what it takes for text and is none gets damaged.
    init(_ body: [UInt8], isBinary: Bool) {
        let characters =
            isBinary ? Base64.characters(of: body) : Array(String(decoding: body, as: UTF8.self).utf8)
        self.init(text: .string(characters), isBase64: isBinary)
    }

    private init(text: JSONValue, isBase64: Bool) {
        self.text = text
        self.isBase64 = isBase64
    }

    /// The body in the event of an HTTP API, a function URL or a load balancer, which go by the media type.
    init(of sent: SentRequest) {
        guard !sent.request.body.isEmpty else {
            self = .none
            return
        }
        let isCoded = sent.values("content-encoding").contains { !$0.isEmpty }
        self.init(
            sent.request.body,
            isBinary: isCoded || !EventBody.isTextual(sent.values("content-type").last)
        )
    }

    private static func isTextual(_ type: String?) -> Bool {
        guard let type else { return false }
        let essence = MediaType(type)
        return essence.type == "text" || ["json", "javascript", "xml"].contains(essence.subtype)
            || essence.subtype.hasSuffix("+json") || essence.subtype.hasSuffix("+xml")
    }
}

/// A media type without its parameters, in lower case.
struct MediaType {
    let type: String
    let subtype: String

    init(_ text: some StringProtocol) {
        let essence = String(text.prefix { $0 != ";" }).filter { $0 != " " && $0 != "\t" }.lowercased()
        let parts = essence.split(separator: "/", maxSplits: 1)
        type = parts.first.map(String.init) ?? ""
        subtype = parts.count == 2 ? String(parts[1]) : ""
    }

    /// Whether the pattern, such as `*/*` or `image/*`, covers the type.
    func isCovered(by pattern: MediaType) -> Bool {
        (pattern.type == "*" || pattern.type == type)
            && (pattern.subtype == "*" || pattern.subtype == subtype)
    }
}
