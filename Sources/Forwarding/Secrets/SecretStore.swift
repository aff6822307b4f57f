import HTTPClient
import NIOCore
import Routing
import Synchronization

/// The secrets that have been read: each lazily, kept, and read again when one seems to have changed.
final class SecretStore: Sendable {
    private typealias Flight = EventLoopFuture<Result<SecretBytes, SecretFault>>

    private struct Entry {
        var value: SecretBytes?
        var refreshed: NIODeadline?
        /// The reading under way, which all share who want it.
        var flight: Flight?
    }

    private struct State {
        var entries: [Secret: Entry] = [:]
        /// When the extension was first asked: from then on it may take a while to start.
        var firstAsked: NIODeadline?
    }

    /// How often a secret is read again because it seems wrong.
    static let leastAge = TimeAmount.minutes(1)
    /// How long the extension may take to start.
    static let patience = TimeAmount.seconds(3)
    /// How long one reading may take.
    private static let longest = TimeAmount.seconds(5)
    private static let pause = TimeAmount.milliseconds(50)

    private let source: SecretsExtension
    private let eventLoop: any EventLoop
    private let state = Mutex(State())

    init(_ environment: [String: String], client: HTTPClient) {
        source = SecretsExtension(environment, client: client)
        eventLoop = client.eventLoop
    }

    /// The values of all that can be had, and what was wrong with the last of the others.
    func values(
        of secrets: [Secret],
        before deadline: NIODeadline?
    ) async -> (values: [SecretBytes], missing: SecretFault?) {
        var values: [SecretBytes] = []
        var missing: SecretFault?
        for secret in secrets {
            do throws(SecretFault) {
                values.append(try await value(of: secret, before: deadline))
            } catch {
                missing = error
            }
        }
        return (values, missing)
    }

    /// Reads again those that were not refreshed within the last minute, and gives the values that are new.
    func refreshed(_ secrets: [Secret], before deadline: NIODeadline?) async -> [SecretBytes] {
        var changed: [SecretBytes] = []
        for secret in secrets {
            guard let flight = refreshFlight(for: secret) else { continue }
            if case .success(let value) = await SecretStore.result(of: flight.reading, secret, deadline),
                value != flight.old
            {
                changed.append(value)
            }
        }
        return changed
    }

    private func value(
        of secret: Secret,
        before deadline: NIODeadline?
    ) async throws(SecretFault) -> SecretBytes {
        if case .value(let text) = secret.source {
            guard let bytes = SecretBytes(Array(text.utf8)) else { throw .empty(secret) }
            return bytes
        }
        let flight: Flight
        switch state.withLock({ state in known(secret, in: &state) }) {
        case .value(let value): return value
        case .flight(let running): flight = running
        }
        return try await SecretStore.result(of: flight, secret, deadline).get()
    }

    private enum Known {
        case value(SecretBytes)
        case flight(Flight)
    }

    private func known(_ secret: Secret, in state: inout State) -> Known {
        let entry = state.entries[secret, default: Entry()]
        if let value = entry.value { return .value(value) }
        return .flight(begin(secret, in: &state))
    }

    private func refreshFlight(for secret: Secret) -> (reading: Flight, old: SecretBytes?)? {
        if case .value = secret.source { return nil }
        return state.withLock { state in
            let now = NIODeadline.now()
            let entry = state.entries[secret, default: Entry()]
            if let flight = entry.flight { return (flight, entry.value) }
            if let refreshed = entry.refreshed, now - refreshed < SecretStore.leastAge { return nil }
            state.entries[secret, default: Entry()].refreshed = now
            return (begin(secret, in: &state), entry.value)
        }
    }

    /// Begins to read, unless somebody does already.
    private func begin(_ secret: Secret, in state: inout State) -> Flight {
        if let flight = state.entries[secret]?.flight { return flight }
        let now = NIODeadline.now()
        let firstAsked = state.firstAsked ?? now
        state.firstAsked = firstAsked
        let promise = eventLoop.makePromise(of: Result<SecretBytes, SecretFault>.self)
        state.entries[secret, default: Entry()].flight = promise.futureResult
        Task {
            let result = await self.read(secret, from: now, startedBy: firstAsked + SecretStore.patience)
            self.land(secret, result)
            promise.succeed(result)
        }
        return promise.futureResult
    }

    /// Notes what came; a value that was there stays when it cannot be read again.
    private func land(_ secret: Secret, _ result: Result<SecretBytes, SecretFault>) {
        state.withLock { state in
            state.entries[secret]?.flight = nil
            if case .success(let value) = result { state.entries[secret]?.value = value }
        }
    }

    private func read(
        _ secret: Secret,
        from start: NIODeadline,
        startedBy end: NIODeadline
    ) async -> Result<SecretBytes, SecretFault> {
        let deadline = start + SecretStore.longest
        while true {
            do throws(SecretFault) {
                return .success(try await source.read(secret, before: deadline))
            } catch {
                let next = NIODeadline.now() + SecretStore.pause
                guard error.mayPass, next < end, next < deadline else { return .failure(error) }
                await eventLoop.pause(SecretStore.pause)
            }
        }
    }

    /// What a reading brings, for one who cannot wait longer than that.
    private static func result(
        of flight: Flight,
        _ secret: Secret,
        _ deadline: NIODeadline?
    ) async -> Result<SecretBytes, SecretFault> {
        await flight.value(before: deadline) ?? .failure(.timedOut(secret))
    }
}
