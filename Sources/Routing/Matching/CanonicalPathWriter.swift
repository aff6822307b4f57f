import Messages

/// Writes a canonical path byte by byte and checks each segment as it ends.
struct CanonicalPathWriter {
    private let policy: PathPolicy
    private var output: [UInt8] = []
    /// Where the segment that is being written begins in `output`, behind its slash.
    private var segmentStart = 1

    private static var slash: UInt8 { UInt8(ascii: "/") }
    private static var backslash: UInt8 { UInt8(ascii: "\\") }

    private init(policy: PathPolicy, capacity: Int) {
        self.policy = policy
        output.reserveCapacity(capacity)
        output.append(CanonicalPathWriter.slash)
    }

    /// The canonical text of the path.
    static func write(_ raw: RawPath, _ policy: PathPolicy) throws(PathProblem) -> String {
        let bytes = raw.text.utf8.span
        guard bytes.count > 0 else { return "/" }
        guard bytes[0] == slash else { throw .notAbsolute }
        var writer = CanonicalPathWriter(policy: policy, capacity: bytes.count + 16)
        var index = 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), raw.form == .encoded {
                try writer.append(decoded: CanonicalPathWriter.escape(in: bytes, at: index))
                index += 3
            } else {
                try writer.append(plain: bytes[index])
                index += 1
            }
        }
        try writer.endSegment(isLast: true)
        return String(decoding: writer.output, as: UTF8.self)
    }

    private static func escape(in bytes: Span<UInt8>, at index: Int) throws(PathProblem) -> UInt8 {
        guard index + 2 < bytes.count, let high = bytes[index + 1].hexValue,
            let low = bytes[index + 2].hexValue
        else { throw .invalidEscape }
        return high << 4 | low
    }

    private mutating func append(plain byte: UInt8) throws(PathProblem) {
        if byte == CanonicalPathWriter.slash {
            try endSegment(isLast: false)
        } else if ASCIISet.segment.contains(byte) {
            output.append(byte)
        } else {
            try appendEscape(of: byte)
        }
    }

    private mutating func append(decoded byte: UInt8) throws(PathProblem) {
        if ASCIISet.unreserved.contains(byte) { output.append(byte) } else { try appendEscape(of: byte) }
    }

    private mutating func appendEscape(of byte: UInt8) throws(PathProblem) {
        if byte.isControl { throw .control }
        if byte == CanonicalPathWriter.slash || byte == CanonicalPathWriter.backslash {
            guard policy.encodedSlash == .keep else { throw .encodedSlash }
        }
        output.appendEscape(of: byte)
    }

    private mutating func endSegment(isLast: Bool) throws(PathProblem) {
        let segment = output[segmentStart...]
        if segment.isEmpty {
            try endEmptySegment(isLast: isLast)
        } else if policy.encodedSlash == .keep, CanonicalPathWriter.hidesDots(segment) {
            throw .dotSegment
        } else if let dots = CanonicalPathWriter.dots(in: segment) {
            guard policy.dotSegments == .resolve else { throw .dotSegment }
            resolve(dots: dots)
        } else if !isLast {
            output.append(CanonicalPathWriter.slash)
        }
        segmentStart = output.count
    }

    private mutating func endEmptySegment(isLast: Bool) throws(PathProblem) {
        guard !isLast else { return }
        switch policy.doubleSlash {
        case .merge: return
        case .reject: throw .doubleSlash
        case .keep: output.append(CanonicalPathWriter.slash)
        }
    }

    /// RFC 3986 section 5.2.4; the root has no parent but itself.
    private mutating func resolve(dots: Int) {
        output.removeSubrange(segmentStart...)
        guard dots == 2, output.count > 1 else { return }
        output.removeLast()
        while output.last != CanonicalPathWriter.slash { output.removeLast() }
    }

    /// 1 for a segment `.`, 2 for `..`, either with path parameters (`..;x`), which some servers strip before
    /// they resolve; nil for any other.
    private static func dots(in segment: ArraySlice<UInt8>) -> Int? {
        let dots = segment.prefix { $0 == UInt8(ascii: ".") }.count
        guard dots == 1 || dots == 2 else { return nil }
        let rest = segment.dropFirst(dots)
        return rest.isEmpty || rest.first == UInt8(ascii: ";") || rest.starts(with: "%3B".utf8) ? dots : nil
    }

    /// Whether a dot segment stands between kept encoded slashes, as in `a%2F..%2Fb`: it can't be resolved
    /// without reading the slash as one.
    private static func hidesDots(_ segment: ArraySlice<UInt8>) -> Bool {
        var partStart = segment.startIndex
        var index = partStart
        while index < segment.endIndex {
            let escape = segment[index...].prefix(3)
            if escape.elementsEqual("%2F".utf8) || escape.elementsEqual("%5C".utf8) {
                if dots(in: segment[partStart..<index]) != nil { return true }
                partStart = escape.endIndex
                index = partStart
            } else {
                index += 1
            }
        }
        return partStart > segment.startIndex && dots(in: segment[partStart...]) != nil
    }
}
