package import Messages

/// Makes of a backend's answer the one that the client gets: fields of the connection, `Location`, the table's
/// changes; and makes the answers of routes that have no backend.
package struct ResponseRewriting: Sendable {
    private let requests: RequestRewriting

    package init(_ table: RouteTable) {
        requests = RequestRewriting(table)
    }

    /// The client's answer to a request that went to a target; `sent` is that request.
    package func response(
        from answer: Response,
        for selection: Selection,
        _ forward: Forward,
        from target: Target,
        at endpoint: BackendURL,
        sent: OutgoingRequest
    ) throws(Refusal) -> Response {
        var response = answer
        response.fields = ResponseRewriting.withoutHopByHop(answer.fields)
        if !selection.route.policies.preserveLocation, response.fields.contains(.location) {
            let location = LocationRewrite(
                selection,
                forward.rewrite.path,
                endpoint,
                sentHost: sent.fields[.host]
            )
            location.apply(to: &response.fields)
        }
        try target.responseHeaders.apply(to: &response.fields, selection.templateValues)
        if selection.route.policies.via { response.fields.append(Via.field) }
        return response
    }

    /// The fields of an answer less those of the backend's connection.
    package static func withoutHopByHop(_ fields: Fields) -> Fields {
        let named = HopByHop.namesInConnection(fields)
        let staysWhole =
            named.isEmpty
            && fields.lines.allSatisfy { $0.traits.isDisjoint(with: HopByHop.droppedFromResponses) }
        if staysWhole { return fields }
        var kept = Fields()
        kept.reserveCapacity(fields.count + 4, bytes: fields.bytes.count + 128)
        kept.append(of: fields) { line in
            guard line.traits.isDisjoint(with: HopByHop.droppedFromResponses) else { return false }
            return named.isEmpty || !named.contains(Field(of: fields, at: line).name.canonicalName)
        }
        return kept
    }

    /// The answer of a route that redirects.
    package func response(to selection: Selection, _ redirect: Redirect) throws(Refusal) -> Response {
        let location = try RedirectLocation(selection, redirect, requests).text
        var response = Response(status: redirect.status)
        response.fields.append(.location, location)
        try selection.route.policies.responseHeaders.apply(to: &response.fields, selection.templateValues)
        return response
    }

    /// The answer of a route that responds by itself.
    package func response(to selection: Selection, _ respond: Respond) throws(Refusal) -> Response {
        let values = selection.templateValues
        var response = Response(status: respond.status)
        for field in respond.headers {
            response.fields.append(try Field(field.name, field.value, values))
        }
        if let body = respond.body?.text(values), !body.isEmpty {
            response.body = body[...]
            if !response.fields.contains(.contentType) {
                response.fields.append(.contentType, "text/plain; charset=utf-8")
            }
        }
        try selection.route.policies.responseHeaders.apply(to: &response.fields, values)
        return response
    }
}
