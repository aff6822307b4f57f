import LocalGateway
import Logs
import Messages
import NIOCore
import Routing
import Synchronization
import Testing

@testable import Forwarding

/// Secrets from an extension of ours, which is late, refuses, times out and rotates.
@Suite(.timeLimit(.minutes(1)))
struct SecretStoreTests {
    private static func environment(_ port: Int) -> [String: String] {
        ["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT": "\(port)", "AWS_SESSION_TOKEN": "session"]
    }

    /// A route that asks for a token, and the backend behind it.
    private static func pipeline(_ secret: String, _ backend: FakeBackend, extension port: Int) throws
        -> Pipeline
    {
        try Pipeline(
            """
            backends: {a: "http://127.0.0.1:\(backend.port)"}
            routes: [{backend: a, verify: {token: {header: x-key}, secret: "\(secret)"}}]
            """,
            environment: environment(port)
        )
    }

    private static func secret(_ text: String) -> Answer {
        .text(#"{"ARN": "arn:aws:…", "Name": "hook", "SecretBinary": null, "SecretString": "\#(text)"}"#)
    }

    private static func parameter(_ text: String) -> Answer {
        .text(#"{"Parameter": {"Name": "hook", "Type": "SecureString", "Value": "\#(text)"}}"#)
    }

    private static func key(_ text: String) -> Fields { [.known("x-key"): text] }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let secret: String
        let answers: [Answer]
        let target: String
        var requests = 1
    }

    @Test(arguments: [
        Case(
            testDescription: "Secrets Manager",
            secret: "secretsmanager://prod/hook:1",
            answers: [secret("s3cret")],
            target: "/secretsmanager/get?secretId=prod%2Fhook%3A1"
        ),
        Case(
            testDescription: "Parameter Store",
            secret: "ssm:///prod/hook",
            answers: [parameter("s3cret")],
            target: "/systemsmanager/parameters/get?name=%2Fprod%2Fhook&withDecryption=true"
        ),
        Case(
            testDescription: "an extension that is late",
            secret: "ssm://hook",
            answers: [
                Answer(status: 400, body: Array("not ready to serve traffic, please wait".utf8)), .closing,
                .status(503), parameter("s3cret"),
            ],
            target: "/systemsmanager/parameters/get?name=hook&withDecryption=true",
            requests: 4
        ),
    ])
    func `a secret is read when it is first needed, once`(_ example: Case) async throws {
        let answers = example.answers
        try await FakeBackend.serving([
            { _, _ in .ok }, { number, _ in answers[min(number, answers.count) - 1] },
        ]) { servers in
            let pipeline = try Self.pipeline(example.secret, servers[0], extension: servers[1].port)
            #expect(await pipeline.ask().response.status == 401)
            #expect(servers[1].count == 0)
            for _ in 0..<5 {
                let outcome = await pipeline.ask(fields: Self.key("s3cret"))
                #expect(outcome.text == "200 ok")
                #expect(outcome.record.notes == ["verify: the caller is believed"])
            }
            #expect(
                servers[1].seen.map(\.target) == Array(repeating: example.target, count: example.requests)
            )
            let tokens = servers[1].seen.map { $0.fields[.known("x-aws-parameters-secrets-token")] }
            #expect(tokens == Array(repeating: "session", count: example.requests))
            #expect(servers[0].count == 5)
        }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let answer: Answer
        let cause: String
    }

