/// An event that has been read: its tape, and which of its members are there.
struct Event {
    let tape: JSONTape
    private let places: Places

    /// The node of each `EventKey`'s value; 0, the event itself, for none.
    typealias Places = InlineArray<32, Int>

    init(tape: JSONTape, places: Places) {
        self.tape = tape
        self.places = places
    }

    /// The value of a top-level member; nil where it is absent or null.
    subscript(key: EventKey) -> Int? {
        let node = places[key.rawValue]
        return node == 0 ? nil : tape.present(node)
    }

    func string(_ key: EventKey) -> String? { tape.string(self[key]) }

    /// A member of `requestContext`.
    func context(_ name: StaticString) -> Int? { tape.member(name, of: self[.requestContext]) }
}

extension JSONParser {
    /// Reads an event: notes the members that matter with all that is in them, of the others the keys alone.
    mutating func parseEvent() throws(JSONError) -> Event.Places {
        var places = Event.Places(repeating: 0)
        try begin()
        guard try byte() == UInt8(ascii: "{") else {
            try keepingNothing { parser throws(JSONError) in try parser.value(depth: 0) }
            try end()
            note(.skipped, 0..<position)
            return places
        }
        let root = try open(.object, depth: 1)
        position += 1
        skipSpace()
        if try byte() != UInt8(ascii: "}") {
            repeat { try member(noting: &places) } while try goesOn(until: UInt8(ascii: "}"))
        }
        close(root)
        try end()
        return places
    }

    private mutating func member(noting places: inout Event.Places) throws(JSONError) {
        let key = try key()
        note(key.isBroken ? .brokenString : .string, key.range)
        guard let known = EventKey(key.range, in: text) else {
            let start = position
            try keepingNothing { parser throws(JSONError) in try parser.value(depth: 1) }
            note(.skipped, start..<position)
            return
        }
        places[known.rawValue] = nodes.count
        try value(depth: 1)
    }

    private mutating func keepingNothing(
        _ read: (inout JSONParser) throws(JSONError) -> Void
    ) throws(JSONError) {
        keeps = false
        try read(&self)
        keeps = true
    }
}
