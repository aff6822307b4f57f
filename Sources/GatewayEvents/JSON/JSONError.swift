/// Where and why bytes are no JSON text.
package struct JSONError: Error, Hashable {
    package enum Problem: Hashable, Sendable {
        case empty, byteOrderMark, unexpectedEnd, unexpectedByte(UInt8), badNumber, badEscape, badUTF8
        case controlCharacter, trailingBytes, tooDeep, tooLong
    }

    package let problem: Problem
    /// How many bytes of the text stand before the problem.
    package let offset: Int

    package init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String { "\(problem) at byte \(offset)" }
}

extension JSONError.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "no text"
        case .byteOrderMark: "a byte order mark"
        case .unexpectedEnd: "an unexpected end"
        case .unexpectedByte(let byte):
            "an unexpected byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        case .badNumber: "a malformed number"
        case .badEscape: "a malformed escape"
        case .badUTF8: "invalid UTF-8"
        case .controlCharacter: "a control character in a string"
        case .trailingBytes: "more text behind the value"
        case .tooDeep: "values nested too deeply"
        case .tooLong: "more than 1 GiB of text"
        }
    }
}
