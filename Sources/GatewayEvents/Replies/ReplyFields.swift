import Messages

/// An answer's header fields, grouped and written as its front end wants them.
struct ReplyFields {
    private let fields: Fields
    /// The lines of the fields that are written.
    private let lines: [FieldLine]
    private let frontEnd: ReplyForm.FrontEnd
    /// The bytes that names and values have.
    let leastLength: Int
    /// The bytes that they can take in the reply at most.
    let mostLength: Int

    /// Takes an answer's fields: those that have nothing to say to a client stay behind, `Content-Length` among them
    /// unless it is to be kept, and a body without a type gets one.
    init(_ fields: Fields, hasBody: Bool, keepsLength: Bool, for frontEnd: ReplyForm.FrontEnd) {
        var kept: [FieldLine] = []
        kept.reserveCapacity(fields.count + 1)
        var fields = fields
        var length = 0
        var most = 48
        var hasType = false
        for line in fields.lines {
            if fields.isDroppedFromReplies(line) { continue }
            if line.traits.contains(.contentLength) && !keepsLength { continue }
            if line.traits.contains(.contentType) { hasType = true }
            length += line.name.count + line.value.count
            most += line.name.count + fields.mostLengthInJSON(line) + 16
            kept.append(line)
        }
        if hasBody, !hasType, frontEnd.namesMissingType {
            fields.append(.contentType, "application/octet-stream")
            kept.append(fields.lines[fields.count - 1])
            most += 64
        }
        self.fields = fields
        lines = kept
        self.frontEnd = frontEnd
        leastLength = length
        mostLength = most
    }

    /// Adds the members that hold the fields, each with a comma before it.
    func write(to writer: inout JSONWriter) {
        switch frontEnd {
        case .albMultiValue: writeLists(groups(), to: &writer)
        case .rest, .http1:
            if hasRepeats { writeLists(groups(), to: &writer) } else { writeOnes(to: &writer) }
        case .http, .url: writeJoined(to: &writer)
        case .alb, .lattice, .direct: writeMap(to: &writer)
        }
    }

    private func writeMap(to writer: inout JSONWriter) {
        if hasRepeats { writeOneMap(groups(), to: &writer) } else { writeOnes(to: &writer) }
    }

    private func writeOnes(to writer: inout JSONWriter) {
        writer.raw(",\"headers\":{")
        var isFirst = true
        for line in lines {
            writer.comma(unless: &isFirst)
            writer.name(of: line, in: fields)
            writer.raw(":")
            writer.value(of: line, in: fields)
        }
        writer.raw("}")
    }

    private func writeLists(_ groups: [[FieldLine]], to writer: inout JSONWriter) {
        writer.raw(",\"multiValueHeaders\":{")
        var isFirst = true
        for group in groups {
            writer.comma(unless: &isFirst)
            writer.name(of: group[0], in: fields)
            writer.raw(":")
            writer.list(group, in: fields)
        }
        writer.raw("}")
    }

    /// Repeats joined (RFC 9110 section 5.3), but the cookies in a list of their own.
    private func writeJoined(to writer: inout JSONWriter) {
        guard lines.contains(where: { $0.traits.contains(.setCookie) }) else {
            return writeMap(to: &writer)
        }
        let cookies = lines.filter { $0.traits.contains(.setCookie) }
        ReplyFields(self, lines.filter { !$0.traits.contains(.setCookie) }).writeMap(to: &writer)
        writer.raw(",\"cookies\":")
        writer.list(cookies, in: fields)
    }

    private init(_ all: ReplyFields, _ lines: [FieldLine]) {
        fields = all.fields
        self.lines = lines
        frontEnd = all.frontEnd
        leastLength = 0
        mostLength = 0
    }

    /// Repeats joined; of the cookies, which cannot be, each under a name of other case.
    private func writeOneMap(_ groups: [[FieldLine]], to writer: inout JSONWriter) {
        writer.raw(",\"headers\":{")
        var isFirst = true
        for group in groups {
            guard group[0].traits.contains(.setCookie), group.count > 1 else {
                writer.comma(unless: &isFirst)
                writer.name(of: group[0], in: fields)
                writer.raw(":")
                writer.value(joining: group, in: fields)
                continue
            }
            for (place, cookie) in group.enumerated() {
                writer.comma(unless: &isFirst)
                writer.string(ReplyFields.setCookie(variant: place))
                writer.raw(":")
                writer.value(of: cookie, in: fields)
            }
        }
        writer.raw("}")
    }

    /// `set-cookie` with capitals where the number has a bit: 512 names that a map can hold beside each other.
    private static func setCookie(variant: Int) -> String {
        var bits = variant
        let letters = "set-cookie".utf8.map { letter in
            guard letter != UInt8(ascii: "-") else { return letter }
            defer { bits >>= 1 }
            return bits & 1 == 1 ? letter & 0xdf : letter
        }
        return String(decoding: letters, as: UTF8.self)
    }
}

/// Grouping by name.
extension ReplyFields {
    private static let fewFields = 48

    private var hasRepeats: Bool {
        guard lines.count <= ReplyFields.fewFields else {
            return Set(lines.map(canonicalName)).count < lines.count
        }
        for (place, line) in lines.enumerated() {
            for other in lines[..<place] where other.mayShareName(with: line) {
                if canonicalName(other) == canonicalName(line) { return true }
            }
        }
        return false
    }

    private func canonicalName(_ line: FieldLine) -> String {
        Field(of: fields, at: line).name.canonicalName
    }

    /// The fields of one name together, in the order in which the names come first.
    private func groups() -> [[FieldLine]] {
        var places: [String: Int] = [:]
        var groups: [[FieldLine]] = []
        for line in lines {
            let name = canonicalName(line)
            if let place = places[name] {
                groups[place].append(line)
            } else {
                places[name] = groups.count
                groups.append([line])
            }
        }
        return groups
    }
}

extension ReplyForm.FrontEnd {
    /// Whether the front end would call a body without `Content-Type` `application/json`.
    fileprivate var namesMissingType: Bool {
        switch self {
        case .rest, .http, .http1, .url: true
        case .alb, .albMultiValue, .lattice, .direct: false
        }
    }
}
