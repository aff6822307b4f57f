import Glibc
import NIOCore

/// Lambda's word that the process is to end: SIGTERM, which it sends where an extension is registered.
enum Termination {
    /// Keeps the signal from ending the process at once; to be called before any thread is made.
    static func hold() {
        var signals = set
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Calls back on the loop when the signal comes; it must be held.
    ///
    /// It is waited for on a thread of its own. A start does not wait for that thread, as a thread pool would.
    static func whenAsked(on eventLoop: any EventLoop, _ action: @escaping @Sendable () -> Void) {
        let watch = Watch(eventLoop: eventLoop, action: action)
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { watch in
                if let watch = unsafe watch {
                    unsafe Unmanaged<Watch>.fromOpaque(watch).takeRetainedValue().wait()
                }
                return nil
            },
            Unmanaged.passRetained(watch).toOpaque()
        )
        if status == 0 { pthread_detach(thread) }
    }

    private final class Watch: Sendable {
        private let eventLoop: any EventLoop
        private let action: @Sendable () -> Void

        init(eventLoop: any EventLoop, action: @escaping @Sendable () -> Void) {
            self.eventLoop = eventLoop
            self.action = action
        }

        func wait() {
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
