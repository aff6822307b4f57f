import FaultServers
import Messages
import NIOCore
import NIOSSL
import Testing

@testable import HTTPClient

@Suite(.enabled(if: Certificates.folder != nil, "the `openssl` command is not installed"))
struct TLSTests {
    let folder = Certificates.folder ?? ""

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var shown = "server"
        var wanted: String?
        var most: TLSVersion?
        var settings: @Sendable (String) -> TLSSettings
        /// `200 ok`, or the failure with `ENDPOINT` for the endpoint.
        var outcome: String
    }

    static let cases = [
        Case(
            testDescription: "a private authority, and the address in the certificate",
            settings: { TLSSettings(caFile: $0 + "/ca.pem") },
            outcome: "200 ok"
        ),
        Case(
            testDescription: "a name of its own",
            settings: { TLSSettings(caFile: $0 + "/ca.pem", serverName: "shop.internal") },
            outcome: "200 ok"
        ),
        Case(
            testDescription: "a name that the certificate does not have",
            settings: { TLSSettings(caFile: $0 + "/ca.pem", serverName: "bank.internal") },
            outcome: "wrongName: the certificate of ENDPOINT is not for the name `bank.internal`"
        ),
        Case(
            testDescription: "an authority that is not trusted",
            shown: "stranger",
            settings: { TLSSettings(caFile: $0 + "/ca.pem", serverName: "shop.internal") },
            outcome: "untrusted: the certificate of ENDPOINT, asked for as `shop.internal`, "
                + "does not lead to a trusted authority"
        ),
        Case(
            testDescription: "the system's authorities do not know a private one",
            settings: { _ in TLSSettings() },
            outcome: "untrusted: the certificate of ENDPOINT, asked for as `127.0.0.1`, "
                + "does not lead to a trusted authority"
        ),
        Case(
            testDescription: "an expired certificate",
            shown: "expired",
            settings: { TLSSettings(caFile: $0 + "/ca.pem") },
            outcome: "expired: the certificate of ENDPOINT, asked for as `127.0.0.1`, has expired"
        ),
        Case(
            testDescription: "a certificate of the future",
            shown: "future",
            settings: { TLSSettings(caFile: $0 + "/ca.pem") },
            outcome: "notYetValid: the certificate of ENDPOINT, asked for as `127.0.0.1`, is not valid yet"
        ),
        Case(
            testDescription: "nothing is checked when nothing is to be",
            shown: "expired",
            settings: { _ in TLSSettings(serverName: "bank.internal", verification: .none) },
            outcome: "200 ok"
        ),
        Case(
            testDescription: "a client certificate",
            wanted: "ca",
            settings: { folder in
                TLSSettings(
                    caFile: folder + "/ca.pem",
                    certificateFile: folder + "/client.pem",
                    keyFile: folder + "/client.key"
                )
            },
            outcome: "200 ok"
        ),
        Case(
            testDescription: "no client certificate where one is wanted",
            wanted: "ca",
            settings: { TLSSettings(caFile: $0 + "/ca.pem") },
            outcome: "clientCertificate: ENDPOINT does not accept the client certificate, or wants one"
        ),
        Case(
            testDescription: "a client certificate of the wrong authority",
            wanted: "other",
            settings: { folder in
                TLSSettings(
                    caFile: folder + "/ca.pem",
                    certificateFile: folder + "/client.pem",
                    keyFile: folder + "/client.key"
                )
            },
            outcome: "clientCertificate: ENDPOINT does not accept the client certificate, or wants one"
        ),
        Case(
            testDescription: "TLS 1.2",
            most: .tlsv12,
            settings: { TLSSettings(caFile: $0 + "/ca.pem") },
            outcome: "200 ok"
        ),
        Case(
            testDescription: "TLS 1.1 is too old",
            most: .tlsv11,
            settings: { TLSSettings(caFile: $0 + "/ca.pem") },
            outcome: "handshake: the TLS handshake with ENDPOINT failed: TLSV1_ALERT_PROTOCOL_VERSION"
        ),
        Case(
            testDescription: "a file that is not there",
            settings: { _ in TLSSettings(caFile: "/nowhere/ca.pem") },
            outcome:
                "badSettings: the TLS authorities in `/nowhere/ca.pem` cannot be used: No such file or directory"
        ),
        Case(
            testDescription: "a file that holds no certificate",
            settings: { TLSSettings(caFile: $0 + "/ca.key") },
            outcome: "badSettings: the TLS authorities in `FOLDER/ca.key` cannot be used: "
                + "it holds no certificate that can be read"
        ),
        Case(
            testDescription: "a key that is none",
            settings: { folder in
                TLSSettings(certificateFile: folder + "/client.pem", keyFile: folder + "/client.pem")
            },
            outcome: "badSettings: the TLS client key in `FOLDER/client.pem` cannot be used: "
                + "it holds no key that can be read"
        ),
    ]

    @Test(arguments: cases) func `a handshake succeeds, or says what failed for which name`(_ row: Case)
        async throws
    {
        let tls = try await TLSServer(row.shown, in: folder, wants: row.wanted, most: row.most)
        defer { tls.stop() }
        try await withClient(try FaultServer()) { client, _ in
            let endpoint = Endpoint(host: "127.0.0.1", port: tls.port, tls: row.settings(folder))
            let outcome = await client.outcome(.get, with: endpoint)
            let expected = row.outcome.replacing("ENDPOINT", with: "\(endpoint)").replacing(
                "FOLDER",
                with: folder
            )
            switch outcome {
            case .answer:
                #expect(outcome.text == expected)
                #expect(outcome.record.tls != nil)
                let next = await client.outcome(.get, with: endpoint)
                #expect(next.text == "200 ok")
                #expect(next.record.reusedConnection)
            case .failure(let failure):
                guard case .tls(let fault) = failure.kind else {
                    Issue.record("\(outcome.text)")
                    return
                }
                let place = failure.didSend ? " without an answer" : ""
                #expect("\(fault): \(failure.sentence)" == expected + place)
            }
        }
    }

    @Test(arguments: [
        ("127.0.0.3", "200 ok"),
        ("127.0.0.2", "the certificate of ENDPOINT is not for the name `127.0.0.2`"),
    ])
    func `an address that is asked for must be in the certificate`(_ address: String, _ words: String)
        async throws
    {
        let tls = try await TLSServer("server", in: folder, at: address)
        defer { tls.stop() }
        try await withClient(try FaultServer()) { client, _ in
            let settings = TLSSettings(caFile: folder + "/ca.pem")
            let endpoint = Endpoint(host: address, port: tls.port, tls: settings)
            let outcome = await client.outcome(.get, with: endpoint)
            #expect(outcome.text.hasSuffix(words.replacing("ENDPOINT", with: "\(endpoint)")))
        }
    }

    @Test func `a peer that does not speak TLS is named so`() async throws {
        let server = try FaultServer([.peek, .send("HTTP/1.1 400 Bad Request\r\n\r\n"), .ignore])
        try await withClient(server) { client, plain in
            let endpoint = Endpoint(host: plain.host, port: plain.port, tls: TLSSettings(verification: .none))
            let outcome = await client.outcome(.get, with: endpoint)
            #expect(outcome.text.hasSuffix("the TLS handshake with \(endpoint) failed: WRONG_VERSION_NUMBER"))
        }
    }

    @Test(arguments: [
        (FaultServer.Step.close, ""),
        (FaultServer.Step.reset, ": Connection reset by peer"),
    ])
    func `a peer that ends the connection within the handshake is named so`(
        _ end: FaultServer.Step,
        _ words: String
    ) async throws {
        let server = try FaultServer([.take, end])
        try await withClient(server) { client, plain in
            let endpoint = Endpoint(host: plain.host, port: plain.port, tls: TLSSettings(verification: .none))
            guard case .failure(let failure) = await client.outcome(.get, with: endpoint) else {
                Issue.record("there was an answer")
                return
            }
            #expect(failure.kind == .tls(.handshake))
            #expect(failure.phase == .tls)
            #expect(
                failure.sentence == "\(endpoint) ended the connection during the TLS handshake\(words)"
            )
            #expect(failure.isBeforeConnection)
        }
    }

    @Test(arguments: [
        ("shop.internal", "SHOP.Internal.", true),
        ("shop.internal", "shop.internal.evil", false),
        ("*.internal", "shop.internal", true),
        ("*.internal", "a.shop.internal", false),
        ("*.internal", "internal", false),
        ("*.internal", ".internal", false),
        ("s*.internal", "shop.internal", false),
        ("*", "shop", false),
        ("", "", false),
    ])
    func `a certificate's name is whole, or has a star for its first label`(
        _ pattern: String,
        _ name: String,
        _ isMatch: Bool
    ) {
        #expect(matches(Array(pattern.utf8), name: name) == isMatch)
    }

    @Test func `settings that differ in the name only share a context`() throws {
        let contexts = TLSContexts()
        let endpoint = Endpoint(host: "a", port: 1)
        let one = TLSSettings(caFile: folder + "/ca.pem", serverName: "a")
        let two = TLSSettings(caFile: folder + "/ca.pem", serverName: "b")
        let three = TLSSettings(caFile: folder + "/other.pem", serverName: "a")
        let first = try contexts.context(for: one, endpoint: endpoint)
        #expect(try contexts.context(for: two, endpoint: endpoint) === first)
        #expect(try contexts.context(for: three, endpoint: endpoint) !== first)
    }
}
