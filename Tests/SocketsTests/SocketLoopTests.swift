import Glibc
import NIOCore
import RunningLoops
import Synchronization
import Testing

@testable import Sockets

@Suite struct SocketLoopTests {
    /// What happened, in its order.
    private final class Notes: Sendable {
        private let state = Mutex<[Int]>([])
        var all: [Int] { state.withLock { $0 } }
        func add(_ number: Int) { state.withLock { $0.append(number) } }
    }

    private static func withLoop<Value>(_ body: (SocketLoop) async throws -> Value) async throws -> Value {
        let loop = SocketLoop.running()
        defer { loop.execute { loop.stop() } }
        return try await body(loop)
    }

    @Test func `work from another thread is done on the loop, in the order of the calls`() async throws {
        try await SocketLoopTests.withLoop { loop in
            let notes = Notes()
            for number in 0..<1000 { loop.execute { notes.add(loop.inEventLoop ? number : -1) } }
            try await loop.submit {}.get()
            #expect(notes.all == Array(0..<1000))
            #expect(!loop.inEventLoop)
        }
    }

    /// Work that makes the same work again until it is told to stop.
    private final class Treadmill: Sendable {
        private let isStopped = Mutex(false)

        func turn(on loop: SocketLoop) {
            guard !isStopped.withLock({ $0 }) else { return }
            loop.execute { self.turn(on: loop) }
        }

        func stop() { isStopped.withLock { $0 = true } }
    }

    @Test func `work that makes work without end keeps no alarm from ringing`() async throws {
        try await SocketLoopTests.withLoop { loop in
            let treadmill = Treadmill()
            loop.execute { treadmill.turn(on: loop) }
            try await loop.scheduleTask(in: .milliseconds(1)) { treadmill.stop() }.futureResult.get()
        }
    }

    @Test func `alarms ring in the order of their times and not too early`() async throws {
        try await SocketLoopTests.withLoop { loop in
            let notes = Notes()
            let begun = NIODeadline.now()
            let late = loop.scheduleTask(in: .milliseconds(30)) { notes.add(2) }
            let soon = loop.scheduleTask(in: .milliseconds(10)) { notes.add(1) }
            let never = loop.scheduleTask(in: .milliseconds(20)) { notes.add(0) }
            never.cancel()
            try await soon.futureResult.get()
            #expect(NIODeadline.now() - begun >= .milliseconds(10))
            try await late.futureResult.get()
            #expect(notes.all == [1, 2])
            await #expect(throws: EventLoopError.self) { try await never.futureResult.get() }
        }
    }

    @Test func `an error of what was scheduled or submitted is told`() async throws {
        struct Fault: Error {}
        try await SocketLoopTests.withLoop { loop in
            await #expect(throws: Fault.self) { try await loop.submit { throw Fault() }.get() }
            await #expect(throws: Fault.self) {
                try await loop.scheduleTask(in: .zero) { throw Fault() }.futureResult.get()
            }
        }
    }

    @Test func `async code on the loop stays on it`() async throws {
        try await SocketLoopTests.withLoop { loop in
            let task = Task(executorPreference: EventLoopExecutor(loop)) {
                var found = [loop.inEventLoop]
                await Task.yield()
                found.append(loop.inEventLoop)
                return found
            }
            #expect(await task.value == [true, true])
        }
    }

    @Test func `a signal is told on the loop and ends nothing`() async throws {
        try await SocketLoopTests.withLoop { loop in
            let heard = loop.makePromise(of: Bool.self)
            let thread = try await loop.submit {
                loop.whenSignalled(SIGUSR2) { heard.succeed(loop.inEventLoop) }
                return pthread_self()
            }.get()
            pthread_kill(thread, SIGUSR2)
            #expect(try await heard.futureResult.get())
        }
    }
}
