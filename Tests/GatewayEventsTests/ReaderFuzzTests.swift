import GatewayEvents
import Glibc
import Testing

/// Throws damaged events at the reader.
///
/// `SWITCHYARD_FUZZ_SECONDS` says for how long, `SWITCHYARD_FUZZ_SEED` with
/// which seed; a crash is found again with the seed that the run printed.
struct ReaderFuzzTests {
    @Test func `no event traps the reader, and what it accepts is a JSON text`() throws {
        let seconds = ReaderFuzzTests.environment("SWITCHYARD_FUZZ_SECONDS") ?? 2
        let seed = ReaderFuzzTests.environment("SWITCHYARD_FUZZ_SEED") ?? 4
        if seconds > 2 { print("fuzzing the event reader for \(seconds) s with seed \(seed)") }
        let events = Fixtures.names(in: Fixtures.events, ending: ".json").map {
            Fixtures.bytes(of: "\(Fixtures.events)/\($0).json")
        }
        try #require(!events.isEmpty)
        var generator = SeededGenerator(seed: UInt64(truncatingIfNeeded: seed))
        var reader = EventReader(
            settings: EventSettings(identity: EventText.identity)
        )
        let end = time(nil) + seconds
        var rounds = 0
        while rounds % 256 != 0 || time(nil) <= end {
            rounds += 1
            let event = ReaderFuzzTests.damaged(events, &generator)
            let reading = Result { () throws(EventError) in try reader.read(event, requestID: "r") }
            let isJSON = (try? JSONValue(reading: event)) != nil
            if case .failure(.malformed) = reading {
                #expect(!isJSON, "refused: \(event)")
            } else {
                #expect(isJSON, "accepted: \(event)")
            }
        }
        #expect(rounds > 256)
    }

    private static func environment(_ name: String) -> Int? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe Int(String(cString: value))
    }

    /// An event with up to eight places changed, doubled, cut out or filled from another event.
    private static func damaged(_ events: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
        var event = pick(events, &generator)
        for _ in 0..<Int.random(in: 0...8, using: &generator) where !event.isEmpty {
            let start = Int.random(in: 0..<event.count, using: &generator)
            let end = min(event.count, start + Int.random(in: 0...24, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: event[start] = UInt8.random(in: 0...255, using: &generator)
            case 1: event.removeSubrange(start..<end)
            case 2: event.insert(contentsOf: event[start..<end], at: start)
            case 3: event.insert(contentsOf: pick(pieces, &generator).utf8, at: start)
            case 4: event.removeSubrange(start...)
            default:
                let other = pick(events, &generator)
                let from = Int.random(in: 0..<other.count, using: &generator)
                event.replaceSubrange(start..<end, with: other[from..<min(other.count, from + 40)])
            }
        }
        return event
    }

    private static func pick<Element>(_ elements: [Element], _ generator: inout SeededGenerator) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }

    private static let pieces = [
        "\"", "\\", "\\u", "\\ud800", "\\udc00", "\\u0000", "{", "}", "[", "]", ":", ",", "null", "true",
        "-1e9",
        "\"headers\":{}", "\"body\":null,", "\"isBase64Encoded\":true,", "{\"a\":", "[[[[", "\u{feff}", "ä",
        "😀",
        "\"requestContext\":{\"elb\":{}},", "\"multiValueHeaders\":{\"a\":[\"b\",null]},",
    ]
}
