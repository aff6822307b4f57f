import Glibc

/// A thread for work that blocks.
package enum WorkerThread {
    private final class Work {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Runs the work on a new thread; on this one where the system gives none.
    package static func run(_ work: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Work(work))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { pointer in
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
                }
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else { return unsafe box.takeRetainedValue().run() }
        pthread_detach(thread)
    }
}
