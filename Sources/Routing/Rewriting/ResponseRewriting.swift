package import HTTPTypes
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
        if !selection.route.policies.preserveLocation {
            let location = LocationRewrite(
                selection,
                forward.rewrite.path,
                endpoint,
                sentHost: sent.fields[.hostField]
            )
            location.apply(to: &response.fields)
        }
        try target.responseHeaders.apply(to: &response.fields, selection.templateValues)
        if selection.route.policies.via { response.fields.append(Via.field) }
        return response
    }

    /// The fields of an answer less those of the backend's connection.
    package static func withoutHopByHop(_ fields: HTTPFields) -> HTTPFields {
        let named = HopByHop.namesInConnection(fields)
        var kept = HTTPFields()
        kept.reserveCapacity(fields.count + 4)
        for field in fields where !HopByHop.isDropped(fromResponse: field.name) {
            if !named.contains(field.name.canonicalName) { kept.append(field) }
        }
        return kept
    }

    /// The answer of a route that redirects.
    package func response(to selection: Selection, _ redirect: Redirect) throws(Refusal) -> Response {
        let location = try RedirectLocation(selection, redirect, requests).text
        var response = Response(status: redirect.status)
        response.fields.append(HTTPField(name: .location, value: location))
        try selection.route.policies.responseHeaders.apply(to: &response.fields, selection.templateValues)
        return response
    }

    /// The answer of a route that responds by itself.
    package func response(to selection: Selection, _ respond: Respond) throws(Refusal) -> Response {
        let values = selection.templateValues
        var response = Response(status: respond.status)
        for field in respond.headers {
            response.fields.append(try HTTPField(field.name, field.value, values))
        }
        if let body = respond.body?.text(values), !body.isEmpty {
            response.body = body[...]
            if !response.fields.contains(.contentType) {
                response.fields.append(HTTPField(name: .contentType, value: "text/plain; charset=utf-8"))
            }
        }
        try selection.route.policies.responseHeaders.apply(to: &response.fields, values)
        return response
    }
}
