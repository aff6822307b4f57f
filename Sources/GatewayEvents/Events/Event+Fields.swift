import HTTPTypes

extension Event {
    /// More fields than any front end lets through; `HTTPFields` holds no more than 65,534.
    private static let mostFields = 10_000

    /// The header fields, from the map of lists where the event has one.
    func fields(_ names: inout NameCache) throws(RequestProblem) -> HTTPFields {
        var fields: [HTTPField] = []
        var cookies = Cookies()
        if let map = map(.multiValueHeaders, .headers) {
            let keys = tape.distinctKeys(of: map)
            fields.reserveCapacity(keys.count + 1)
            for key in keys {
                let name = try fieldName(key, &names)
                for element in tape.values(of: key + 1) {
                    let value = try fieldValue(element, of: name)
                    if name == .cookie {
                        cookies.add(value, as: name, at: fields.count)
                    } else {
                        fields.append(HTTPField(name: name, value: value))
                    }
                }
                guard fields.count <= Event.mostFields else { throw .bad("more than 10,000 header fields") }
            }
        }
        if cookies.values.isEmpty { cookies.values = try cookieList() }
        cookies.join(into: &fields)
        var result = HTTPFields()
        // Of all ways to fill an empty list this one alone is compiled for arrays: `append` costs as much as the
        // rest of reading a field. What is set for a name that no field has yet is appended as it is.
        result[fields: .cookie] = fields
        return result
    }

    /// The first of two maps that is there and has members.
    func map(_ first: EventKey, _ second: EventKey) -> Int? {
        for key in [first, second] {
            if let map = self[key], tape.nodes[map].next > map + 1 { return map }
        }
        return nil
    }

    private func fieldName(_ key: Int, _ names: inout NameCache) throws(RequestProblem) -> HTTPField.Name {
        guard tape.nodes[key].kind == .string, let name = names.name(tape.nodes[key].range, in: tape.text)
        else {
            throw .bad("a header field's name is no token")
        }
        return name
    }

    private func fieldValue(_ node: Int, of name: HTTPField.Name) throws(RequestProblem) -> String {
        guard let value = tape.scalar(node), !tape.text.hasControl(in: tape.nodes[node].range) else {
            throw .bad("the value of the header field `\(name)` cannot stand in a field")
        }
        return value
    }

    private func cookieList() throws(RequestProblem) -> [String] {
        guard let list = self[.cookies] else { return [] }
        var values: [String] = []
        for element in tape.values(of: list) { values.append(try fieldValue(element, of: .cookie)) }
        return values
    }
}

/// The values of all cookie fields on their way into one.
private struct Cookies {
    var values: [String] = []
    private var name = HTTPField.Name.cookie
    /// Where the first of them stood among the fields.
    private var place: Int?

    mutating func add(_ value: String, as name: HTTPField.Name, at place: Int) {
        if values.isEmpty {
            self.name = name
            self.place = place
        }
        values.append(value)
    }

    func join(into fields: inout [HTTPField]) {
        guard let first = values.first else { return }
        let value = values.count == 1 ? first : values.joined(separator: "; ")
        fields.insert(HTTPField(name: name, value: value), at: place ?? fields.count)
    }
}

extension ByteView {
    /// Whether a byte of the range can stand in no field value (RFC 9110 section 5.5): a control, but for the tab.
    @inline(__always)
    func hasControl(in range: Range<Int>) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var position = range.lowerBound
        while position &+ 8 <= range.upperBound {
            let word = word(at: position)
            let deletes = word ^ (ones &* 0x7f)
            let low = (word &- (ones &* 0x20)) & ~word
            let found = (low | ((deletes &- ones) & ~deletes)) & highs
            if found != 0, hasControlByte(in: position..<(position &+ 8)) { return true }
            position &+= 8
        }
        return hasControlByte(in: position..<range.upperBound)
    }

    private func hasControlByte(in range: Range<Int>) -> Bool {
        for position in range {
            let byte = self[position]
            if byte < 0x20 && byte != 0x09 || byte == 0x7f { return true }
        }
        return false
    }
}
