/// An event that has been read: its tape, and which of its members are there.
struct Event {
    let tape: JSONTape
    private let places: Places

    /// Where the values that matter stand: their nodes; 0, the event itself, for none.
    struct Places {
        fileprivate(set) var members = InlineArray<32, Int>(repeating: 0)
        fileprivate(set) var context = InlineArray<16, Int>(repeating: 0)
    }

    init(tape: JSONTape, places: Places) {
        self.tape = tape
        self.places = places
    }

    /// The value of a top-level member; nil where it is absent or null.
    subscript(key: EventKey) -> Int? {
        let node = places.members[key.rawValue]
        return node == 0 ? nil : tape.present(node)
    }

    func string(_ key: EventKey) -> String? { tape.string(self[key]) }

    /// A member of `requestContext`.
    subscript(context key: ContextKey) -> Int? {
        let node = places.context[key.rawValue]
        return node == 0 ? nil : tape.present(node)
    }
}

extension JSONParser {
    /// Reads an event: notes the members that matter with all that is in them, of the others the keys alone.
    mutating func parseEvent() throws(JSONError) -> Event.Places {
        var places = Event.Places()
        try begin()
        guard try byte() == UInt8(ascii: "{") else {
            try keepingNothing { parser throws(JSONError) in try parser.value(depth: 0) }
            try end()
            note(.skipped, 0..<position)
            return places
        }
        try object(depth: 1) { (parser, key: EventKey) throws(JSONError) in
            places.members[key.rawValue] = parser.nodes.count
            guard key == .requestContext else { return try parser.value(depth: 1) }
            places.context = InlineArray(repeating: 0)
            guard try parser.byte() == UInt8(ascii: "{") else { return try parser.value(depth: 1) }
            try parser.object(depth: 2) { (parser, key: ContextKey) throws(JSONError) in
                places.context[key.rawValue] = parser.nodes.count
                try parser.value(depth: 2)
            }
        }
        try end()
        return places
    }

    /// Reads an object: the closure reads the values of the keys that matter, of the others the keys alone are noted.
    @inline(__always)
    private mutating func object<Key: NotedKey>(
        depth: Int,
        _ read: (inout JSONParser, Key) throws(JSONError) -> Void
    ) throws(JSONError) {
        let node = try open(.object, depth: depth)
        position += 1
        skipSpace()
        guard try byte() != UInt8(ascii: "}") else { return close(node) }
        repeat {
            let token = try key()
            note(token.isBroken ? .brokenString : .string, token.range)
            if let known = Key(spelled: token.range, in: text) {
                try read(&self, known)
            } else {
                let start = position
                try keepingNothing { parser throws(JSONError) in try parser.value(depth: depth) }
                note(.skipped, start..<position)
            }
        } while try goesOn(until: UInt8(ascii: "}"))
        close(node)
    }

    private mutating func keepingNothing(
        _ read: (inout JSONParser) throws(JSONError) -> Void
    ) throws(JSONError) {
        keeps = false
        try read(&self)
        keeps = true
    }
}
