import GatewayEvents
import Messages
import Testing

struct IdentityTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let context: String
        let expected: [String: String]
    }

    private static let names = [
        "claims.sub", "claims.level", "authorizer.tenant", "clientCert.subject", "clientCert.notAfter",
        "iam.arn",
        "apiKey.id", "nonsense", "claims.absent",
    ]

    @Test(arguments: [
        Case(
            testDescription: "REST API",
            context:
                #""authorizer":{"claims":{"sub":"kim","level":3},"tenant":"t1"},"identity":{"userArn":"arn:u","#
                + #""apiKeyId":"k","clientCert":{"subjectDN":"CN=kim","validity":{"notAfter":"2030"}}}"#,
            expected: [
                "claims.sub": "kim", "claims.level": "3", "authorizer.tenant": "t1", "iam.arn": "arn:u",
                "apiKey.id": "k", "clientCert.subject": "CN=kim", "clientCert.notAfter": "2030",
            ]
        ),
        Case(
            testDescription: "HTTP API",
            context:
                #""http":{"method":"GET","path":"/"},"authorizer":{"jwt":{"claims":{"sub":"kim","level":"3"}},"#
                + #""lambda":{"tenant":"t1"},"iam":{"userArn":"arn:u"}},"#
                + #""authentication":{"clientCert":{"subjectDN":"CN=kim","validity":{"notAfter":"2030"}}}"#,
            expected: [
                "claims.sub": "kim", "claims.level": "3", "authorizer.tenant": "t1", "iam.arn": "arn:u",
                "clientCert.subject": "CN=kim", "clientCert.notAfter": "2030",
            ]
        ),
        Case(
            testDescription: "empty values count as absent",
            context:
                #""http":{"method":"GET","path":"/"},"authorizer":{"jwt":{"claims":null},"iam":{"userArn":""}}"#,
            expected: [:]
        ),
        Case(
            testDescription: "a load balancer vouches for none",
            context: #""elb":{},"authorizer":{"claims":{"sub":"kim"}},"identity":{"userArn":"arn:u"}"#,
            expected: [:]
        ),
    ])
    func `identity has the names that are asked for and vouched for`(_ case: Case) throws {
        var reader = EventReader(settings: EventSettings(identity: IdentityTests.names))
        let event = #"{"httpMethod":"GET","path":"/","requestContext":{\#(`case`.context)}}"#
        guard case .request(let request, _) = try reader.read(Array(event.utf8), requestID: "r") else {
            Issue.record("no request")
            return
        }
        #expect(request.origin.identity == `case`.expected)
    }
}
