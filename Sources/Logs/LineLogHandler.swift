package import Logging

/// The swift-log backend: one line a record, in Lambda's text or JSON form.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let sink: LogSink

    package init(_ sink: LogSink) {
        self.sink = sink
        logLevel = sink.level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = LineBuffer(sink.format)
        switch sink.format {
        case .json:
            line.field("timestamp", Timestamp.now())
            line.field("level", event.level.lambdaName)
            line.field("message", event.message.description)
        case .text:
            line.field("level", event.level.lambdaName)
            line.words(event.message.description)
        }
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line.field(named: key, value.description)
        }
        line.end()
        sink.write(line)
    }
}
