import HTTPTypes
package import Messages

/// Makes of a request the one that a backend gets: path, query, host and fields, in this order.
///
/// It is what the forwarder sends and what `explain` shows.
package struct RequestRewriting: Sendable {
    private let policy: PathPolicy
    private let identity: [IdentityHeader]

    package init(_ table: RouteTable) {
        policy = table.pathPolicy
        identity = table.identity
    }

    /// The request for one endpoint of one target; throws what is wrong with what the client sent.
    package func request(
        for selection: Selection,
        _ forward: Forward,
        to target: Target,
        at endpoint: BackendURL
    ) throws(Refusal) -> OutgoingRequest {
        let subject = selection.subject
        let values = selection.templateValues
        let path = try self.path(for: selection, forward.rewrite.path, values)
        let query =
            forward.rewrite.query.map { $0.query(from: subject.request.query, values) }
            ?? subject.request.query
        let host = try self.host(for: selection, forward.rewrite.host, target.hostHeader, endpoint, values)
        return OutgoingRequest(
            method: subject.request.method,
            target: try RequestRewriting.target(endpoint.basePath, path, query),
            fields: try fields(for: selection, host: host, target.requestHeaders, values),
            body: subject.request.body
        )
    }

    /// The path that the backend gets, before its base path.
    package func path(
        for selection: Selection,
        _ rewrite: PathRewrite?,
        _ values: TemplateValues
    ) throws(Refusal) -> CanonicalPath {
        let path = selection.subject.path
        guard let rewrite else { return path }
        return try rewrite.path(from: path, prefix: selection.matchedPrefix, values, policy)
    }

    private static func target(
        _ basePath: String,
        _ path: CanonicalPath,
        _ query: String?
    ) throws(Refusal) -> String {
        let whole = basePath.isEmpty ? path.text : basePath + path.text
        guard let query else { return whole }
        return joined(whole.utf8.span, try TargetQuery.checked(query).utf8.span)
    }

    /// A path and a query with the `?` between them.
    private static func joined(_ path: Span<UInt8>, _ query: Span<UInt8>) -> String {
        let count = path.count + 1 + query.count
        return unsafe String(unsafeUninitializedCapacity: count) { buffer in
            var target = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
            target.append(copying: path)
            target.append(UInt8(ascii: "?"))
            target.append(copying: query)
            return unsafe target.finalize(for: buffer)
        }
    }

    private func host(
        for selection: Selection,
        _ rewrite: Template?,
        _ header: HostHeader,
        _ endpoint: BackendURL,
        _ values: TemplateValues
    ) throws(Refusal) -> String {
        if let rewrite {
            let bytes = rewrite.text(values)
            guard RequestHost.isAuthority(bytes.span) else {
                throw .badRequest("the rewritten host would be none")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        switch header {
        case .backend: return endpoint.authority
        case .preserve: return selection.subject.authority ?? endpoint.authority
        case .literal(let text): return text
        }
    }

    private func fields(
        for selection: Selection,
        host: String,
        _ changes: HeaderChanges,
        _ values: TemplateValues
    ) throws(Refusal) -> Fields {
        let route = selection.route
        let forwarded = route.policies.forwarded
        let sent = selection.subject.request.fields
        var fields = Fields()
        fields.reserveCapacity(sent.count + 8, bytes: sent.bytes.count + host.utf8.count + 320)
        fields.append(.host, host)
        let named = HopByHop.namesInConnection(sent)
        var dropped = HopByHop.droppedFromRequests
        if forwarded == .replace { dropped.insert(.forwarded) }
        fields.append(of: sent) { line in
            if !line.traits.isDisjoint(with: dropped) { return false }
            if !named.isEmpty || line.traits.contains(.underscore) {
                let own = OwnFields(changes: changes, identity: identity, setsForwarded: forwarded != .off)
                let name = Field(of: sent, at: line).name
                if named.contains(name.canonicalName), !own.isProtected(name) { return false }
                if own.isImitated(by: name) { return false }
            }
            return identity.isEmpty || !identity.contains { sent.isNamed($0.name, line) }
        }
        ForwardedFields(selection.subject).add(to: &fields, forwarded)
        try addIdentity(of: selection.subject.request, to: &fields)
        try changes.apply(to: &fields, values)
        if route.policies.via { fields.append(Via.field) }
        return fields
    }

    private func addIdentity(of request: Request, to fields: inout Fields) throws(Refusal) {
        for header in identity {
            guard let value = request.origin.identity[header.source] else { continue }
            fields.append(try Field(header.name, bytes: Array(value.utf8)))
        }
    }
}

/// The fields that the table or the forwarder makes, so that a client can neither strip nor imitate them.
private struct OwnFields {
    let changes: HeaderChanges
    let identity: [IdentityHeader]
    let setsForwarded: Bool

    /// Whether `Connection` may not take the field away; the trace is Lambda's, not the client's.
    func isProtected(_ name: FieldName) -> Bool {
        name.traits.contains(.forwarded) || name.canonicalName == "x-amzn-trace-id" || isOwn(name)
    }

    /// Whether the name is another spelling, with `_`, of a field of ours: many servers read both as one.
    func isImitated(by name: FieldName) -> Bool {
        guard name.canonicalName.utf8.contains(UInt8(ascii: "_")) else { return false }
        let dashed = name.canonicalName.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
        guard let meant = FieldName(String(decoding: dashed, as: UTF8.self)) else { return false }
        return setsForwarded && meant.traits.contains(.forwarded) || isOwn(meant, orSpelled: name)
    }

    private func isOwn(_ name: FieldName, orSpelled spelled: FieldName? = nil) -> Bool {
        // A field that the table names with its `_` is that very field.
        if let spelled, changes.changes.contains(where: { $0.name == spelled }) { return false }
        return identity.contains { $0.name == name } || changes.changes.contains { $0.name == name }
    }
}

/// Our own entry in `Via` (RFC 9110 section 7.6.3).
package enum Via {
    private static let pseudonym = "switchyard"

    static var field: Field { Field(name: .via, value: "1.1 " + pseudonym) }

    /// Whether the request has been through a forwarder of this name already.
    package static func isIn(_ fields: Fields) -> Bool {
        for field in fields[fields: .via] {
            for entry in field.valueBytes.split(separator: UInt8(ascii: ",")) {
                let words = entry.split { $0 == 0x20 || $0 == 0x09 }
                if words.count > 1, words[1].elementsEqual(pseudonym.utf8) { return true }
            }
        }
        return false
    }
}
