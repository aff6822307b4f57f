import NIOCore
import RunningLoops
import Testing

@testable import Sockets

@Suite struct ConnectRaceTests {
    private static func address(_ text: String) throws -> SocketAddress {
        try SocketAddress(ipAddress: text, port: 1)
    }

    @Test(arguments: [
        ("10.0.0.1 10.0.0.2 ::1 ::2", "10.0.0.1 ::1 10.0.0.2 ::2"),
        ("::1 10.0.0.1 10.0.0.2", "::1 10.0.0.1 10.0.0.2"),
        ("10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2"),
        ("::1 ::2 10.0.0.1", "::1 10.0.0.1 ::2"),
    ])
    func `the families take turns, beginning with the first address's`(_ given: String, _ order: String)
        throws
    {
        let addresses = try given.split(separator: " ").map { try ConnectRaceTests.address(String($0)) }
        let found = ConnectRace.interleaved(addresses).compactMap(\.ipAddress)
        #expect(found.joined(separator: " ") == order)
    }

    @Test func `of no address at all none is reached`() async {
        #expect(ConnectRace.interleaved([]).isEmpty)
        let fault = await withCheckedContinuation { continuation in
            SocketLoop.shared.execute {
                ConnectRace([], on: .shared).start(timeout: .seconds(20)) { result in
                    guard case .failure(let fault) = result else { return }
                    continuation.resume(returning: fault)
                }
            }
        }
        #expect(fault.faults.isEmpty && !fault.isTimedOut)
    }
}
