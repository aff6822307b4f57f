/// Runs async code on one event loop, so that nothing on a request's way changes threads.
package final class EventLoopExecutor: TaskExecutor {
    private let loop: SocketLoop

    package init(_ loop: SocketLoop) {
        self.loop = loop
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        unsafe loop.run(UnownedJob(job), on: asUnownedTaskExecutor())
    }
}
