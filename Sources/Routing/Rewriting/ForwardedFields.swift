import HTTPTypes
import Messages

/// The fields that tell a backend whom it really serves: `X-Forwarded-For`, `-Proto`, `-Host`, `-Port`, `Forwarded`.
struct ForwardedFields {
    private let request: Request
    private let host: String?

    init(_ request: Request) {
        self.request = request
        host = RequestHost.authority(of: request)
    }

    static func contains(_ name: HTTPField.Name) -> Bool {
        let name = name.canonicalName
        switch name.utf8.count {
        case 9: return name == "forwarded"
        case 15: return name == "x-forwarded-for"
        case 16: return name == "x-forwarded-host" || name == "x-forwarded-port"
        case 17: return name == "x-forwarded-proto"
        default: return false
        }
    }

    /// Adds ours; under `append` behind the client's, which are then still in the fields.
    func add(to fields: inout HTTPFields, _ mode: Forwarded) {
        switch mode {
        case .off: return
        case .replace: addAll(to: &fields)
        case .append: append(to: &fields)
        }
    }

    private func addAll(to fields: inout HTTPFields) {
        if let address = request.origin.sourceAddress {
            fields.append(HTTPField(name: .xForwardedFor, value: address.description))
        }
        fields.append(HTTPField(name: .xForwardedProto, value: request.origin.scheme))
        if let host { fields.append(HTTPField(name: .xForwardedHost, value: host)) }
        fields.append(HTTPField(name: .xForwardedPort, value: String(request.publicPort)))
        fields.append(HTTPField(name: .forwarded, value: element))
    }

    private func append(to fields: inout HTTPFields) {
        if let address = request.origin.sourceAddress?.description {
            let known = ForwardedFields.list(.xForwardedFor, in: fields)
            // A front end that keeps the list has put the caller there already.
            if known.last.flatMap({ IPAddress($0.trimmingSpaces) }) != request.origin.sourceAddress {
                fields[.xForwardedFor] = (known.map { String($0.trimmingSpaces) } + [address]).joined(
                    separator: ", "
                )
            }
        }
        set(.xForwardedProto, request.origin.scheme, in: &fields)
        if let host { set(.xForwardedHost, host, in: &fields) }
        set(.xForwardedPort, String(request.publicPort), in: &fields)
        fields[.forwarded] = (fields[.forwarded].map { $0 + ", " } ?? "") + element
    }

    private func set(_ name: HTTPField.Name, _ value: String, in fields: inout HTTPFields) {
        if !fields.contains(name) { fields.append(HTTPField(name: name, value: value)) }
    }

    private static func list(_ name: HTTPField.Name, in fields: HTTPFields) -> [Substring] {
        (fields[name] ?? "").split(separator: ",")
    }

    /// One element of `Forwarded` (RFC 7239 section 4).
    private var element: String {
        let address = request.origin.sourceAddress.map { $0.isV4 ? "\($0)" : "\"[\($0)]\"" } ?? "unknown"
        let host = host.map { ";host=" + ForwardedFields.quoted($0) } ?? ""
        return "for=\(address)\(host);proto=\(request.origin.scheme)"
    }

    private static func quoted(_ host: String) -> String {
        host.utf8.allSatisfy { ASCIISet.unreserved.contains($0) } ? host : "\"\(host)\""
    }
}

extension HTTPField.Name {
    static let xForwardedFor = HTTPField.Name.known("X-Forwarded-For")
    static let xForwardedProto = HTTPField.Name.known("X-Forwarded-Proto")
    static let xForwardedHost = HTTPField.Name.known("X-Forwarded-Host")
    static let xForwardedPort = HTTPField.Name.known("X-Forwarded-Port")
    static let forwarded = HTTPField.Name.known("Forwarded")
}

extension Request {
    /// The port that the client spoke to: as the front end tells, else its scheme's own.
    var publicPort: Int { origin.port ?? (origin.scheme == "http" ? 80 : 443) }
}
