import HTTPClient
import NIOCore
import Routing

extension Forwarder {
    /// How long a backend may take for its first connections.
    private static let patience = TimeAmount.seconds(1)

    /// Makes what the first requests would wait for: TLS contexts, connections to backends with `preconnect`.
    ///
    /// To be called on the loop. Returns what went wrong, in sentences; requests will meet it again and be answered accordingly.
    package func prepare() async -> [String] {
        var problems: [String] = []
        for upstream in upstreams.values {
            for endpoint in upstream.endpoints where endpoint.tls != nil {
                guard let problem = client.prepareTLS(for: endpoint) else { continue }
                problems.append("`\(upstream.backend.name)`: \(problem)")
            }
        }
        return problems.sorted() + (await preconnect()).sorted()
    }

    private func preconnect() async -> [String] {
        await withTaskGroup(of: String?.self) { group in
            for upstream in upstreams.values where upstream.backend.preconnect {
                for endpoint in upstream.endpoints {
                    group.addTask { await self.problem(connecting: endpoint, of: upstream) }
                }
            }
            return await group.reduce(into: []) { problems, problem in
                if let problem { problems.append(problem) }
            }
        }
    }

    private func problem(connecting endpoint: Endpoint, of upstream: Upstream) async -> String? {
        do throws(ExchangeFailure) {
            let limits = ExchangeLimits(connect: Forwarder.patience, keepAlive: upstream.keepAlive)
            try await client.preconnect(endpoint, limits: limits)
            return nil
        } catch {
            return "`\(upstream.backend.name)`: \(error.sentence)"
        }
    }
}
