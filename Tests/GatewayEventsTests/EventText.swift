import GatewayEvents
import HTTPTypes
import Messages

/// Renders what an event was read as, so that tests compare it whole.
enum EventText {
    static let identity = ["iam.arn", "claims.sub", "clientCert.subject"]

    static func reading(
        _ event: some Sequence<UInt8>,
        settings: EventSettings = EventSettings(identity: identity)
    ) -> String {
        var reader = EventReader(settings: settings)
        do throws(EventError) {
            return rendered(try reader.read(Array(event), requestID: "r"))
        } catch {
            return "\(error.errorType)\n\(error)\n"
        }
    }

    private static func rendered(_ event: GatewayEvent) -> String {
        switch event {
        case .request(let request, let form): "request from \(name(form))\n" + rendered(request)
        case .healthCheck(let form): "health check from \(name(form))\n"
        case .badRequest(let reason, let form): "bad request from \(name(form))\n\(reason)\n"
        }
    }

    private static func name(_ form: ReplyForm) -> String {
        "\(form.frontEnd)\(form.isHead ? ", no body" : "")"
    }

    static func rendered(_ request: Request) -> String {
        var lines = ["\(request.method) \(request.path.text) (\(request.path.form))"]
        if let query = request.query { lines.append("?\(query)") }
        lines += request.fields.map { "\($0.name): \($0.value)" }
        let origin = request.origin
        let port = origin.port.map { ":\($0)" } ?? ""
        lines.append(
            "-- \(origin.scheme)://\(origin.domainName ?? "")\(port) from \(origin.sourceAddress?.description ?? "?")"
        )
        if let stage = origin.stage {
            let place =
                origin.isStageInPath ? " in the path" : origin.isStageRemoved ? " taken from the path" : ""
            lines.append("-- stage \(stage)\(place)")
        }
        for (name, value) in origin.identity.sorted(by: { $0.key < $1.key }) {
            lines.append("-- \(name) = \(value)")
        }
        if !request.body.isEmpty {
            lines.append(
                String(validating: request.body, as: UTF8.self).map { "\($0)" }
                    ?? "bytes \(Array(request.body))"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
