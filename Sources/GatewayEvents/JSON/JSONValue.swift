/// A JSON text as a tree, for what is read off the hot path: replies, and events in tests.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// The number as it is written.
    case number(String)
    /// The characters in UTF-8, a lone surrogate in the same manner as three bytes.
    case string([UInt8])
    case array([JSONValue])
    /// The members in their order; of those of one name, the last.
    case object([Member])

    package struct Member: Sendable, Hashable {
        package var name: [UInt8]
        package var value: JSONValue

        package init(name: [UInt8], value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads a whole text (RFC 8259).
    package init(reading text: [UInt8]) throws(JSONError) {
        var text = text
        self = try unsafe text.withUnsafeMutableBufferPointer { buffer throws(JSONError) in
            var parser = unsafe JSONParser(buffer)
            try parser.parse()
            return JSONTape(text: parser.text, nodes: parser.nodes).value(of: 0)
        }
    }

    /// An object's member; nil for none, and for another value.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.elementsEqual(name.utf8) }?.value
    }

    /// A string's characters; nil for another value.
    package var text: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONTape {
    fileprivate func value(of node: Int) -> JSONValue {
        let range = nodes[node].range
        switch nodes[node].kind {
        case .null, .skipped: return .null
        case .yes: return .bool(true)
        case .no: return .bool(false)
        case .number: return .number(text.string(range))
        case .string, .brokenString: return .string(bytes(range))
        case .object:
            return .object(
                distinctKeys(of: node).map { .init(name: bytes(nodes[$0].range), value: value(of: $0 + 1)) }
            )
        case .array:
            var elements: [JSONValue] = []
            var element = node + 1
            while element < nodes[node].next {
                elements.append(value(of: element))
                element = nodes[element].next
            }
            return .array(elements)
        }
    }

    private func bytes(_ range: Range<Int>) -> [UInt8] { unsafe text.lend(range) { unsafe Array($0) } }
}
