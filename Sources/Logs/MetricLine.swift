import Messages

/// One line in CloudWatch's embedded metric format being built: first what is measured, then the values.
struct MetricLine {
    private var bytes: [UInt8] = []
    private var directives = 0
    private var hasValues = false

    /// Begins a line for a time in milliseconds since 1970.
    init(at time: Int) {
        bytes.reserveCapacity(768)
        bytes.append(contentsOf: "{\"_aws\":{\"Timestamp\":\(time),\"CloudWatchMetrics\":[".utf8)
    }

    /// A metric directive: the metrics with their units, each by every one of the dimension sets.
    static func directive(
        _ namespace: String,
        by dimensions: [[String]],
        _ metrics: [(name: String, unit: String)]
    ) -> [UInt8] {
        let sets = dimensions.map { set in
            "[" + set.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        }
        let list = metrics.map { "{\"Name\":\"\($0.name)\",\"Unit\":\"\($0.unit)\"}" }
        var json = Array("{\"Namespace\":".utf8)
        JSONText.append(namespace, to: &json)
        json.append(contentsOf: ",\"Dimensions\":[\(sets.joined(separator: ","))]".utf8)
        json.append(contentsOf: ",\"Metrics\":[\(list.joined(separator: ","))]}".utf8)
        return json
    }

    mutating func add(_ directive: [UInt8]) {
        if directives > 0 { bytes.append(UInt8(ascii: ",")) }
        directives += 1
        bytes.append(contentsOf: directive)
    }

    mutating func property(_ name: StaticString, _ value: Int) {
        begin(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func property(_ name: StaticString, _ value: String) {
        begin(name)
        JSONText.append(value, to: &bytes)
    }

    /// A number of milliseconds with three decimals.
    mutating func milliseconds(_ name: StaticString, nanoseconds: Int64) {
        begin(name)
        LineBuffer.appendMilliseconds(nanoseconds, to: &bytes)
    }

    /// The whole line, its newline included.
    consuming func ended() -> [UInt8] {
        if !hasValues { bytes.append(contentsOf: "]}".utf8) }
        bytes.append(contentsOf: "}\n".utf8)
        return bytes
    }

    private mutating func begin(_ name: StaticString) {
        if !hasValues { bytes.append(contentsOf: "]}".utf8) }
        hasValues = true
        bytes.append(contentsOf: ",\"".utf8)
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: "\":".utf8)
    }
}
