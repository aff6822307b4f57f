import Glibc
import NIOCore
import NIOPosix

/// Lambda's word that the process is to end: SIGTERM, which it sends where an extension is registered.
enum Termination {
    /// Keeps the signal from ending the process at once; to be called before any thread is made.
    static func hold() {
        var signals = set
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Calls back on the loop when the signal comes; it must be held.
    static func whenAsked(on eventLoop: any EventLoop, _ action: @escaping @Sendable () -> Void) {
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        threads.submit { _ in
            var signals = set
            var signal: Int32 = 0
            while unsafe sigwait(&signals, &signal) != 0 {}
            eventLoop.execute(action)
        }
    }

    private static var set: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}
