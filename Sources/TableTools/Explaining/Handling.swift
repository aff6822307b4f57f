import HTTPTypes
import Routing

/// What the forwarder does beside sending the request once: further endpoints, retries, ejection, a mirror.
struct Handling {
    let sent: [Explanation.Sent]
    let method: HTTPRequest.Method
    let mirror: Mirror?

    /// One line for each backend and policy that says something.
    var lines: [String] {
        sent.flatMap { one in
            let name = sent.count > 1 ? " (\(one.target.backend.name))" : ""
            return [endpoints(one.target.backend), retry(one.target), ejection(one.target.backend)]
                .compactMap { $0.map { "\($0.0)\(name): \($0.1)" } }
        } + (mirror.map { ["mirror: \(copies($0))"] } ?? [])
    }

    private func endpoints(_ backend: Backend) -> (String, String)? {
        guard backend.endpoints.count > 1 else { return nil }
        let whole = backend.endpoints.reduce(0) { $0 + $1.weight }
        let shares = backend.endpoints.map { "\($0.url.shown) gets \($0.weight) of \(whole)" }
        return ("endpoints", shares.joined(separator: ", "))
    }

    private func retry(_ target: Target) -> (String, String)? {
        guard let retry = target.retry else { return nil }
        let kinds = Retry.Failure.allCases.filter(retry.on.contains).map(\.rawValue)
        let whens = kinds + retry.codes.sorted().map(String.init)
        let times = retry.attempts == 1 ? "once" : "up to \(retry.attempts) times"
        let first = DurationText.text(of: retry.backoff)
        let text = "sent again \(times) after \(whens.joined(separator: ", ")), the first time after \(first)"
        guard !retry.repeats(method) else { return ("retry", text) }
        let limit = "\(method.rawValue) is not sent again, unless the connection never opened"
        return ("retry", "\(limit); else \(text)")
    }

    private func ejection(_ backend: Backend) -> (String, String)? {
        guard let eject = backend.eject, backend.endpoints.count > 1 else { return nil }
        let pause = DurationText.text(of: eject.duration)
        let failures = eject.failures == 1 ? "each failure" : "\(eject.failures) failures in a row"
        return ("eject", "an endpoint is left out for \(pause) after \(failures)")
    }

    private func copies(_ mirror: Mirror) -> String {
        let share = mirror.percent == 100 ? "every request is" : "\(mirror.percent) of 100 requests are"
        return "\(share) copied to \(mirror.target.backend.name), whose answer is ignored"
    }
}
