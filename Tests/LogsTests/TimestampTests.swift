import Testing

@testable import Logs

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_399, 999, "2000-02-28T23:59:59.999Z"),
        (951_782_400, 1, "2000-02-29T00:00:00.001Z"), (951_868_800, 0, "2000-03-01T00:00:00.000Z"),
        (1_795_330_800, 40, "2026-11-22T07:00:00.040Z"), (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
        (1_735_689_599, 0, "2024-12-31T23:59:59.000Z"),
    ])
    func `seconds since 1970 become an RFC 3339 time`(seconds: Int, milliseconds: Int, text: String) {
        #expect(Timestamp.text(seconds: seconds, milliseconds: milliseconds) == text)
    }
}
