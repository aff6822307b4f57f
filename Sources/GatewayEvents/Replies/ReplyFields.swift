import HTTPTypes
import Messages

/// An answer's header fields, grouped and written as its front end wants them.
struct ReplyFields {
    private let fields: [HTTPField]
    private let frontEnd: ReplyForm.FrontEnd
    /// The bytes that names and values have.
    let leastLength: Int
    /// The bytes that they can take in the reply at most.
    let mostLength: Int

    /// Takes an answer's fields: those that have nothing to say to a client stay behind, `Content-Length` among them
    /// unless it is to be kept, and a body without a type gets one.
    init(_ fields: HTTPFields, hasBody: Bool, keepsLength: Bool, for frontEnd: ReplyForm.FrontEnd) {
        var kept: [HTTPField] = []
        kept.reserveCapacity(fields.count + 1)
        var length = 0
        var most = 48
        var hasType = false
        for field in fields {
            if field.name.isDroppedFromReplies { continue }
            if field.name == .contentLength && !keepsLength { continue }
            if field.name == .contentType { hasType = true }
            length += field.name.rawName.utf8.count + field.lengthOfValue
            most += field.name.rawName.utf8.count + field.mostLengthInJSON + 16
            kept.append(field)
        }
        if hasBody, !hasType, frontEnd.namesMissingType {
            kept.append(HTTPField(name: .contentType, value: "application/octet-stream"))
            most += 64
        }
        self.fields = kept
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
        case .alb, .lattice, .direct:
            if hasRepeats { writeOneMap(groups(), to: &writer) } else { writeOnes(to: &writer) }
        }
    }

    private func writeOnes(to writer: inout JSONWriter) {
        writer.raw(",\"headers\":{")
        var isFirst = true
        for field in fields {
            writer.comma(unless: &isFirst)
            writer.string(field.name.rawName)
            writer.raw(":")
            writer.value(field)
        }
        writer.raw("}")
    }

    private func writeLists(_ groups: [[HTTPField]], to writer: inout JSONWriter) {
        writer.raw(",\"multiValueHeaders\":{")
        var isFirst = true
        for group in groups {
            writer.comma(unless: &isFirst)
            writer.string(group[0].name.rawName)
            writer.raw(":")
            writer.list(group)
        }
        writer.raw("}")
    }

    /// Repeats joined (RFC 9110 section 5.3), but the cookies in a list of their own.
    private func writeJoined(to writer: inout JSONWriter) {
        let cookies = fields.filter { $0.name == .setCookie }
        let others = cookies.isEmpty ? self : ReplyFields(fields.filter { $0.name != .setCookie }, frontEnd)
        if others.hasRepeats {
            others.writeOneMap(others.groups(), to: &writer)
        } else {
            others.writeOnes(to: &writer)
        }
        guard !cookies.isEmpty else { return }
        writer.raw(",\"cookies\":")
        writer.list(cookies)
    }

    private init(_ fields: [HTTPField], _ frontEnd: ReplyForm.FrontEnd) {
        self.fields = fields
        self.frontEnd = frontEnd
        leastLength = 0
        mostLength = 0
    }

    /// Repeats joined; of the cookies, which cannot be, each under a name of other case.
    private func writeOneMap(_ groups: [[HTTPField]], to writer: inout JSONWriter) {
        writer.raw(",\"headers\":{")
        var isFirst = true
        for group in groups {
            guard group[0].name == .setCookie, group.count > 1 else {
                writer.comma(unless: &isFirst)
                writer.string(group[0].name.rawName)
                writer.raw(":")
                writer.value(joining: group)
                continue
            }
            for (place, cookie) in group.enumerated() {
                writer.comma(unless: &isFirst)
                writer.string(ReplyFields.setCookie(variant: place))
                writer.raw(":")
                writer.value(cookie)
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
        guard fields.count <= ReplyFields.fewFields else {
            return Set(fields.map(\.name.canonicalName)).count < fields.count
        }
        for (place, field) in fields.enumerated() {
            for other in fields[..<place] where other.name == field.name { return true }
        }
        return false
    }

    /// The fields of one name together, in the order in which the names come first.
    private func groups() -> [[HTTPField]] {
        var places: [String: Int] = [:]
        var groups: [[HTTPField]] = []
        for field in fields {
            if let place = places[field.name.canonicalName] {
                groups[place].append(field)
            } else {
                places[field.name.canonicalName] = groups.count
                groups.append([field])
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
