import Messages

extension Event {
    /// More fields than any front end lets through.
    private static let mostFields = 10_000

    /// The header fields, from the map of lists where the event has one; cookies together in one field.
    func fields() throws(RequestProblem) -> Fields {
        var fields = Fields()
        var cookies = 0
        if let map = map(.multiValueHeaders, .headers) {
            // Each has a key and a value at least.
            fields.reserveCapacity((tape.nodes[map].next - map) / 2 + 8, bytes: tape.nodes[map].range.count)
            for key in tape.distinctKeys(of: map) {
                for element in tape.values(of: key + 1) {
                    let traits = try append(element, named: key, to: &fields)
                    cookies += traits.contains(.cookie) ? 1 : 0
                }
                guard fields.count <= Event.mostFields else { throw .bad("more than 10,000 header fields") }
            }
        }
        if cookies == 0 { try appendCookieList(to: &fields) }
        if cookies > 1, let first = fields.first(.cookie), let all = fields[.cookie] {
            fields[fields: .cookie] = [Field(name: first.name, value: all)]
        }
        return fields
    }

    /// The first of two maps that is there and has members.
    func map(_ first: EventKey, _ second: EventKey) -> Int? {
        for key in [first, second] {
            if let map = self[key], tape.nodes[map].next > map + 1 { return map }
        }
        return nil
    }

    /// Adds the field of a key and one of its values.
    private func append(
        _ value: Int,
        named key: Int,
        to fields: inout Fields
    ) throws(RequestProblem) -> FieldTraits {
        guard tape.nodes[key].kind == .string, tape.isScalar(value) else { throw problem(value, named: key) }
        let name = tape.nodes[key].range
        let traits = unsafe tape.text.lend(name) { name in
            unsafe tape.text.lend(tape.nodes[value].range) { value in
                unsafe fields.append(name: name.span, value: value.span)
            }
        }
        guard let traits else { throw problem(value, named: key) }
        return traits
    }

    private func problem(_ value: Int, named key: Int) -> RequestProblem {
        guard let name = tape.string(key).flatMap({ FieldName($0) }) else {
            return .bad("a header field's name is no token")
        }
        return .bad("the value of the header field `\(name)` cannot stand in a field")
    }

    /// Adds the front end's list of cookies as one field (RFC 6265 section 5.4).
    private func appendCookieList(to fields: inout Fields) throws(RequestProblem) {
        guard let list = self[.cookies] else { return }
        var joined: [UInt8] = []
        joined.reserveCapacity(tape.nodes[list].range.count)
        var isFirst = true
        for element in tape.values(of: list) {
            if !isFirst { joined.append(copying: "; ".utf8.span) }
            isFirst = false
            let isClean = unsafe tape.text.lend(tape.nodes[element].range) { value in
                joined.append(copying: unsafe value.span)
                return unsafe !value.span.holdsControl
            }
            guard isClean, tape.isScalar(element) else {
                throw .bad("the value of the header field `\(FieldName.cookie)` cannot stand in a field")
            }
        }
        if !isFirst { fields.append(.cookie, joined.span) }
    }
}
