import Messages

/// Counts and times of requests as CloudWatch metrics in its embedded format: one JSON line a request.
///
/// Source: CloudWatch, "Specification: Embedded metric format".
package struct RequestMetrics: Sendable {
    /// How many names of routes, and how many of backends, get series of their own.
    ///
    /// Each series costs money, and a table that is read again and again could bring ever more. The others
    /// share the name `(other)`.
    static let mostNames = 100

    package let namespace: String
    private var routes: Set<String> = []
    private var backends: Set<String> = []
    /// What is measured, and by what, where all lines of the kind say the same.
    private let ofRequests: [UInt8]
    private let ofBackends: [UInt8]
    private let ofErrors: [UInt8]

    package init(namespace: String) {
        self.namespace = namespace
        ofRequests = MetricLine.directive(
            namespace,
            by: [[], ["Route"]],
            [("Requests", "Count"), ("Latency", "Milliseconds")]
        )
        ofBackends = MetricLine.directive(
            namespace,
            by: [["Route"], ["Backend"]],
            [("BackendLatency", "Milliseconds"), ("Retries", "Count")]
        )
        ofErrors = MetricLine.directive(
            namespace,
            by: [[], ["Route"], ["ErrorKind"]],
            [("Errors", "Count")]
        )
    }

    /// Writes what one invocation adds to the metrics; a health check adds nothing.
    package mutating func write(_ record: AccessRecord, to sink: LogSink) {
        if let line = line(for: record, at: Timestamp.milliseconds()) { sink.write(line) }
    }

    mutating func line(for record: AccessRecord, at time: Int) -> [UInt8]? {
        guard record.method != nil || record.error != nil else { return nil }
        var line = MetricLine(at: time)
        line.add(ofRequests)
        if record.backend != nil { line.add(ofBackends) }
        if record.error != nil { line.add(ofErrors) }
        line.property("Route", record.route.map { RequestMetrics.known($0, in: &routes) } ?? "(none)")
        line.property("Requests", 1)
        line.milliseconds("Latency", nanoseconds: record.total ?? 0)
        if let backend = record.backend {
            line.property("Backend", RequestMetrics.known(backend, in: &backends))
            line.milliseconds("BackendLatency", nanoseconds: record.backendTime ?? 0)
            line.property("Retries", record.retries)
        }
        if let error = record.error {
            line.property("ErrorKind", error)
            line.property("Errors", 1)
        }
        return line.ended()
    }

    private static func known(_ name: String, in names: inout Set<String>) -> String {
        if names.contains(name) { return name }
        guard names.count < mostNames else { return "(other)" }
        names.insert(name)
        return name
    }
}

/// Counts of what becomes of a table that is read while serving.
package enum TableMetrics {
    /// Writes that a new table is in force, or that the last good one had to stay.
    package static func write(isGood: Bool, namespace: String, to sink: LogSink) {
        sink.write(line(isGood: isGood, namespace: namespace, at: Timestamp.milliseconds()))
    }

    static func line(isGood: Bool, namespace: String, at time: Int) -> [UInt8] {
        let name: StaticString = isGood ? "TableReloads" : "TableReloadErrors"
        var line = MetricLine(at: time)
        line.add(MetricLine.directive(namespace, by: [[]], [("\(name)", "Count")]))
        line.property(name, 1)
        return line.ended()
    }
}
