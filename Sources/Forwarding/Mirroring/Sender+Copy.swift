import HTTPClient
import Logs
import Messages
import NIOCore
import Routing

extension Sender {
    /// Sends a copy, rewritten like the original; nil where too many are under way, or where the mirror's own header
    /// changes do not fit the request.
    func copy(
        _ selection: Selection,
        _ forward: Forward,
        _ mirror: Mirror,
        to upstream: Upstream,
        _ budget: Budget,
        _ record: inout AccessRecord
    ) -> MirrorCopy? {
        let size = selection.subject.request.body.count
        guard upstream.copies.take(bytes: size) else {
            record.notes.append(
                "mirror: `\(upstream.backend.name)` has not answered enough copies to get another"
            )
            return nil
        }
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
            upstream.copies.giveBack(bytes: size)
            record.notes.append("mirror: no copy for `\(upstream.backend.name)`, \(error.reason)")
            return nil
        }
    }
}
