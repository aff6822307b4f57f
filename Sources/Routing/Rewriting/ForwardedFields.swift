import Messages

/// The fields that tell a backend whom it really serves: `X-Forwarded-For`, `-Proto`, `-Host`, `-Port`, `Forwarded`.
struct ForwardedFields {
    private let subject: Subject
    private let host: String?

    init(_ subject: Subject) {
        self.subject = subject
        host = subject.authority
    }

    /// Adds ours; under `append` behind the client's, which are then still in the fields.
    func add(to fields: inout Fields, _ mode: Forwarded) {
        switch mode {
        case .off: return
        case .replace: addAll(to: &fields)
        case .append: append(to: &fields)
        }
    }

    private func addAll(to fields: inout Fields) {
        let address = subject.request.origin.sourceAddress?.description
        if let address { fields.append(.xForwardedFor, address) }
        fields.append(.xForwardedProto, subject.request.origin.scheme)
        if let host { fields.append(.xForwardedHost, host) }
        fields.append(.xForwardedPort, capacity: OutputSpan.mostDecimals) { value in
            value.append(decimal: subject.request.publicPort)
        }
        fields.append(.forwarded, capacity: mostElement) { write(elementFor: address, to: &$0) }
    }

    private func append(to fields: inout Fields) {
        let address = subject.request.origin.sourceAddress?.description
        if let address {
            let known = ForwardedFields.list(.xForwardedFor, in: fields)
            // A front end that keeps the list has put the caller there already.
            if known.last.flatMap({ IPAddress($0.trimmingSpaces) }) != subject.request.origin.sourceAddress {
                fields[.xForwardedFor] = (known.map { String($0.trimmingSpaces) } + [address]).joined(
                    separator: ", "
                )
            }
        }
        set(.xForwardedProto, subject.request.origin.scheme, in: &fields)
        if let host { set(.xForwardedHost, host, in: &fields) }
        set(.xForwardedPort, String(subject.request.publicPort), in: &fields)
        let element = Array(capacity: mostElement) { write(elementFor: address, to: &$0) }
        let known = fields[.forwarded].map { $0 + ", " } ?? ""
        fields[.forwarded] = known + String(decoding: element, as: UTF8.self)
    }

    private func set(_ name: FieldName, _ value: String, in fields: inout Fields) {
        if !fields.contains(name) { fields.append(name, value) }
    }

    private static func list(_ name: FieldName, in fields: Fields) -> [Substring] {
        (fields[name] ?? "").split(separator: ",")
    }

    /// The most bytes of an element: an address has no more than 39.
    private var mostElement: Int { 96 + (host?.utf8.count ?? 0) + subject.request.origin.scheme.utf8.count }

    /// One element of `Forwarded` (RFC 7239 section 4).
    private func write(elementFor address: String?, to value: inout OutputSpan<UInt8>) {
        value.append(copying: "for=")
        if let address, subject.request.origin.sourceAddress?.isV4 == true {
            value.append(copying: address.utf8.span)
        } else if let address {
            value.append(copying: "\"[")
            value.append(copying: address.utf8.span)
            value.append(copying: "]\"")
        } else {
            value.append(copying: "unknown")
        }
        if let host {
            let isToken = ForwardedFields.isToken(host.utf8.span)
            value.append(copying: isToken ? ";host=" : ";host=\"")
            value.append(copying: host.utf8.span)
            if !isToken { value.append(UInt8(ascii: "\"")) }
        }
        value.append(copying: ";proto=")
        value.append(copying: subject.request.origin.scheme.utf8.span)
    }

    private static func isToken(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where !ASCIISet.unreserved.contains(text[index]) { return false }
        return true
    }
}

extension FieldName {
    static let xForwardedFor = FieldName.known("X-Forwarded-For")
    static let xForwardedProto = FieldName.known("X-Forwarded-Proto")
    static let xForwardedHost = FieldName.known("X-Forwarded-Host")
    static let xForwardedPort = FieldName.known("X-Forwarded-Port")
    static let forwarded = FieldName.known("Forwarded")
}

extension Request {
    /// The port that the client spoke to: as the front end tells, else its scheme's own.
    var publicPort: Int { origin.port ?? (origin.scheme == "http" ? 80 : 443) }
}
