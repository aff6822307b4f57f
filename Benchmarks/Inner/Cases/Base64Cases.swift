import BenchmarkParts
import FrontEnds
import GatewayEvents
import Messages

/// A body of six million bytes of Base64, in and out; its peak of memory counts the event or the reply too.
enum Base64Cases {
    /// Bytes that six million characters of Base64 stand for.
    static let size = 4_500_000

    static var all: [BenchmarkCase] {
        [
            BenchmarkCase("base64/in-6m", counted: 1) {
                let (event, reader) = (event, Reader())
                return .work(each: { event.copy }) { event in reader.read(event) }
            },
            // Here the event comes within what is measured: the peak holds it too, as it does in an invocation.
            BenchmarkCase("base64/in-6m-with-event", counted: 1) {
                let (event, reader) = (event, Reader())
                return .work { reader.read(event.copy) }
            },
            BenchmarkCase("base64/out-6m", counted: 1) {
                let response = ReplyCases.response("image/png", Workload.noise(size))
                let form = ReplyForm(.rest, isHead: false)
                return .work { keep(form.reply(response)) }
            },
        ]
    }

    private static var event: [UInt8] {
        let request = ClientRequest(
            method: "POST",
            target: "/upload/photo",
            fields: [.contentType: "application/octet-stream"],
            body: Workload.noise(size)
        )
        return FrontEnd.rest.event(for: request)
    }
}

extension [UInt8] {
    /// The same bytes in memory of their own, and no more of it.
    var copy: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe Array($0) }
    }
}
