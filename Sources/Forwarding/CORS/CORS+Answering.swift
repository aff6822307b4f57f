import HTTPTypes
import Messages
import Routing

extension CORS {
    /// What was made of a request's origin, for the log.
    enum Outcome: String {
        case allowed, refused
        /// The request names no origin: no script of another origin sent it.
        case absent
    }

    /// The answer to a preflight (Fetch standard, section 3.2.2); without a grant the browser stops.
    func preflightAnswer(to fields: Fields) -> (Response, Outcome) {
        var response = Response(status: 204)
        let outcome = grant(fields, in: &response.fields)
        guard outcome == .allowed else { return (response, outcome) }
        let methods = allowMethods ?? [.get, .head, .post]
        response.fields.append(
            Field(name: .accessControlAllowMethods, value: list(methods.map(\.rawValue)))
        )
        if let headers = grantedHeaders(asked: fields[.accessControlRequestHeaders]) {
            response.fields.append(.accessControlAllowHeaders, headers)
        }
        if let maxAge {
            let seconds = String(maxAge.components.seconds)
            response.fields.append(.accessControlMaxAge, seconds)
        }
        return (response, outcome)
    }

    /// Says in an answer who may read it; what the backend says of that is replaced.
    func apply(to response: inout Response, for request: Fields) -> Outcome {
        for name in CORS.ownFields { response.fields[fields: name] = [] }
        let outcome = grant(request, in: &response.fields)
        guard outcome == .allowed, !exposeHeaders.isEmpty else { return outcome }
        let exposed =
            exposeHeaders.contains("*") && allowCredentials ? named(in: response.fields) : exposeHeaders
        response.fields.append(.accessControlExposeHeaders, list(exposed))
        return outcome
    }

    private static let ownFields: [FieldName] = [
        .accessControlAllowOrigin, .accessControlAllowCredentials, .accessControlExposeHeaders,
        .accessControlAllowMethods, .accessControlAllowHeaders, .accessControlMaxAge,
    ]

    /// Adds the fields about the origin.
    private func grant(_ request: Fields, in fields: inout Fields) -> Outcome {
        let isForAll = allowOrigins.contains(.any)
        let sendsStar = isForAll && !allowCredentials
        // A cache must not hand one origin's answer to another, nor one without a grant to any.
        if !sendsStar { fields.vary(by: .origin) }
        guard let origin = request.origin else {
            if sendsStar { fields.append(.accessControlAllowOrigin, "*") }
            return .absent
        }
        guard allows(origin: origin) else { return .refused }
        fields.append(.accessControlAllowOrigin, sendsStar ? "*" : origin)
        if allowCredentials { fields.append(.accessControlAllowCredentials, "true") }
        return .allowed
    }

    /// With credentials `*` would be a name like any other, so that those asked for are named instead.
    private func grantedHeaders(asked: String?) -> String? {
        if allowHeaders.contains("*"), allowCredentials { return asked }
        return allowHeaders.isEmpty ? nil : list(allowHeaders)
    }

    private func named(in fields: Fields) -> [String] {
        var seen: Set<FieldName> = []
        return fields.compactMap { field in
            seen.insert(field.name).inserted && field.name != .setCookie ? field.name.rawName : nil
        }
    }

    private func list(_ items: [String]) -> String { items.joined(separator: ", ") }
}

extension Fields {
    /// Adds a name to `Vary` (RFC 9110 section 12.5.5), unless it is there or everything is.
    fileprivate mutating func vary(by name: FieldName) {
        for field in self[fields: .vary] {
            for item in field.value.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" })
            where item == "*" || item.lowercased() == name.canonicalName {
                return
            }
        }
        append(Field(name: .vary, value: name.rawName))
    }
}
