import NIOCore
import Routing

/// Which endpoints of a backend are left out for having failed; at least one never is.
struct EndpointHealth {
    /// What a report changed.
    enum Change: Equatable {
        case leftOut
        case isBack
    }

    private enum State: Equatable {
        /// In use, with so many failures in a row.
        case good(failures: Int)
        /// Left out until then; afterwards one request probes it.
        case out(until: NIODeadline)
        case probed
    }

    private let ejection: Ejection
    /// Whether the table gives the endpoint any requests.
    private let isUsed: [Bool]
    private var states: [State]

    init(_ ejection: Ejection, isUsed: [Bool]) {
        self.ejection = ejection
        self.isUsed = isUsed
        states = isUsed.map { _ in .good(failures: 0) }
    }

    /// Whether a request may go there now.
    func isAvailable(_ place: Int, now: NIODeadline) -> Bool {
        switch states[place] {
        case .good: true
        case .out(let end): end <= now
        case .probed: false
        }
    }

    /// A request goes there; where the endpoint was left out, it is the probe.
    mutating func take(_ place: Int) {
        if case .out = states[place] { states[place] = .probed }
    }

    /// The request came to nothing that tells of the endpoint; a probe is still to be made.
    mutating func release(_ place: Int, now: NIODeadline) {
        if states[place] == .probed { states[place] = .out(until: now) }
    }

    mutating func succeeded(_ place: Int) -> Change? {
        switch states[place] {
        case .good:
            states[place] = .good(failures: 0)
            return nil
        case .probed:
            states[place] = .good(failures: 0)
            return .isBack
        // A request from before it was left out.
        case .out: return nil
        }
    }

    mutating func failed(_ place: Int, now: NIODeadline) -> Change? {
        switch states[place] {
        case .out: return nil
        case .probed: break
        case .good(let failures):
            states[place] = .good(failures: min(failures + 1, ejection.failures))
            guard failures + 1 >= ejection.failures, hasAnother(than: place) else { return nil }
        }
        states[place] = .out(until: now + TimeAmount(ejection.duration))
        return .leftOut
    }

    private func hasAnother(than place: Int) -> Bool {
        states.indices.contains { other in
            guard other != place, isUsed[other], case .good = states[other] else { return false }
            return true
        }
    }
}
