import FaultServers
import FrontEnds
import HTTPTypes
import LocalGateway
import Testing

/// TLS with a real nginx: what is trusted, what is shown, and what the log says when that does not fit.
@Suite(
    .serialized,
    .timeLimit(.minutes(2)),
    .needsNginx,
    .needsBootstrap,
    .enabled(if: Certificates.folder != nil, "the `openssl` command is not installed")
)
struct NginxTLSTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// The name of the certificate that nginx shows.
        var shown = "server"
        var protocols = "TLSv1.2 TLSv1.3"
        /// More of nginx's directives, with `FOLDER` for that of the certificates.
        var directives = ""
        /// The backend's `tls`, likewise.
        let tls: String
        let text: String
        var cause: String?
    }

    private static let clientCertificate =
        "{caFile: FOLDER/ca.pem, certificateFile: FOLDER/client.pem, keyFile: FOLDER/client.key}"
    private static let wanted = "ssl_verify_client on; ssl_client_certificate FOLDER/ca.pem;"

    static let cases = [
        Case(
            testDescription: "a private authority, and an address for a name",
            tls: "{caFile: FOLDER/ca.pem}",
            text: "200 TLSv1.3 http/1.1  NONE"
        ),
        Case(
            testDescription: "a name of its own is asked for too",
            tls: "{caFile: FOLDER/ca.pem, serverName: shop.internal}",
            text: "200 TLSv1.3 http/1.1 shop.internal NONE"
        ),
        Case(
            testDescription: "TLS 1.2",
            protocols: "TLSv1.2",
            tls: "{caFile: FOLDER/ca.pem}",
            text: "200 TLSv1.2 http/1.1  NONE"
        ),
        Case(
            testDescription: "TLS 1.1 is too old",
            protocols: "TLSv1.1",
            directives: "ssl_ciphers ALL:@SECLEVEL=0;",
            tls: "{caFile: FOLDER/ca.pem}",
            text: "500 Connection failed.",
            cause: "the TLS handshake with ENDPOINT failed: TLSV1_ALERT_PROTOCOL_VERSION"
        ),
        Case(
            testDescription: "a name that the certificate does not have",
            tls: "{caFile: FOLDER/ca.pem, serverName: bank.internal}",
            text: "500 Connection failed.",
            cause: "the certificate of ENDPOINT is not for the name `bank.internal`"
        ),
        Case(
            testDescription: "an expired certificate",
            shown: "expired",
            tls: "{caFile: FOLDER/ca.pem}",
            text: "500 Connection failed.",
            cause: "the certificate of ENDPOINT, asked for as `127.0.0.1`, has expired"
        ),
        Case(
            testDescription: "a certificate of the future",
            shown: "future",
            tls: "{caFile: FOLDER/ca.pem}",
            text: "500 Connection failed.",
            cause: "the certificate of ENDPOINT, asked for as `127.0.0.1`, is not valid yet"
        ),
        Case(
            testDescription: "an authority that is not trusted",
            shown: "stranger",
            tls: "{caFile: FOLDER/ca.pem}",
            text: "500 Connection failed.",
            cause:
                "the certificate of ENDPOINT, asked for as `127.0.0.1`, does not lead to a trusted authority"
        ),
        Case(
            testDescription: "a certificate signed by itself",
            shown: "ca",
            tls: "{serverName: shop.internal}",
            text: "500 Connection failed.",
            cause:
                "the certificate of ENDPOINT, asked for as `shop.internal`, does not lead to a trusted authority"
        ),
        Case(
            testDescription: "nothing is checked where nothing is to be",
            shown: "expired",
            tls: "{verify: none, serverName: bank.internal}",
            text: "200 TLSv1.3 http/1.1 bank.internal NONE"
        ),
        Case(
            testDescription: "a client certificate",
            directives: wanted,
            tls: clientCertificate,
            text: "200 TLSv1.3 http/1.1  SUCCESS"
        ),
        Case(
            testDescription: "a client certificate in TLS 1.2",
            protocols: "TLSv1.2",
            directives: wanted,
            tls: clientCertificate,
            text: "200 TLSv1.2 http/1.1  SUCCESS"
        ),
        // nginx ends the handshake well and says by HTTP what it misses: that is an answer like any other.
        Case(
            testDescription: "no client certificate where one is wanted",
            directives: wanted,
            tls: "{caFile: FOLDER/ca.pem}",
            text: "400 no certificate"
        ),
        Case(
            testDescription: "a client certificate of an authority that nginx does not know",
            directives: "ssl_verify_client on; ssl_client_certificate FOLDER/other.pem;",
            tls: clientCertificate,
            text: "400 bad certificate"
        ),
    ]

    @Test(arguments: cases)
    func `a backend is reached over TLS, or the log says what failed for which name`(_ row: Case) async throws
    {
        let folder = try #require(Certificates.folder)
        let directives = "ssl_protocols \(row.protocols); \(row.directives)"
        try await serving(shown: row.shown, directives, tls: row.tls, folder) {
            (function, nginx) async throws in
            for method in ["GET", "POST"] {
                let outcome = try await function.ask(method, "/")
                #expect(outcome.text == row.text, "\(outcome.line)")
                let cause = row.cause?.replacing("ENDPOINT", with: "https://127.0.0.1:\(nginx.port)")
                #expect(outcome.line["cause"] == cause)
                #expect(outcome.line["error"] == (cause == nil ? nil : "connectFailure"))
                #expect(outcome.line["attempts"] == (cause == nil ? "1" : "0"))
                let isKept = row.text.hasPrefix("200") && method == "POST"
                #expect(outcome.line["reused"] == "\(isKept)")
            }
            let seen = try await nginx.requests(row.cause == nil ? 2 : 0).count
            #expect(seen == (row.cause == nil ? 2 : 0))
            let log = String(decoding: contents(of: function.log) ?? [], as: UTF8.self)
            #expect(log.contains("[unverified-tls]") == row.tls.contains("verify: none"))
        }
    }

    @Test(arguments: ["GET", "POST"], ["TLSv1.2", "TLSv1.3"])
    func `a TLS connection that nginx timed out during a freeze is replaced`(
        _ method: String,
        _ version: String
    ) async throws {
        let folder = try #require(Certificates.folder)
        let directives = "keepalive_timeout 300ms; ssl_protocols \(version);"
        try await serving(shown: "server", directives, tls: "{caFile: FOLDER/ca.pem}", folder) {
            (function, nginx) async throws in
            #expect(try await function.ask("POST", "/").response.status == 200)
            let outcome = try await function.thawing(method, "/") {
                try await function.peerEnds(connectionsTo: nginx.port)
            }
            #expect(outcome.response.status == 200, "\(outcome.line)")
            #expect(outcome.line["reused"] == "false")
            #expect(outcome.line["attempts"] == "1")
            #expect(try await nginx.requests(2).count == 2)
        }
    }

    private func serving(
        shown: String,
        _ directives: String,
        tls: String,
        _ certificates: String,
        _ body: @Sendable (Function, Nginx) async throws -> Void
    ) async throws {
        let text = """
            ssl_certificate FOLDER/\(shown).pem;
            ssl_certificate_key FOLDER/\(shown).key;
            error_page 495 = @bad;
            error_page 496 = @none;
            location @bad { return 400 "bad certificate"; }
            location @none { return 400 "no certificate"; }
            location / { return 200 "$ssl_protocol $ssl_alpn_protocol $ssl_server_name $ssl_client_verify"; }
            \(directives)
            """
        try await TemporaryFolder.with { folder in
            let locations = text.replacing("FOLDER", with: certificates)
            try await Nginx.serving(locations, in: folder, tls: true) { nginx in
                let table = """
                    backends: {nginx: {url: "https://127.0.0.1:\(nginx.port)", tls: \(tls)}}
                    routes: [{backend: nginx}]
                    """
                try await Function.serving(table.replacing("FOLDER", with: certificates), in: folder) {
                    try await body($0, nginx)
                }
            }
        }
    }
}
