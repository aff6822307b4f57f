import GatewayEvents
import Testing

struct ForeignEventTests {
    struct Case: CustomTestStringConvertible {
        let event: String
        let name: String
        var testDescription: String { name }

        init(_ event: String, _ name: String) {
            self.event = event
            self.name = name
        }
    }

    @Test(arguments: [
        Case(
            #"{"requestContext":{"connectionId":"x","eventType":"MESSAGE","routeKey":"$default"},"body":"{}"}"#,
            "an API Gateway WebSocket event (`MESSAGE`)"
        ),
        Case(#"{"Records":[{"eventSource":"aws:sqs","body":"x"}]}"#, "an SQS event"),
        Case(#"{"Records":[{"EventSource":"aws:sns"}]}"#, "an SNS event"),
        Case(#"{"Records":[{"eventSource":"aws:other"}]}"#, "an event of `aws:other`"),
        Case(#"{"Records":[{"cf":{"config":{}}}]}"#, "a CloudFront (Lambda@Edge) event"),
        Case(#"{"Records":[]}"#, "an event with `Records`"),
        Case(
            #"{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}"#,
            "an EventBridge event (`Scheduled Event` from `aws.events`)"
        ),
        Case(#"{"awslogs":{"data":"x"}}"#, "a CloudWatch Logs event"),
        Case(#"{"triggerSource":"PreSignUp_SignUp"}"#, "a Cognito trigger (`PreSignUp_SignUp`)"),
        Case(#"{"type":"TOKEN","methodArn":"arn:x"}"#, "a REST API authorizer event"),
        Case(#"{"raw_path":"/x","method":"GET"}"#, "a VPC Lattice event of version 1"),
        Case(#"{"key1":"a","key2":"b"}"#, "one with the members `key1`, `key2`"),
        Case(#"{}"#, "one with no members"),
        Case(#"[{"Records":[]}]"#, "a JSON text that is no object"),
        Case(#"null"#, "a JSON text that is no object"),
        Case(#"{"warmer":false}"#, "one with the members `warmer`"),
    ])
    func `an event that is no request is named`(_ case: Case) {
        #expect(
            EventText.reading(`case`.event.utf8) == """
                Function.NotHTTP
                the event is no HTTP request but \(`case`.name); this function forwards HTTP requests only

                """
        )
    }

    @Test(arguments: [
        Case(#"{"httpMethod":"GET","requestContext":{}}"#, "path"),
        Case(#"{"rawPath":"/","requestContext":{"http":{}}}"#, "method"),
        Case(#"{"path":"/","requestContext":{"elb":{}}}"#, "method"),
    ])
    func `an event without a method or a path is no request`(_ case: Case) {
        #expect(
            EventText.reading(`case`.event.utf8)
                == "Function.IncompleteEvent\nthe event has no \(`case`.name)\n"
        )
    }

    @Test(arguments: [
        Case(#"{"warmer":true,"concurrency":3}"#, "warmer"), Case(#"{"warmup":true}"#, "warmup"),
    ])
    func `a warmer's event is a health check`(_ case: Case) {
        #expect(EventText.reading(`case`.event.utf8) == "health check from direct\n")
    }

    @Test func `an event that is no JSON says where`() {
        #expect(
            EventText.reading(#"{"rawPath": nil}"#.utf8) == """
                Function.MalformedEvent
                the event is no JSON: an unexpected byte 0x69 at byte 13

                """
        )
    }
}
