/// How an answer breaks the protocol or a limit.
enum ParseFault: Error, Hashable {
    case malformed(String)
    case tooLarge(String)
    case switchedProtocols

    static let notHTTP = ParseFault.malformed("the answer is not HTTP/1.x")
    static let bareLineFeed = ParseFault.malformed("a line of the answer ends without a carriage return")
    static let foldedField = ParseFault.malformed("a field of the answer is folded over two lines")
    static let noFieldName = ParseFault.malformed("a field line of the answer has no proper name")
    static let controlCharacter = ParseFault.malformed("a field of the answer holds a control character")
    static let bothLengths = ParseFault.malformed("the answer has both Content-Length and Transfer-Encoding")
    static let badLength = ParseFault.malformed("the answer's Content-Length is no number")
    static let differingLengths = ParseFault.malformed("the answer has Content-Lengths that differ")
    static let unknownCoding = ParseFault.malformed("the answer's Transfer-Encoding is not chunked alone")
    static let badChunk = ParseFault.malformed("the answer's chunked body is broken")
    static let manyInterimAnswers = ParseFault.malformed("the answer is preceded by too many interim ones")

    static func largeHead(_ limit: Int) -> ParseFault {
        .tooLarge("the answer's head is over \(limit) bytes")
    }
    static func manyFields(_ limit: Int) -> ParseFault {
        .tooLarge("the answer has more than \(limit) fields")
    }
    static func largeBody(_ limit: Int) -> ParseFault {
        .tooLarge("the answer's body is over \(limit) bytes")
    }
}