    @Test(arguments: [
        Refusal(
            testDescription: "no permission",
            answer: Answer(status: 400, body: Array(#"{"__type":"AccessDeniedException"}"#.utf8)),
            cause: """
                `verify`: secretsmanager://hook cannot be read: the extension answered 400; is there such a name, \
                and may the role do secretsmanager:GetSecretValue?
                """
        ),
        Refusal(
            testDescription: "an empty secret",
            answer: secret(""),
            cause: "`verify`: secretsmanager://hook is empty: anybody could sign"
        ),
        Refusal(
            testDescription: "a binary secret",
            answer: .text(#"{"SecretString": null, "SecretBinary": "c2VjcmV0"}"#),
            cause:
                "`verify`: secretsmanager://hook cannot be read: the extension's answer holds no text of it"
        ),
        Refusal(
            testDescription: "no JSON",
            answer: .text("hush-hush"),
            cause:
                "`verify`: secretsmanager://hook cannot be read: the extension's answer holds no text of it"
        ),
    ])
    func `what cannot be read lets nobody in and says why, in the log alone`(_ example: Refusal) async throws
    {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in example.answer }]) { servers in
            let pipeline = try Self.pipeline("secretsmanager://hook", servers[0], extension: servers[1].port)
            let outcome = await pipeline.ask(fields: Self.key("hush-hush"))
            #expect(
                outcome.text == #"401 {"message":"The request is not authorized.","requestId":"request-1"}"#
            )
            #expect(outcome.record.cause == example.cause)
            #expect(servers[0].count == 0)
        }
    }

    @Test func `without the extension the log names the layer`() async throws {
        let closed = try await closedPort()
        try await FakeBackend.serving([{ _, _ in .ok }]) { servers in
            let pipeline = try Self.pipeline("ssm://hook", servers[0], extension: closed)
            let outcome = await pipeline.ask(fields: Self.key("guess"))
            #expect(outcome.response.status == 401)
            #expect(
                outcome.record.cause == """
                    `verify`: nothing answers on port \(closed): add the layer \
                    AWS-Parameters-and-Secrets-Lambda-Extension to the function
                    """
            )
            // The time that an extension may take to start is over now.
            let taken = await duration { _ = await pipeline.ask(fields: Self.key("guess")) }
            #expect(taken < .seconds(2))
        }
    }

    @Test func `an extension that does not answer takes no more than the time there is`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in Answer(status: 200, delay: .seconds(60)) }])
        {
            servers in
            let pipeline = try Self.pipeline("ssm://hook", servers[0], extension: servers[1].port)
            let taken = await duration {
                let outcome = await pipeline.ask(fields: Self.key("guess"), within: .milliseconds(500))
                #expect(
                    outcome.record.cause
                        == "`verify`: ssm://hook cannot be read: the extension did not answer in time"
                )
            }
            #expect(taken < .seconds(3))
        }
    }

    @Test func `a rotated secret is read again, but no more than once a minute`() async throws {
        let current = Mutex("first")
        try await FakeBackend.serving([
            { _, _ in .ok }, { _, _ in Self.secret(current.withLock(\.self)) },
        ]) { servers in
            let pipeline = try Self.pipeline("secretsmanager://hook", servers[0], extension: servers[1].port)
            #expect(await pipeline.ask(fields: Self.key("first")).text == "200 ok")
            current.withLock { $0 = "second" }
            let outcome = await pipeline.ask(fields: Self.key("second"))
            #expect(outcome.text == "200 ok")
            #expect(
                outcome.record.notes == ["verify: the caller is believed by a secret that was read again"]
            )
            #expect(await pipeline.ask(fields: Self.key("first")).response.status == 401)
            current.withLock { $0 = "third" }
            for _ in 0..<10 { #expect(await pipeline.ask(fields: Self.key("third")).response.status == 401) }
            #expect(servers[1].count == 2)
            #expect(servers[0].count == 2)
        }
    }

    @Test func `many who come at once share one reading`() async throws {
        let slow: FakeBackend.Behaviour = { _, _ in
            var answer = Self.secret("s3cret")
            answer.delay = .milliseconds(200)
            return answer
        }
        try await FakeBackend.serving([{ _, _ in .ok }, slow]) { servers in
            let pipeline = try Self.pipeline("secretsmanager://hook", servers[0], extension: servers[1].port)
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask { await pipeline.ask(fields: Self.key("s3cret")).response.status }
                }
                for await status in group { #expect(status == 200) }
            }
            #expect(servers[1].count == 1)
        }
    }

    @Test func `while an extension is down the secret that was read stays`() async throws {
        let isDown = Mutex(false)
        try await FakeBackend.serving([
            { _, _ in .ok }, { _, _ in isDown.withLock(\.self) ? .status(500) : Self.secret("s3cret") },
        ]) { servers in
            let pipeline = try Self.pipeline("secretsmanager://hook", servers[0], extension: servers[1].port)
            #expect(await pipeline.ask(fields: Self.key("s3cret")).text == "200 ok")
            isDown.withLock { $0 = true }
            #expect(await pipeline.ask(fields: Self.key("guess"), within: .seconds(1)).response.status == 401)
            #expect(await pipeline.ask(fields: Self.key("s3cret")).text == "200 ok")
        }
    }
}
