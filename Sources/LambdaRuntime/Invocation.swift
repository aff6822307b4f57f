import Messages
package import NIOCore

/// One invocation, as the Runtime API's `next` gave it.
package struct Invocation: Sendable {
    /// Names the invocation in logs and in the paths of the calls that end it; a retry may repeat it.
    package let requestID: String
    /// Unique per attempt and echoed unchanged where Lambda sent it (since July 2026); nil where it did not.
    package let invocationID: String?
    /// When Lambda ends the invocation, on the monotonic clock; nil where the header is missing or no number.
    package let deadline: NIODeadline?
    /// The X-Ray header value for this invocation.
    package let traceID: String?
    package let functionARN: String?
    package let tenantID: String?

    /// The request id as a segment of a path (RFC 3986 section 3.3): callers of Lambda may choose it.
    var segment: String {
        guard !Invocation.isSegment(requestID.utf8.span) else { return requestID }
        return requestID.utf8.reduce(into: "") { text, byte in
            if byte.isUnreserved {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += byte < 16 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
    }

    private static func isSegment(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where !bytes[index].isUnreserved { return false }
        return true
    }
}

extension UInt8 {
    /// A byte that means itself anywhere in a URI (RFC 3986 section 2.3).
    fileprivate var isUnreserved: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}

extension FieldName {
    static let requestID = FieldName.known("Lambda-Runtime-Aws-Request-Id")
    static let invocationID = FieldName.known("Lambda-Runtime-Invocation-Id")
    static let deadline = FieldName.known("Lambda-Runtime-Deadline-Ms")
    static let traceID = FieldName.known("Lambda-Runtime-Trace-Id")
    static let functionARN = FieldName.known("Lambda-Runtime-Invoked-Function-Arn")
    static let tenantID = FieldName.known("Lambda-Runtime-Aws-Tenant-Id")
    static let responseMode = FieldName.known("Lambda-Runtime-Function-Response-Mode")
    static let errorBody = FieldName.known("Lambda-Runtime-Function-Error-Body")
    static let errorType = FieldName.known("Lambda-Runtime-Function-Error-Type")
}
