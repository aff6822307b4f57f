import Glibc
import Logging
import Logs

/// The line that every invocation leaves, its `write(2)` to a file that takes all included.
enum LogCases {
    static var all: [BenchmarkCase] {
        [
            BenchmarkCase("log/text") { line(.text) },
            BenchmarkCase("log/json") { line(.json) },
        ]
    }

    private static func line(_ format: LogFormat) -> Operation {
        let sink = LogSink(format: format, level: .info, descriptor: unsafe open("/dev/null", O_WRONLY))
        return .work { sink.write(record) }
    }

    private static let record: AccessRecord = {
        var record = AccessRecord(requestID: "5f0c8a4e-6d1b-4f7a-9c3e-2b1a0d9e8f7c")
        record.traceID = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0"
        record.frontEnd = "http-api"
        record.method = "GET"
        record.path = "/orders/17"
        record.route = "order"
        record.backend = "orders"
        record.endpoint = "http://10.0.1.10:8080"
        record.status = 200
        record.bytesOut = 1024
        record.attempts = 1
        record.reusedConnection = true
        record.match = 1_900
        record.firstByte = 2_345_678
        record.backendTime = 2_400_000
        record.total = 2_601_000
        record.remaining = 9_997_000_000
        return record
    }()
}
