import HTTPClient
import NIOCore
import Routing

extension Sender {
    /// Sends a copy, rewritten like the original; nil where the mirror's own header changes do not fit it.
    func copy(
        _ selection: Selection,
        _ forward: Forward,
        _ mirror: Mirror,
        to upstream: Upstream,
        _ budget: Budget
    ) -> MirrorCopy? {
        let now = NIODeadline.now()
        let place = upstream.take(avoiding: [], now: now)
        do throws(Refusal) {
            let url = upstream.backend.endpoints[place].url
            let request = try requests.request(for: selection, forward, to: mirror.target, at: url)
            var limits = budget.attempt(mirror.target.timeouts, now: now, keepAlive: upstream.keepAlive).0
            // Nobody waits for it, so that something has to end it.
            limits.deadline = limits.deadline ?? now + .minutes(1)
            return MirrorCopy(request, mirror, to: upstream, place, limits, client: client)
        } catch {
            _ = upstream.report(place, hasFailed: nil, now: now)
            return nil
        }
    }
}
