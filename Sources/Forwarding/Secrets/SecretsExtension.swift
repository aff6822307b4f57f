import GatewayEvents
import HTTPClient
import HTTPTypes
import Messages
import NIOCore
import Routing

/// AWS's Parameters and Secrets extension, which answers on a loopback port of the function.
struct SecretsExtension: Sendable {
    private let client: HTTPClient
    private let endpoint: Endpoint
    private let token: String?

    /// Takes the port and the token from the function's variables.
    init(_ environment: [String: String], client: HTTPClient) {
        self.client = client
        let port = environment["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"].flatMap(Int.init) ?? 2773
        endpoint = Endpoint(host: "127.0.0.1", port: (1...65535).contains(port) ? port : 2773)
        token = environment["AWS_SESSION_TOKEN"]
    }

    /// Asks once.
    func read(_ secret: Secret, before deadline: NIODeadline) async throws(SecretFault) -> SecretBytes {
        guard let (target, path) = SecretsExtension.place(of: secret) else {
            guard case .value(let text) = secret.source, let bytes = SecretBytes(Array(text.utf8)) else {
                throw .empty(secret)
            }
            return bytes
        }
        let answer = try await ask(target, secret, deadline)
        if answer.status == 400, String(decoding: answer.body, as: UTF8.self).contains("not ready") {
            throw .notReady
        }
        guard answer.status == 200 else { throw .status(answer.status, secret) }
        guard let text = JSONMember.string(at: path, in: answer.body) else { throw .malformed(secret) }
        guard let bytes = SecretBytes(Array(text.utf8)) else { throw .empty(secret) }
        return bytes
    }

    /// The request's target, and where in the answer the secret stands; nil for one that is kept nowhere.
    private static func place(of secret: Secret) -> (target: String, path: [String])? {
        switch secret.source {
        case .value: nil
        case .secretsManager(let name): ("/secretsmanager/get?secretId=\(encoded(name))", ["SecretString"])
        case .parameterStore(let name):
            (
                "/systemsmanager/parameters/get?name=\(encoded(name))&withDecryption=true",
                ["Parameter", "Value"]
            )
        }
    }

    private func ask(
        _ target: String,
        _ secret: Secret,
        _ deadline: NIODeadline
    ) async throws(SecretFault) -> IncomingResponse {
        var request = OutgoingRequest(method: .get, target: target)
        if let token { request.fields.append(.secretsToken, token) }
        let limits = ExchangeLimits(connect: .milliseconds(500), deadline: deadline, responseBody: 1 << 20)
        do throws(ExchangeFailure) {
            return try await client.exchange(request, with: endpoint, limits: limits)
        } catch {
            if case .timedOut = error.kind { throw .timedOut(secret) }
            if error.isBeforeConnection { throw .noExtension(port: endpoint.port) }
            throw .broken(error.sentence)
        }
    }

    /// As a query's value: everything but unreserved characters is encoded (RFC 3986 section 2.3).
    private static func encoded(_ name: String) -> String {
        var result = ""
        for byte in name.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "-._~".utf8.contains(byte)
            if isPlain {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += byte < 16 ? "%0" : "%"
                result += String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

extension FieldName {
    fileprivate static let secretsToken = FieldName.known("X-Aws-Parameters-Secrets-Token")
}
