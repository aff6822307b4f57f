import Messages
import NIOCore
import Testing

@testable import HTTPClient

@Suite struct ResponseParserTests {
    struct Answer: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var wire: String
        var isHead = false
        /// Whether the peer ends the connection behind the bytes.
        var isEnded = false
        var result: String
    }

    static let answers = [
        Answer(
            testDescription: "a body of known length",
            wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello",
            result: "200 Content-Length: 5|X-A: b|hello|kept"
        ),
        Answer(
            testDescription: "no reason, and not even the space before it",
            wire: "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n",
            result: "404 Content-Length: 0||kept"
        ),
        Answer(
            testDescription: "repeats, order, case, and spaces around values",
            wire:
                "HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nx-b: \t 1 2 \t\r\nSet-Cookie:b\r\nX-E:\r\nContent-Length: 0\r\n\r\n",
            result: "200 Set-Cookie: a|x-b: 1 2|Set-Cookie: b|X-E: |Content-Length: 0||kept"
        ),
        Answer(
            testDescription: "chunks, with extensions and trailers that are dropped",
            wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5;a=b\r\nhello\r\n1 \r\n \r\n00A\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n",
            result: "200 Transfer-Encoding: Chunked|hello 0123456789|kept"
        ),
        Answer(
            testDescription: "interim answers are swallowed",
            wire: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\n\r\n",
            result: "204 ||kept"
        ),
        Answer(
            testDescription: "an answer to HEAD has no body, whatever its length says",
            wire: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n",
            isHead: true,
            result: "200 Content-Length: 500||kept"
        ),
        Answer(
            testDescription: "304 has no body, even with chunked",
            wire: "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
            result: "304 Transfer-Encoding: chunked||kept"
        ),
        Answer(
            testDescription: "a body up to the end of the connection",
            wire: "HTTP/1.1 200 OK\r\n\r\nhello",
            isEnded: true,
            result: "200 |hello|closed"
        ),
        Answer(
            testDescription: "Connection: close, among others",
            wire: "HTTP/1.1 200 OK\r\nConnection: x,  CLOSE\r\nContent-Length: 0\r\n\r\n",
            result: "200 Connection: x,  CLOSE|Content-Length: 0||closed"
        ),
        Answer(
            testDescription: "HTTP/1.0 is closed",
            wire: "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
            result: "200 Content-Length: 1|a|closed"
        ),
        Answer(
            testDescription: "HTTP/1.0 with keep-alive is kept",
            wire: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\na",
            result: "200 Connection: Keep-Alive|Content-Length: 1|a|kept"
        ),
        Answer(
            testDescription: "one length said twice",
            wire: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\na",
            result: "200 Content-Length: 1|content-length: 1|a|kept"
        ),
    ]

    @Test(arguments: answers) func `an answer is read, whole or byte by byte`(_ row: Answer) throws {
        let bytes = Array(row.wire.utf8)
        #expect(try Self.read([bytes], row) == row.result)
        #expect(try Self.read(bytes.map { [$0] }, row) == row.result)
    }

    @Test(arguments: answers) func `an answer that ends too soon is never whole`(_ row: Answer) throws {
        let bytes = Array(row.wire.utf8)
        for count in 0..<bytes.count where !row.isEnded {
            #expect(
                try Self.read([Array(bytes.prefix(count))], row).hasSuffix("unfinished"),
                "\(count) bytes"
            )
        }
    }

    struct Broken: CustomTestStringConvertible, Sendable {
        var wire: String
        var fault: ParseFault
        var testDescription: String { String(wire.debugDescription.prefix(80)) }
    }

    static let broken = [
        Broken(wire: "SSH-2.0-OpenSSH_9.2\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/2.0 200 OK\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.2 200 OK\r\n", fault: .notHTTP),
        Broken(wire: "http/1.1 200 OK\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1  200 OK\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1 20 OK\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1 2000 OK\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1 099 OK\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1 2x0 OK\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1 200 O\u{0}K\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1 200 O\rK\r\n", fault: .notHTTP),
        Broken(wire: "\r\n", fault: .notHTTP),
        Broken(wire: "HTTP/1.1 200 OK\n", fault: .bareLineFeed),
        Broken(wire: "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n", fault: .bareLineFeed),
        Broken(wire: "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", fault: .controlCharacter),
        Broken(wire: "HTTP/1.1 200 OK\r\nA: b\r\r\n\r\n", fault: .controlCharacter),
        Broken(wire: "HTTP/1.1 200 OK\r\nA: b\u{0}c\r\n\r\n", fault: .controlCharacter),
        Broken(wire: "HTTP/1.1 200 OK\r\nA: b\u{7f}\r\n\r\n", fault: .controlCharacter),
        Broken(wire: "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", fault: .foldedField),
        Broken(wire: "HTTP/1.1 200 OK\r\n A: b\r\n\r\n", fault: .foldedField),
        Broken(wire: "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", fault: .noFieldName),
        Broken(wire: "HTTP/1.1 200 OK\r\n: b\r\n\r\n", fault: .noFieldName),
        Broken(wire: "HTTP/1.1 200 OK\r\nA\r\n\r\n", fault: .noFieldName),
        Broken(wire: "HTTP/1.1 200 OK\r\nA(b): c\r\n\r\n", fault: .noFieldName),
        Broken(wire: "HTTP/1.1 200 OK\r\nÄ: c\r\n\r\n", fault: .noFieldName),
        Broken(
            wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            fault: .bothLengths
        ),
        Broken(
            wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            fault: .differingLengths
        ),
        Broken(wire: "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n", fault: .badLength),
        Broken(wire: "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", fault: .badLength),
        Broken(wire: "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n", fault: .badLength),
        Broken(wire: "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n", fault: .badLength),
        Broken(wire: "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", fault: .badLength),
        Broken(wire: "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n", fault: .badLength),
        Broken(wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", fault: .unknownCoding),
        Broken(wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", fault: .unknownCoding),
        Broken(
            wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            fault: .unknownCoding
        ),
        Broken(wire: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", fault: .unknownCoding),
        Broken(wire: chunked + "g\r\n", fault: .badChunk),
        Broken(wire: chunked + "\r\n", fault: .badChunk),
        Broken(wire: chunked + " 5\r\n", fault: .badChunk),
        Broken(wire: chunked + "-5\r\n", fault: .badChunk),
        Broken(wire: chunked + "5 x\r\n", fault: .badChunk),
        Broken(wire: chunked + "5;\u{0}\r\n", fault: .badChunk),
        Broken(wire: chunked + "7fffffffffffffff\r\n", fault: .badChunk),
        Broken(wire: chunked + "5\nhello", fault: .bareLineFeed),
        Broken(wire: chunked + "5\r\nhello0\r\n", fault: .badChunk),
        Broken(wire: chunked + "0\r\nA\u{1}: b\r\n\r\n", fault: .noFieldName),
        Broken(wire: chunked + "0\r\n A: b\r\n\r\n", fault: .foldedField),
        Broken(wire: chunked + String(repeating: "0", count: 1025), fault: .largeHead(1024)),
        Broken(wire: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", fault: .switchedProtocols),
        Broken(
            wire: String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 17),
            fault: .manyInterimAnswers
        ),
        Broken(
            wire: "HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 257),
            fault: .manyFields(256)
        ),
        Broken(wire: String(repeating: "x", count: 65_537), fault: .largeHead(65_536)),
        Broken(
            wire: "HTTP/1.1 200 OK\r\n"
                + String(repeating: "A: \(String(repeating: "b", count: 8000))\r\n", count: 9),
            fault: .largeHead(65_536)
        ),
        Broken(wire: "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", fault: .largeBody(100)),
        Broken(wire: chunked + "65\r\n" + String(repeating: "x", count: 101), fault: .largeBody(100)),
        Broken(wire: "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 101), fault: .largeBody(100)),
    ]

    static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: broken) func `a broken answer is refused, whole or byte by byte`(_ row: Broken) {
        let bytes = Array(row.wire.utf8)
        let answer = Answer(testDescription: "", wire: row.wire, result: "")
        #expect(throws: row.fault) { try Self.read([bytes], answer) }
        #expect(throws: row.fault) { try Self.read(bytes.map { [$0] }, answer) }
    }

    @Test func `bytes behind the answer forbid another request`() throws {
        var parser = ResponseParser(isHead: false, limits: ExchangeLimits())
        parser.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"))
        _ = try parser.next()
        _ = try parser.next()
        #expect(parser.hasLeftover)
    }

    @Test func `a value that is no UTF-8 keeps its bytes`() throws {
        var parser = ResponseParser(isHead: false, limits: ExchangeLimits())
        parser.append(
            ByteBuffer(bytes: Array("HTTP/1.1 204 N\r\nX-A: M".utf8) + [0xfc] + Array("l\r\n\r\n".utf8))
        )
        guard case .head(let head) = try parser.next() else { throw ParseFault.notHTTP }
        #expect(head.fields[0].valueBytes == [0x4d, 0xfc, 0x6c])
    }

    /// The answer in one line: status, fields, body, and whether the connection is kept.
    static func read(_ pieces: [[UInt8]], _ row: Answer) throws -> String {
        let limits = ExchangeLimits(responseBody: 100)
        var parser = ResponseParser(isHead: row.isHead, limits: limits)
        var result = ""
        var body: [UInt8] = []
        for piece in pieces {
            parser.append(ByteBuffer(bytes: piece))
            round: while true {
                switch try parser.next() {
                case .waiting: break round
                case .head(let head):
                    result = "\(head.status) " + head.fields.map { "\($0)" }.joined(separator: "|") + "|"
                case .body(let bytes): body += Array(buffer: bytes)
                case .end:
                    return result + String(decoding: body, as: UTF8.self)
                        + (parser.allowsReuse ? "|kept" : "|closed")
                }
            }
        }
        guard row.isEnded, parser.isWholeAtEndOfInput() else { return result + "unfinished" }
        return result + String(decoding: body, as: UTF8.self) + "|closed"
    }
}
