import FrontEnds
import LocalGateway
import NIOPosix
import Testing

/// Streaming under AWS's own Runtime API, which takes the stream whole, up to 6 MiB, and hands it on.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsEmulator, .needsBootstrap)
struct StreamingThroughEmulatorTests {
    private func streaming<Result: Sendable>(
        _ body: @Sendable (Emulator) async throws -> Result
    ) async throws -> Result {
        try await SampleBackend.serving("one", on: MultiThreadedEventLoopGroup.singleton) { backend in
            try await TemporaryFolder.with { folder in
                let table = """
                    version: 1
                    backends: {one: "http://127.0.0.1:\(backend.port)"}
                    routes: [{name: one, match: {path: {prefix: /bytes}}, backend: one}]
                    """
                let file = try folder.write("routes.yml", table.utf8)
                let variables = ["ROUTES": file, "RESPONSE_MODE": "streaming"]
                return try await Emulator.serving(variables, in: folder, body)
            }
        }
    }

    private static let delimiter = [UInt8](repeating: 0, count: 8)

    @Test(arguments: [FrontEnd.rest, .url])
    func `an answer of six megabytes comes through, twice`(_ frontEnd: FrontEnd) async throws {
        let answers = try await streaming { emulator in
            let event = frontEnd.event(for: ClientRequest(target: "/bytes/6000000"))
            return [try await emulator.invoke(event), try await emulator.invoke(event)]
        }
        for answer in answers {
            let split = try #require(answer.body.firstRange(of: Self.delimiter))
            let prelude = String(decoding: answer.body[..<split.lowerBound], as: UTF8.self)
            #expect(prelude == #"{"statusCode":200,"headers":{"Content-Type":"application/octet-stream"}}"#)
            #expect(answer.body[split.upperBound...].count == 6_000_000)
        }
    }

    @Test func `an answer of our own is streamed too, and one that cannot be is not`() async throws {
        let (own, buffered) = try await streaming { emulator in
            let own = try await emulator.invoke(FrontEnd.url.event(for: ClientRequest(target: "/nowhere")))
            return (own, try await emulator.get("/bytes/3", through: .http))
        }
        #expect(own.text.hasPrefix(#"{"statusCode":404,"#))
        #expect(own.text.contains("}\0\0\0\0\0\0\0\0{\"message\":\"No route matches this request.\""))
        #expect(buffered.status == 200)
        #expect(buffered.body == [0, 1, 2])
    }
}
