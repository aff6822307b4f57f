import Messages
import GatewayEvents

/// A reply's status and header fields by the rules of one front end.
struct ReplyHead {
    let members: JSONValue
    let frontEnd: FrontEnd

    func status() throws(ReplyProblem) -> Int {
        switch members["statusCode"] {
        case .number(let digits):
            guard let status = Int(digits), (100...599).contains(status) else { break }
            return status
        case .string where !isLoadBalancer:
            guard let status = members["statusCode"]?.text.flatMap({ Int($0) }), (100...599).contains(status)
            else { break }
            return status
        default: break
        }
        throw ReplyProblem("the reply's `statusCode` is no status")
    }

    private var isLoadBalancer: Bool {
        frontEnd == .alb || frontEnd == .albMultiValue || frontEnd == .lattice
    }

    func fields() throws(ReplyProblem) -> Fields {
        var fields: [Field] = []
        switch frontEnd {
        case .rest, .http1:
            let lists = try values("multiValueHeaders", listsOnly: true)
            let ones = try values("headers", listsOnly: false)
            // A field that both maps have comes from the map of lists.
            let listed = Set(lists.map(\.name.canonicalName))
            fields = ones.filter { !listed.contains($0.name.canonicalName) } + lists
        case .http, .url:
            fields = try values("headers", listsOnly: false)
            fields += try cookies()
        case .alb, .lattice: fields = try values("headers", listsOnly: false)
        case .albMultiValue: fields = try values("multiValueHeaders", listsOnly: true)
        }
        if frontEnd == .rest { fields = fields.compactMap(ReplyHead.passedByREST) }
        var result = Fields(fields)
        if namesMissingType, !result.contains(.contentType) { result[.contentType] = "application/json" }
        return result
    }

    private var namesMissingType: Bool {
        switch frontEnd {
        case .rest, .http, .http1, .url: true
        case .alb, .albMultiValue, .lattice: false
        }
    }

    private func values(_ map: String, listsOnly: Bool) throws(ReplyProblem) -> [Field] {
        guard let value = members[map], value != .null else { return [] }
        guard case .object(let members) = value else {
            throw ReplyProblem("the reply's `\(map)` is no object")
        }
        var fields: [Field] = []
        for member in members {
            let name = String(decoding: member.name, as: UTF8.self)
            guard let name = FieldName(name) else { throw ReplyProblem("`\(name)` is no field name") }
            for value in try elements(of: member.value, of: name, listsOnly: listsOnly) {
                guard Field.isValidValue(value) else {
                    throw ReplyProblem("the value of `\(name)` cannot stand in a field")
                }
                fields.append(Field(name: name, value: value))
            }
        }
        return fields
    }

    private func elements(
        of value: JSONValue,
        of name: FieldName,
        listsOnly: Bool
    ) throws(ReplyProblem) -> [String] {
        guard listsOnly else { return [try text(of: value, name)] }
        guard case .array(let elements) = value else {
            throw ReplyProblem("the values of `\(name)` are no list")
        }
        var texts: [String] = []
        for element in elements { texts.append(try text(of: element, name)) }
        return texts
    }

    private func text(of value: JSONValue, _ name: FieldName) throws(ReplyProblem) -> String {
        switch value {
        case .string: return value.text ?? ""
        case .bool(let flag) where !isLoadBalancer: return flag ? "true" : "false"
        case .number(let digits) where frontEnd == .http || frontEnd == .url: return digits
        default: throw ReplyProblem("the value of `\(name)` is no string")
        }
    }

    private func cookies() throws(ReplyProblem) -> [Field] {
        guard let value = members["cookies"], value != .null else { return [] }
        guard case .array(let cookies) = value else {
            throw ReplyProblem("the reply's `cookies` are no list")
        }
        return cookies.compactMap(\.text).map { Field(name: .setCookie, value: $0) }
    }

    /// A field as a REST API passes it on: some it drops, some it renames.
    private static func passedByREST(_ field: Field) -> Field? {
        let name = field.name.canonicalName
        if droppedByREST.contains(name) { return nil }
        guard renamedByREST.contains(name) else { return field }
        return FieldName("x-amzn-Remapped-\(name)").map { Field(name: $0, value: field.value) }
    }

    private static let droppedByREST: Set<String> = [
        "expect", "host", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "via",
    ]

    private static let renamedByREST: Set<String> = [
        "authorization", "connection", "content-md5", "date", "max-forwards", "server", "user-agent",
        "www-authenticate",
    ]
}
