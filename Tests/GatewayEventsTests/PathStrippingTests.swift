import GatewayEvents
import Messages
import Testing

struct PathStrippingTests {
    struct Case: CustomTestStringConvertible {
        let front: String
        let path: String
        let settings: EventSettings
        let expected: String

        init(
            _ front: String,
            _ path: String,
            _ stage: StageStripping,
            base: String? = nil,
            gives expected: String
        ) {
            self.front = front
            self.path = path
            settings = EventSettings(stripStage: stage, stripBasePath: base)
            self.expected = expected
        }

        var testDescription: String { "\(front) \(path) \(settings.stripStage) gives \(expected)" }

        var event: String {
            let domain =
                front.hasSuffix("custom") ? "api.example.com" : "x.execute-api.eu-west-1.amazonaws.com"
            let context =
                #""domainName":"\#(domain)","stage":"\#(front.hasPrefix("default") ? "$default" : "live")""#
            return front.hasPrefix("rest")
                ? #"{"httpMethod":"GET","path":"\#(path)","requestContext":{\#(context)}}"#
                : #"{"rawPath":"\#(path)","requestContext":{\#(context),"http":{"method":"GET"}}}"#
        }
    }

    @Test(arguments: [
        Case("http", "/live/orders", .auto, gives: "/orders"),
        Case("http", "/live", .auto, gives: "/"),
        Case("http", "/live/", .auto, gives: "/"),
        Case("http", "/lively/orders", .auto, gives: "/lively/orders"),
        Case("http", "/live/live", .auto, gives: "/live"),
        Case("http", "/other/live", .auto, gives: "/other/live"),
        Case("http", "/live/orders", .never, gives: "/live/orders"),
        Case("http-custom", "/live/orders", .auto, gives: "/live/orders"),
        Case("http-custom", "/live/orders", .always, gives: "/orders"),
        Case("default", "/$default/x", .always, gives: "/$default/x"),
        Case("rest", "/live/orders", .auto, gives: "/live/orders"),
        Case("rest", "/live/orders", .always, gives: "/orders"),
        Case("rest-custom", "/shop/orders", .auto, base: "/shop", gives: "/orders"),
        Case("rest-custom", "/shop/orders", .auto, base: "/shop/", gives: "/orders"),
        Case("rest-custom", "/shops/orders", .auto, base: "/shop", gives: "/shops/orders"),
        Case("rest-custom", "/shop", .auto, base: "/shop", gives: "/"),
        Case("rest-custom", "/shop", .auto, base: "/", gives: "/shop"),
        Case("http", "/live/shop/orders", .auto, base: "/shop", gives: "/orders"),
    ])
    func `stage and base path are taken away by whole segments`(_ case: Case) throws {
        var reader = EventReader(settings: `case`.settings)
        guard case .request(let request, _) = try reader.read(Array(`case`.event.utf8), requestID: "r") else {
            Issue.record("no request")
            return
        }
        #expect(request.path.text == `case`.expected)
    }
}
