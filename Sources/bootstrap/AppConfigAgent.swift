import HTTPClient
import HTTPTypes
import Messages
import NIOCore

/// AWS's AppConfig agent, which hands out a configuration on a loopback port of the function.
struct AppConfigAgent: Sendable {
    /// What the agent gave, before anybody has looked into it.
    struct Document: Sendable, Equatable {
        let bytes: [UInt8]
        /// The `Configuration-Version` field; nil where there is none.
        let version: String?
    }

    /// Why the agent gave nothing.
    struct Fault: Error, Equatable {
        let sentence: String
        /// Whether it may be right in a moment, while the agent starts.
        let mayPass: Bool
    }

    /// AppConfig keeps no configuration that is larger.
    private static let largest = 4 << 20

    let address: AgentAddress
    let client: HTTPClient

    /// Asks once.
    func read(before deadline: NIODeadline) async throws(Fault) -> Document {
        let endpoint = Endpoint(host: address.host, port: address.port)
        let limits = ExchangeLimits(
            connect: .milliseconds(500),
            deadline: deadline,
            keepAlive: .seconds(4),
            responseBody: AppConfigAgent.largest
        )
        let request = OutgoingRequest(method: .get, target: address.target)
        let answer: IncomingResponse
        do throws(ExchangeFailure) {
            answer = try await client.exchange(request, with: endpoint, limits: limits)
        } catch {
            throw Fault(sentence: "the AppConfig agent gave no table: \(error.sentence)", mayPass: true)
        }
        guard answer.status == 200 else {
            let reason = String(decoding: answer.body.prefix(300), as: UTF8.self)
            throw Fault(
                sentence: "the AppConfig agent answered \(address.target) with \(answer.status): \(reason)",
                mayPass: answer.status >= 500
            )
        }
        return Document(bytes: answer.body, version: answer.fields[.configurationVersion])
    }
}

extension FieldName {
    fileprivate static let configurationVersion = FieldName.known("Configuration-Version")
}
