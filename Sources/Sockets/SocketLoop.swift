import CGlibc
import Glibc
package import NIOCore
import Synchronization

/// One thread's event loop over epoll(7): sockets, alarms, and work handed to it.
///
/// It is NIO's `EventLoop` in all but its channels. A channel's pipeline cost a seventh of an invocation's
/// instructions and a sixth of a cold start; here a socket tells its one user directly, and async code goes on
/// without a closure made for it.
package final class SocketLoop: @unchecked Sendable {
    @safe private enum Work: Sendable {
        case job(UnownedJob, UnownedTaskExecutor)
        case closure(@Sendable () -> Void)
    }

    /// What other threads have handed over.
    private struct Posted {
        var work: [Work] = []
        /// Whether the loop has been rung for it.
        var isRung = false
    }

    /// How much is read at once.
    static let readSize = 64 * 1024

    private let epoll: CInt
    /// An eventfd(2) that other threads write to.
    private let bell: CInt
    /// The thread that runs the loop; 0 while none does.
    private let thread = Atomic<pthread_t>(0)
    private var ready: [Work] = []
    private var alarms = AlarmQueue()
    private let posted = Mutex(Posted())
    /// A signalfd(2), and what is done when it tells of a signal; -1 for none.
    private var signals: CInt = -1
    private var onSignal: (() -> Void)?
    /// By descriptor.
    private var sockets: [StreamSocket?] = []
    /// How many sockets there have been: it tells one from another that had its descriptor before.
    private var socketCount: UInt32 = 0
    private var isStopped = false
    /// What was read last; its memory is used again where nobody has kept it.
    private(set) var inbox = ByteBuffer()

    /// Makes a loop that does not run yet; an error where the system gives no descriptors for it.
    package init() throws(IOError) {
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw IOError(errnoCode: errno, reason: "epoll_create1") }
        bell = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard bell >= 0 else {
            let code = errno
            Glibc.close(epoll)
            throw IOError(errnoCode: code, reason: "eventfd")
        }
        control(EPOLL_CTL_ADD, bell, .readable)
    }

    deinit {
        Glibc.close(epoll)
        Glibc.close(bell)
        if signals >= 0 { Glibc.close(signals) }
    }

    /// Runs on this thread until `stop`.
    package func run() {
        thread.store(pthread_self(), ordering: .relaxed)
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 64)
        while !isStopped {
            runReady()
            let count = unsafe wait(&events)
            for index in 0..<count { unsafe tell(events[index]) }
            ringAlarms()
        }
        thread.store(0, ordering: .relaxed)
    }

    /// Ends `run` when it is through with what it is at; to be called on the loop.
    package func stop() {
        isStopped = true
    }

    /// Whether this thread is the one that runs the loop.
    package var inEventLoop: Bool { thread.load(ordering: .relaxed) == pthread_self() }

    /// Does something on the loop each time the process gets a signal, which does nothing else from now on.
    ///
    /// To be called once, before other threads are made: they must not take the signal either.
    package func whenSignalled(_ signal: CInt, _ action: @escaping () -> Void) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, signal)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        signals = unsafe signalfd(-1, &set, CInt(SFD_CLOEXEC | SFD_NONBLOCK))
        onSignal = action
        if signals >= 0 { control(EPOLL_CTL_ADD, signals, .readable) }
    }

    // Work.

    /// Does something on the loop, from any thread; in the order of the calls of each.
    package func execute(_ task: @escaping @Sendable () -> Void) {
        add(.closure(task))
    }

    /// Runs a job of async code on the loop, from any thread.
    func run(_ job: UnownedJob, on executor: UnownedTaskExecutor) {
        unsafe add(.job(job, executor))
    }

    private func add(_ work: Work) {
        guard !inEventLoop else { return ready.append(work) }
        let rings = posted.withLock { posted in
            posted.work.append(work)
            defer { posted.isRung = true }
            return !posted.isRung
        }
        guard rings else { return }
        var one: UInt64 = 1
        unsafe _ = Glibc.write(bell, &one, 8)
    }

    /// Does what is ready, and what that makes ready; in rounds, so that none of it starves the sockets for ever.
    private func runReady() {
        var rounds = 0
        while !ready.isEmpty, rounds < 64 {
            rounds += 1
            let work = ready
            ready.removeAll(keepingCapacity: work.count > 16)
            for work in work {
                switch work {
                case .job(let job, let executor): unsafe job.runSynchronously(on: executor)
                case .closure(let closure): closure()
                }
            }
        }
    }

    // Alarms.

    /// Does something at a time to come; the number is for `removeAlarm`.
    ///
    /// To be called on the loop.
    func addAlarm(at time: NIODeadline, _ action: @escaping () -> Void) -> UInt64 {
        alarms.add(at: time, action)
    }

    /// Forgets an alarm; to be called on the loop.
    func removeAlarm(_ number: UInt64) {
        alarms.remove(number)
    }

    private func ringAlarms() {
        guard alarms.next != nil else { return }
        let now = NIODeadline.now()
        while let alarm = alarms.takeDue(by: now) { alarm.action() }
    }

    /// Milliseconds until there is something to do, rounded up; -1 for as long as it takes.
    private var patience: CInt {
        guard ready.isEmpty, !isStopped else { return 0 }
        guard let next = alarms.next else { return -1 }
        let left = (next - .now()).nanoseconds
        return left <= 0 ? 0 : CInt(clamping: (left + 999_999) / 1_000_000)
    }

    // Sockets.

    private func wait(_ events: inout [epoll_event]) -> Int {
        let patience = patience
        let most = unsafe CInt(events.count)
        let count = unsafe events.withUnsafeMutableBufferPointer {
            unsafe epoll_wait(epoll, $0.baseAddress, most, patience)
        }
        return max(Int(count), 0)
    }

    private func tell(_ event: epoll_event) {
        let descriptor = unsafe CInt(truncatingIfNeeded: event.data.u64)
        guard descriptor != bell else { return takePosted() }
        guard descriptor != signals else { return takeSignal() }
        // Another event of the same round may have closed it, and its descriptor be another's by now.
        guard Int(descriptor) < sockets.count, let socket = sockets[Int(descriptor)],
            unsafe UInt64(socket.number) == event.data.u64 >> 32
        else { return }
        socket.isReady(SocketEvents(rawValue: unsafe event.events))
    }

    private func takePosted() {
        var count: UInt64 = 0
        unsafe _ = Glibc.read(bell, &count, 8)
        ready += posted.withLock { posted in
            defer { posted = Posted() }
            return posted.work
        }
    }

    private func takeSignal() {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        if unsafe Glibc.read(signals, &info, size) == size { onSignal?() }
    }

    func add(_ socket: StreamSocket, for events: SocketEvents) {
        let place = Int(socket.descriptor)
        while sockets.count <= place { sockets.append(nil) }
        sockets[place] = socket
        socketCount &+= 1
        socket.number = socketCount
        control(EPOLL_CTL_ADD, socket.descriptor, events, number: socketCount)
    }

    func change(_ socket: StreamSocket, to events: SocketEvents) {
        control(EPOLL_CTL_MOD, socket.descriptor, events, number: socket.number)
    }

    /// Forgets a socket, and closes its descriptor.
    func remove(_ socket: StreamSocket) {
        let place = Int(socket.descriptor)
        if place < sockets.count, sockets[place] === socket { sockets[place] = nil }
        Glibc.close(socket.descriptor)
    }

    private func control(_ operation: CInt, _ descriptor: CInt, _ events: SocketEvents, number: UInt32 = 0) {
        let data = UInt64(number) << 32 | UInt64(UInt32(bitPattern: descriptor))
        var event = unsafe epoll_event(events: events.rawValue, data: epoll_data_t(u64: data))
        unsafe _ = epoll_ctl(epoll, operation, descriptor, &event)
    }

    /// Reads into the inbox; what read(2) returns.
    func read(from descriptor: CInt) -> Int {
        inbox.clear(minimumCapacity: SocketLoop.readSize)
        var count = 0
        unsafe inbox.writeWithUnsafeMutableBytes(minimumWritableBytes: SocketLoop.readSize) { space in
            unsafe count = Glibc.read(descriptor, space.baseAddress, SocketLoop.readSize)
            return max(count, 0)
        }
        return count
    }
}

/// What a socket is watched for, and what is told of it (epoll_ctl(2)).
struct SocketEvents: OptionSet {
    let rawValue: UInt32

    static let readable = SocketEvents(rawValue: EPOLLIN.rawValue)
    static let writable = SocketEvents(rawValue: EPOLLOUT.rawValue)
    /// An error or the end of both directions; told without being asked for.
    static let broken = SocketEvents(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
}
