import Testing

@testable import Logs

@Suite struct RequestMetricsTests {
    private func text(_ line: [UInt8]?) -> String? {
        line.map { String(decoding: $0, as: UTF8.self) }
    }

    private var record: AccessRecord {
        var record = AccessRecord(requestID: "r1")
        record.method = "GET"
        record.route = "order"
        record.backend = "orders"
        record.total = 12_345_678
        record.backendTime = 9_000_000
        record.retries = 2
        return record
    }

    @Test func `a request is one line of the embedded metric format`() {
        var metrics = RequestMetrics(namespace: "Shop/\"Edge")
        #expect(
            text(metrics.line(for: record, at: 1_700_000_000_123)) == """
                {"_aws":{"Timestamp":1700000000123,"CloudWatchMetrics":[\
                {"Namespace":"Shop/\\"Edge","Dimensions":[[],["Route"]],\
                "Metrics":[{"Name":"Requests","Unit":"Count"},{"Name":"Latency","Unit":"Milliseconds"}]},\
                {"Namespace":"Shop/\\"Edge","Dimensions":[["Route"],["Backend"]],\
                "Metrics":[{"Name":"BackendLatency","Unit":"Milliseconds"},{"Name":"Retries","Unit":"Count"}]}]},\
                "Route":"order","Requests":1,"Latency":12.345,"Backend":"orders","BackendLatency":9.000,"Retries":2}

                """
        )
    }

    @Test func `a failure before any route counts by its kind alone`() {
        var metrics = RequestMetrics(namespace: "Shop")
        var record = AccessRecord(requestID: "r1")
        record.error = "invocation"
        #expect(
            text(metrics.line(for: record, at: 1)) == """
                {"_aws":{"Timestamp":1,"CloudWatchMetrics":[\
                {"Namespace":"Shop","Dimensions":[[],["Route"]],\
                "Metrics":[{"Name":"Requests","Unit":"Count"},{"Name":"Latency","Unit":"Milliseconds"}]},\
                {"Namespace":"Shop","Dimensions":[[],["Route"],["ErrorKind"]],\
                "Metrics":[{"Name":"Errors","Unit":"Count"}]}]},\
                "Route":"(none)","Requests":1,"Latency":0.000,"ErrorKind":"invocation","Errors":1}

                """
        )
    }

    @Test func `a health check is no request`() {
        var metrics = RequestMetrics(namespace: "Shop")
        var record = AccessRecord(requestID: "r1")
        record.route = "health check"
        #expect(metrics.line(for: record, at: 1) == nil)
    }

    @Test func `the series are bounded: names beyond the first hundred share one`() throws {
        var metrics = RequestMetrics(namespace: "Shop")
        var routes: Set<Substring> = []
        for number in 0..<1000 {
            var record = record
            record.route = "route-\(number % 500)"
            let line = try #require(text(metrics.line(for: record, at: 1)))
            let rest = line.split(separator: "\"Route\":\"").last ?? ""
            routes.insert(rest.prefix { $0 != "\"" })
        }
        #expect(routes.count == RequestMetrics.mostNames + 1)
        #expect(routes.contains("(other)"))
    }

    @Test(arguments: [(true, "TableReloads"), (false, "TableReloadErrors")])
    func `a table that is read while serving is counted, good or bad`(isGood: Bool, name: String) {
        #expect(
            text(TableMetrics.line(isGood: isGood, namespace: "Shop", at: 5)) == """
                {"_aws":{"Timestamp":5,"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[[]],\
                "Metrics":[{"Name":"\(name)","Unit":"Count"}]}]},"\(name)":1}

                """
        )
    }
}
