import Logging
import Testing

@testable import Logs

@Suite struct AccessRecordTests {
    private func line(_ record: AccessRecord, _ format: LogFormat, level: Logger.Level = .info) -> String? {
        LogSink(format: format, level: level).line(for: record).map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
    }

    private var record: AccessRecord {
        var record = AccessRecord(requestID: "8f2-1")
        record.frontEnd = "http-api"
        record.method = "GET"
        record.path = "/orders/17"
        record.route = "order"
        record.backend = "orders"
        record.endpoint = "http://10.0.1.10:8080"
        record.status = 200
        record.bytesOut = 120
        record.attempts = 1
        record.reusedConnection = true
        record.match = 1_900
        record.firstByte = 2_345_678
        record.total = 12_000_000
        record.remaining = 9_000_000_000
        return record
    }

    @Test func `a line of text names every fact once`() {
        #expect(
            line(record, .text) == """
                level=INFO message=request requestId=8f2-1 frontEnd=http-api method=GET path=/orders/17 route=order \
                backend=orders endpoint=http://10.0.1.10:8080 status=200 bytesIn=0 bytesOut=120 attempts=1 \
                reused=true matchMs=0.001 firstByteMs=2.345 totalMs=12.000 remainingMs=9000.000

                """
        )
    }

    @Test func `a line of JSON holds the same facts behind timestamp and level`() throws {
        let json = try #require(line(record, .json))
        #expect(json.hasPrefix("{\"timestamp\":\"2"))
        #expect(
            json.hasSuffix(
                """
                ,"level":"INFO","message":"request","requestId":"8f2-1","frontEnd":"http-api","method":"GET",\
                "path":"/orders/17","route":"order","backend":"orders","endpoint":"http://10.0.1.10:8080",\
                "status":200,"bytesIn":0,"bytesOut":120,"attempts":1,"reused":true,"matchMs":0.001,\
                "firstByteMs":2.345,"totalMs":12.000,"remainingMs":9000.000}

                """
            )
        )
    }

    @Test func `what the policies did stands at the end, in the order of work`() throws {
        var record = record
        record.notes = ["verify: the caller is believed", "retry 1 of 2: status 503"]
        let text = try #require(line(record, .text))
        let notes = "verify: the caller is believed; retry 1 of 2: status 503"
        #expect(text.hasSuffix(" notes=\"\(notes)\"\n"))
        let json = try #require(line(record, .json))
        #expect(json.hasSuffix(",\"notes\":\"\(notes)\"}\n"))
    }

    @Test(arguments: [LogFormat.text, .json])
    func `a path cannot forge a line or a field`(format: LogFormat) throws {
        var forged = record
        forged.path = "/a\nlevel=ERROR \"x\" status=500\u{1b}\u{7f}\\"
        let text = try #require(line(forged, format))
        #expect(text.utf8.count(where: { $0 == 0x0A }) == 1)
        #expect(text.contains(#""/a\nlevel=ERROR \"x\" status=500\u001b\u007f\\""#))
    }

    @Test func `a long field is cut between characters and says so`() throws {
        var long = record
        long.path = "/" + String(repeating: "é", count: 4000)
        let text = try #require(line(long, .json))
        #expect(text.utf8.count < 2000)
        #expect(text.contains("é…\""))
        #expect(!text.contains("\u{FFFD}"))
    }

    @Test func `a failure is an error line, and the level decides what is written`() throws {
        var failed = record
        failed.error = "timeout"
        failed.cause = "request: 10 s ended while waiting for the first byte"
        #expect(try #require(line(failed, .text, level: .error)).hasPrefix("level=ERROR message=request "))
        #expect(line(record, .text, level: .error) == nil)
    }
}
