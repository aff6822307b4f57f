import FrontEnds
import Glibc
import Synchronization

/// A private service on loopback, which says to each request which invocation it came from.
package final class BackendServer: Sendable {
    /// What the requests must be like, and how to answer.
    private struct Orders {
        var workload: Workload?
        /// Whether the target must be the client's; a forwarder to one URL sends another.
        var checksTarget = true
        /// Microseconds before an answer.
        var delay = 0
        /// Requests that are not checked yet.
        var unchecked = 0
        var problems: [String] = []
    }

    /// Where it listens on 127.0.0.1.
    package let port: Int
    private let orders = Mutex(Orders())

    /// Serves from now on, as long as the process lives.
    package init() throws(SystemFailure) {
        let (listener, port) = try BlockingSocket.listen()
        self.port = port
        WorkerThread.run { [self] in
            while let descriptor = BlockingSocket.accept(listener) {
                WorkerThread.run { self.serve(ServedConnection(descriptor)) }
            }
        }
    }

    /// Expects requests of this kind from now on.
    package func expect(_ workload: Workload, checksTarget: Bool, delay: Int = 0) {
        settle()
        orders.withLock { orders in
            orders = Orders(workload: workload, checksTarget: checksTarget, delay: delay)
        }
    }

    /// What was wrong with requests since the last `expect`.
    package var problems: [String] {
        settle()
        return orders.withLock { $0.problems }
    }

    /// Waits until all is checked that was answered; a second at most.
    private func settle() {
        for _ in 0..<1000 where orders.withLock({ $0.unchecked > 0 }) { usleep(1000) }
    }

    private func serve(_ connection: ServedConnection) {
        let body = Workload.answer()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(body.count)\r\n\r\n"
        var answer = NumberedText(Array(head.utf8) + body)
        while let request = connection.next() {
            let delay = orders.withLock { orders in
                orders.unchecked += 1
                return orders.delay
            }
            if delay > 0 { usleep(UInt32(delay)) }
            let number = connection.field("x-bench-id", in: request.head).flatMap {
                NumberedText.number(in: $0)
            }
            answer.number(number ?? 0)
            let isSent = connection.send(answer.bytes[...])
            // The answer is out: checking costs the one who is measured nothing.
            check(request, connection.part(request.body), hasNumber: number != nil)
            orders.withLock { $0.unchecked -= 1 }
            guard isSent else { return }
        }
    }

    private func check(_ request: ServedConnection.Received, _ body: ArraySlice<UInt8>, hasNumber: Bool) {
        let (workload, checksTarget) = orders.withLock { ($0.workload, $0.checksTarget) }
        guard let wanted = workload?.request else { return }
        var problem: String?
        if request.method != wanted.method { problem = "method \(request.method)" }
        if checksTarget, request.target != wanted.target { problem = "target \(request.target)" }
        if !hasNumber { problem = "no x-bench-id" }
        if !BackendServer.isSame(body, wanted.body) { problem = "another body, \(body.count) bytes" }
        if let problem { orders.withLock { $0.problems.append("the backend got \(problem)") } }
    }

    /// Compares as quickly as memory can be read: the one who is measured may want the processor.
    private static func isSame(_ body: ArraySlice<UInt8>, _ wanted: [UInt8]) -> Bool {
        unsafe body.withUnsafeBytes { body in
            unsafe wanted.withUnsafeBytes { wanted in
                guard body.count == wanted.count, let one = body.baseAddress, let other = wanted.baseAddress
                else { return body.count == wanted.count }
                return unsafe memcmp(one, other, body.count) == 0
            }
        }
    }
}
