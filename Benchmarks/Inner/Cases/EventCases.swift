import BenchmarkParts
import GatewayEvents
import Messages

/// From an event to a request.
enum EventCases {
    static var all: [BenchmarkCase] {
        Workload.all.map { workload in
            BenchmarkCase("event/\(workload.name)", counted: workload.event.count > 100_000 ? 5 : 100) {
                let event = workload.event
                let reader = Reader()
                // Each event is read in place, so each time it is another copy of it.
                return .work(each: { event.copy }) { event in reader.read(event) }
            }
        }
    }
}

/// A reader that is kept from event to event, as the forwarder keeps it.
final class Reader {
    private var reader = EventReader()

    func read(_ event: consuming [UInt8]) {
        keep(try? reader.read(event, requestID: "5f0c8a4e-6d1b-4f7a-9c3e-2b1a0d9e8f7c"))
    }

    /// What an event asks for; nil where it is no request.
    static func request(of workload: Workload) -> (Request, ReplyForm)? {
        var reader = EventReader()
        guard case .request(let request, let form)? = try? reader.read(workload.event, requestID: "bench")
        else {
            return nil
        }
        return (request, form)
    }
}
