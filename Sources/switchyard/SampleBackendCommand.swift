import ArgumentParser
import LocalGateway
import NIOPosix

struct SampleBackendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample-backend",
        abstract: "Run small services on 127.0.0.1 that answer with what they got.",
        discussion: """
            Example: switchyard sample-backend orders=9001 jenkins=9002

            Some paths do something else: /status/418, /delay/2000 (milliseconds), /bytes/100 (binary),
            /echo (the body as it came), /stream/10 (lines, five a second), /cookies, /break (closes in the middle), /garbage (no HTTP).
            """
    )

    @Argument(
        help: ArgumentHelp("A name and the port to listen on; 0 is a free one.", valueName: "name=port")
    )
    var backends: [SampleAddress]

    func run() async throws {
        try await SampleAddress.serving(backends[...]) { await Stop.requested() }
    }
}

/// A sample backend's name and the port that it is to listen on, as `name=port`.
struct SampleAddress: ExpressibleByArgument, Sendable {
    let name: String
    let port: Int

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let port = UInt16(parts[1]) else { return nil }
        name = String(parts[0])
        self.port = Int(port)
    }

    /// Runs all of them for as long as `body` runs.
    static func serving(_ all: ArraySlice<SampleAddress>, _ body: @Sendable () async throws -> Void)
        async throws
    {
        guard let first = all.first else { return try await body() }
        let group = MultiThreadedEventLoopGroup.singleton
        let whenAsked: @Sendable (String) -> Void = { Terminal.line("  " + $0) }
        try await SampleBackend.serving(first.name, port: first.port, on: group, whenAsked: whenAsked) {
            backend in
            Terminal.line("\(first.name) listens at http://127.0.0.1:\(backend.port)")
            try await serving(all.dropFirst(), body)
        }
    }
}
