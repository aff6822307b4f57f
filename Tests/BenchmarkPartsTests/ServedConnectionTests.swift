import Glibc
import Testing

@testable import BenchmarkParts

@Suite struct ServedConnectionTests {
    /// What the server's side reads of these bytes, sent in pieces of a size: each request as one text.
    private func requests(_ wire: String, pieces: Int) -> [String] {
        var ends: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return [] }
        let (client, server) = (ends[0], ends[1])
        WorkerThread.run {
            var rest = Array(wire.utf8)[...]
            while !rest.isEmpty {
                _ = BlockingSocket.send(rest.prefix(pieces), to: client)
                rest = rest.dropFirst(pieces)
            }
            close(client)
        }
        let connection = ServedConnection(server)
        var found: [String] = []
        while let request = connection.next() {
            let body = String(decoding: connection.part(request.body), as: UTF8.self)
            let number = connection.field("x-bench-id", in: request.head) ?? "-"
            found.append("\(request.method) \(request.target) \(number) \(body)")
        }
        return found
    }

    @Test(arguments: [1, 7, 1000])
    func `requests are read one after the other, however their bytes come`(pieces: Int) {
        let wire = """
            GET /next HTTP/1.1\r\nHost: a\r\n\r\n\
            POST /a?b=c HTTP/1.1\r\nX-Bench-Id:  bench-7 \r\nContent-Length: 5\r\n\r\nhello\
            POST /chunks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\
            3\r\nhel\r\n00b;x=y\r\nlo, chunks!\r\n0\r\nA: b\r\n\r\n\
            GET /last HTTP/1.1\r\nx-bench-id: 9\r\n\r\n
            """
        let found = requests(wire, pieces: pieces)
        #expect(
            found == [
                "GET /next - ", "POST /a?b=c bench-7 hello", "POST /chunks - hello, chunks!", "GET /last 9 ",
            ]
        )
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "GET /cut HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort",
    ])
    func `what is no whole request ends the connection`(wire: String) {
        #expect(requests(wire, pieces: 1000).isEmpty)
    }
}
