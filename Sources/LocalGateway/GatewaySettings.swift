package import FrontEnds
import Glibc

/// What a local front end plays.
package struct GatewaySettings: Sendable {
    package var frontEnd: FrontEnd
    /// Lambda's time limit for one invocation.
    package var functionTimeout: Duration

    package init(frontEnd: FrontEnd = .http, functionTimeout: Duration = .seconds(30)) {
        self.frontEnd = frontEnd
        self.functionTimeout = functionTimeout
    }

    /// The deployment as the next event shows it: now, with an identifier of its own.
    func deployment() -> Deployment {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Deployment(
            stage: frontEnd == .rest ? "local" : "$default",
            time: now.tv_sec * 1000 + now.tv_nsec / 1_000_000,
            requestID: Deployment.newID()
        )
    }
}

extension Deployment {
    /// A random identifier in the form of a UUID.
    static func newID() -> String {
        let hex = [UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)]
            .map { String(repeating: "0", count: 16 - String($0, radix: 16).count) + String($0, radix: 16) }
            .joined()
        var rest = Substring(hex)
        return [8, 4, 4, 4, 12].map { count in
            defer { rest = rest.dropFirst(count) }
            return String(rest.prefix(count))
        }.joined(separator: "-")
    }
}

extension FrontEnd {
    /// The largest request body that it takes, in bytes.
    var bodyLimit: Int {
        switch self {
        case .rest, .http, .http1: 10 * 1024 * 1024
        case .url, .lattice: 6 * 1024 * 1024
        case .alb, .albMultiValue: 1024 * 1024
        }
    }
}

extension RuntimeAPIServer {
    /// Lambda's limit for an event, in bytes.
    static let eventLimit = 6 * 1024 * 1024 + 100
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
