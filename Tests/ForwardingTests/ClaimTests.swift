import HTTPTypes
import Messages
import Routing
import Testing

@testable import Forwarding

struct ClaimTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let scheme: Verify.Scheme
        var fields: [(FieldName, String)]
        var body = "Hello, World!"
        var secrets = ["It's a Secret to Everybody"]
        var now: Int64 = 1_700_000_000
        /// Nil where the caller is believed.
        var fault: VerifyFault?

        init(
            _ description: String,
            _ scheme: Verify.Scheme,
            _ fields: [(FieldName, String)],
            body: String = "Hello, World!",
            secrets: [String] = ["It's a Secret to Everybody"],
            now: Int64 = 1_700_000_000,
            fault: VerifyFault? = nil
        ) {
            testDescription = description
            self.scheme = scheme
            self.fields = fields
            self.body = body
            self.secrets = secrets
            self.now = now
            self.fault = fault
        }

        func check() throws(VerifyFault) {
            var request = Request(id: "r", method: .post, path: RawPath("/"), body: Array(body.utf8)[...])
            for (name, value) in fields { request.fields.append(Field(name: name, value: value)) }
            let claim = try Claim(scheme, request, now: now)
            let keys = secrets.compactMap { SecretBytes(Array($0.utf8)) }
            guard claim.isProven(by: keys) else { throw claim.fault }
        }
    }

    @Test(arguments: github + slack + stripe + general + token)
    func `a caller is believed or not, each time for its own reason`(_ example: Case) {
        var found: VerifyFault?
        do throws(VerifyFault) { try example.check() } catch { found = error }
        #expect(found == example.fault)
    }

    private static let hub = FieldName.known("X-Hub-Signature-256")
    /// The example of GitHub's documentation.
    private static let hubCode = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    private static let github: [Case] = [
        Case("GitHub's documented example", .github, [(hub, "sha256=\(hubCode)")]),
        Case("digits in upper case", .github, [(hub, "sha256=\(hubCode.uppercased())")]),
        Case(
            "the second of two secrets",
            .github,
            [(hub, "sha256=\(hubCode)")],
            secrets: ["new", "It's a Secret to Everybody"]
        ),
        Case("no signature", .github, [], fault: .missingHeader(hub)),
        Case("an empty signature", .github, [(hub, "")], fault: .missingHeader(hub)),
        Case("a prefix alone", .github, [(hub, "sha256=")], fault: .badEncoding(hub, .hex)),
        Case("no prefix", .github, [(hub, hubCode)], fault: .malformedHeader(hub)),
        Case("the prefix of SHA-1", .github, [(hub, "sha1=\(hubCode)")], fault: .malformedHeader(hub)),
        Case(
            "the prefix in upper case",
            .github,
            [(hub, "SHA256=\(hubCode)")],
            fault: .malformedHeader(hub)
        ),
        Case(
            "a truncated signature",
            .github,
            [(hub, "sha256=\(hubCode.dropLast(2))")],
            fault: .badEncoding(hub, .hex)
        ),
        Case(
            "an odd number of digits",
            .github,
            [(hub, "sha256=\(hubCode.dropLast())")],
            fault: .badEncoding(hub, .hex)
        ),
        Case(
            "a signature with more behind it",
            .github,
            [(hub, "sha256=\(hubCode)00")],
            fault: .badEncoding(hub, .hex)
        ),
        Case(
            "a space among the digits",
            .github,
            [(hub, "sha256= \(hubCode.dropLast())")],
            fault: .badEncoding(hub, .hex)
        ),
        Case(
            "the code written in Base64",
            .github,
            [(hub, "sha256=dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc=")],
            fault: .badEncoding(hub, .hex)
        ),
        Case(
            "two fields, both right",
            .github,
            [(hub, "sha256=\(hubCode)"), (hub, "sha256=\(hubCode)")],
            fault: .repeatedHeader(hub)
        ),
        Case(
            "two signatures joined by a front end",
            .github,
            [(hub, "sha256=\(hubCode),sha256=\(hubCode)")],
            fault: .badEncoding(hub, .hex)
        ),
        Case(
            "another body",
            .github,
            [(hub, "sha256=\(hubCode)")],
            body: "Hello, World?",
            fault: .wrongSignature
        ),
        Case("an empty body", .github, [(hub, "sha256=\(hubCode)")], body: "", fault: .wrongSignature),
        Case(
            "another secret",
            .github,
            [(hub, "sha256=\(hubCode)")],
            secrets: ["It's a secret to everybody"],
            fault: .wrongSignature
        ),
        Case("no secret at all", .github, [(hub, "sha256=\(hubCode)")], secrets: [], fault: .wrongSignature),
        Case(
            "a code of zeros",
            .github,
            [(hub, "sha256=" + String(repeating: "0", count: 64))],
            fault: .wrongSignature
        ),
    ]

    private static let slackSignature = FieldName.known("X-Slack-Signature")
    private static let slackTime = FieldName.known("X-Slack-Request-Timestamp")
    /// The example of Slack's documentation.
    private static let slackCode = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    private static let slackBody = """
        token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
        &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
        &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554\
        %2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c
        """

    private static func slack(
        _ description: String,
        time: String = "1531420618",
        code: String = slackCode,
        after seconds: Int64 = 0,
        fault: VerifyFault? = nil
    ) -> Case {
        Case(
            description,
            .slack,
            [(slackSignature, code), (slackTime, time)],
            body: slackBody,
            secrets: ["8f742231b10e8888abcd99yyyzzz85a5"],
            now: 1_531_420_618 + seconds,
            fault: fault
        )
    }

    private static let slack: [Case] = [
        slack("Slack's documented example"),
        slack("five minutes later", after: 300),
        slack("a clock five minutes behind", after: -300),
        slack("a replay after five minutes", after: 301, fault: .stale(seconds: 301)),
        slack("a signature from the future", after: -301, fault: .early(seconds: 301)),
        slack("a new time on an old signature", time: "1531420700", after: 82, fault: .wrongSignature),
        slack("a time with a sign", time: "+1531420618", fault: .badTimestamp(slackTime)),
        slack("a time that is none", time: "now", fault: .badTimestamp(slackTime)),
        slack(
            "a time beyond all integers",
            time: "99999999999999999999",
            fault: .badTimestamp(slackTime)
        ),
        slack("no time", time: "", fault: .missingHeader(slackTime)),
        slack("the same time written otherwise", time: "01531420618", fault: .wrongSignature),
        slack(
            "another version",
            code: "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            fault: .malformedHeader(slackSignature)
        ),
    ]

    private static let new = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925"
    private static let old = "ef1b1b7e4b312671a75ef2a03e10529f7834a6528a49db77ad6568c8c8017843"

    private static func stripe(
        _ description: String,
        _ values: String...,
        after seconds: Int64 = 0,
        secrets: [String] = ["whsec_test"],
        fault: VerifyFault? = nil
    ) -> Case {
        Case(
            description,
            .stripe,
            values.map { (.stripeSignature, $0) },
            body: #"{"id":"evt_1"}"#,
            secrets: secrets,
            now: 1_700_000_000 + seconds,
            fault: fault
        )
    }

    private static let stripe: [Case] = [
        stripe("one signature", "t=1700000000,v1=\(new)"),
        stripe("two, while the secret is rolled", "t=1700000000,v1=\(old),v1=\(new)"),
        stripe("two, the other way round", "t=1700000000,v1=\(new),v1=\(old)", secrets: ["whsec_old"]),
        stripe("a scheme besides", "t=1700000000,v0=whatever,v1=\(new)"),
        stripe("the time behind", "v1=\(new),t=1700000000"),
        stripe("only another scheme", "t=1700000000,v0=\(new)", fault: .malformedHeader(.stripeSignature)),
        stripe("no time", "v1=\(new)", fault: .malformedHeader(.stripeSignature)),
        stripe("an empty time", "t=,v1=\(new)", fault: .badTimestamp(.stripeSignature)),
        stripe(
            "two times",
            "t=1600000000,t=1700000000,v1=\(new)",
            fault: .malformedHeader(.stripeSignature)
        ),
        stripe("an item without a name", "t=1700000000,\(new)", fault: .malformedHeader(.stripeSignature)),
        stripe(
            "nothing behind a comma",
            "t=1700000000,v1=\(new),",
            fault: .malformedHeader(.stripeSignature)
        ),
        stripe("a short code", "t=1700000000,v1=c892", fault: .badEncoding(.stripeSignature, .hex)),
        stripe("a replay", "t=1700000000,v1=\(new)", after: 301, fault: .stale(seconds: 301)),
        stripe("a time that was not signed", "t=1700000001,v1=\(new)", fault: .wrongSignature),
        stripe(
            "two headers",
            "t=1700000000,v1=\(new)",
            "t=1700000000,v1=\(new)",
            fault: .repeatedHeader(.stripeSignature)
        ),
        stripe("no header", fault: .missingHeader(.stripeSignature)),
        stripe(
            "the form of Stripe's documentation, of whose secret nothing is known",
            """
            t=1492774577,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd,\
            v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39
            """,
            after: 1_492_774_577 - 1_700_000_000,
            fault: .wrongSignature
        ),
    ]
}
