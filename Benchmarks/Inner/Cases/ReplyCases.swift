import BenchmarkParts
import GatewayEvents
import Messages

/// From an answer to a reply.
enum ReplyCases {
    static var all: [BenchmarkCase] {
        [
            reply("text-1k", .http, text(1 << 10)), reply("text-10k", .http, text(10 << 10)),
            reply("text-1m", .http, text(1 << 20), counted: 5),
            reply("base64-1m", .http, response("image/png", Workload.noise(1 << 20)), counted: 5),
            reply("rest-text-1k", .rest, text(1 << 10)), reply("alb-text-1k", .alb, text(1 << 10)),
        ]
    }

    private static func reply(
        _ name: String,
        _ frontEnd: ReplyForm.FrontEnd,
        _ response: Response,
        counted: Int = 100
    ) -> BenchmarkCase {
        BenchmarkCase("reply/\(name)", counted: counted) {
            let form = ReplyForm(frontEnd, isHead: false)
            return .work { keep(form.reply(response)) }
        }
    }

    /// JSON, so that there is something to escape.
    private static func text(_ size: Int) -> Response {
        let row = Array(#"{"id":1042,"name":"watering can","price":12.25},"#.utf8)
        var body: [UInt8] = []
        while body.count < size { body += row }
        return response("application/json", Array(body.prefix(size)))
    }

    /// What a usual service answers.
    static func response(_ type: String, _ body: [UInt8]) -> Response {
        Response(
            status: 200,
            fields: [
                .contentType: type, .contentLength: "\(body.count)", .known("Server"): "nginx",
                .known("Date"): "Thu, 01 Jan 2026 00:00:00 GMT",
                .known("Cache-Control"): "no-cache", .known("ETag"): "\"5f2c4e1b\"", .vary: "Accept-Encoding",
                .connection: "keep-alive",
            ],
            body: body[...]
        )
    }
}
