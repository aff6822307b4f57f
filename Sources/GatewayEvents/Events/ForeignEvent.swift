/// Names what an event is that no HTTP front end made.
extension Event {
    /// A phrase for the error, such as `an SQS event`.
    func foreignName() -> String {
        let root = 0
        guard tape.nodes[root].kind == .object else { return "a JSON text that is no object" }
        if self[context: .connectionId] != nil {
            let kind = tape.string(self[context: .eventType]).map { " (`\(Event.shown($0))`)" }
            return "an API Gateway WebSocket event\(kind ?? "")"
        }
        if let records = self[.records] { return recordsName(records) }
        if self[.detailType] != nil, let source = string(.source) {
            let kind = string(.detailType) ?? ""
            return "an EventBridge event (`\(Event.shown(kind))` from `\(Event.shown(source))`)"
        }
        if let trigger = string(.triggerSource) { return "a Cognito trigger (`\(Event.shown(trigger))`)" }
        for (key, name) in Event.telltaleKeys where hasKey(key) { return name }
        return "one with \(keyList())"
    }

    private static var telltaleKeys: [(StaticString, String)] {
        [
            ("awslogs", "a CloudWatch Logs event"), ("methodArn", "a REST API authorizer event"),
            ("routeArn", "an HTTP API authorizer event"), ("raw_path", "a VPC Lattice event of version 1"),
            ("RequestType", "a CloudFormation custom resource event"), ("jobId", "a CodePipeline event"),
            ("CodePipeline.job", "a CodePipeline event"), ("alarmArn", "a CloudWatch alarm"),
            ("invokingEvent", "an AWS Config event"), ("eventSourceArn", "a Kafka event"),
            ("eventSource", "an event of a stream or a queue"), ("fieldName", "an AppSync event"),
            ("deliveryStreamArn", "a Firehose transformation event"),
        ]
    }

    private func recordsName(_ records: Int) -> String {
        guard let first = tape.values(of: records).first(where: { tape.nodes[$0].kind == .object }) else {
            return "an event with `Records`"
        }
        if tape.member("cf", of: first) != nil { return "a CloudFront (Lambda@Edge) event" }
        let source = tape.string(
            tape.member("eventSource", of: first) ?? tape.member("EventSource", of: first)
        )
        return switch source {
        case "aws:sqs": "an SQS event"
        case "aws:sns": "an SNS event"
        case "aws:s3": "an S3 event"
        case "aws:kinesis": "a Kinesis event"
        case "aws:dynamodb": "a DynamoDB stream event"
        case "aws:ses": "an SES event"
        case "aws:codecommit": "a CodeCommit event"
        case .some(let other): "an event of `\(Event.shown(other))`"
        case .none: "an event with `Records`"
        }
    }

    private func hasKey(_ name: StaticString) -> Bool {
        tape.members(of: 0).contains { tape.text.spells(name, in: tape.nodes[$0.key].range) }
    }

    private func keyList() -> String {
        let keys = tape.members(of: 0).prefix(5).compactMap { tape.string($0.key) }
        guard !keys.isEmpty else { return "no members" }
        return "the members " + keys.map { "`\(Event.shown($0))`" }.joined(separator: ", ")
    }

    /// A text from the event, cut so that it fits into a log line.
    private static func shown(_ text: String) -> String {
        text.count <= 64 ? text : text.prefix(64) + "…"
    }
}
