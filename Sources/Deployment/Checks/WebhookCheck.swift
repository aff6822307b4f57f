import Routing

/// Senders of webhooks sign what they send and can do nothing else: a key or a login before them stops every delivery.
enum WebhookCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        for route in deployed.table?.routes ?? [] {
            guard let verify = route.policies.verify, isSigned(verify) else { continue }
            for match in route.matches {
                if let door = door(for: match.path, deployed.service) {
                    findings.report(.webhookBlocked(route, by: door))
                } else if let login = deployed.service.function?["url"]?["authorizer"] {
                    findings.report(.webhookNotThroughURL(route, login))
                }
            }
        }
    }

    private static func isSigned(_ verify: Verify) -> Bool {
        switch verify.scheme {
        case .github, .slack, .stripe, .hmac: true
        case .token: false
        }
    }

    /// What a sender would have to bring along; nil where nothing stands before the path.
    private static func door(for path: PathPattern?, _ service: Service) -> Node? {
        let fixed = fixedSegments(path)
        if let event = serving(fixed, service.events("http")) {
            return event["private"]?.boolean == true ? event["private"] : event["authorizer"]
        }
        return serving(fixed, service.events("httpApi"))?["authorizer"]
    }

    /// The segments that every path of the pattern begins with.
    private static func fixedSegments(_ path: PathPattern?) -> [String] {
        let text: String
        switch path {
        case .exact(let path): text = path.text
        case .prefix(let prefix): text = prefix
        case .template(let template):
            var segments: [String] = []
            for case .literal(let segment) in template.segments.prefix(while: isLiteral) {
                segments.append(segment)
            }
            return segments
        case .regex, nil: text = ""
        }
        return text.split(separator: "/").map(String.init)
    }

    private static func isLiteral(_ segment: PathTemplate.Segment) -> Bool {
        if case .literal = segment { true } else { false }
    }

    /// The event that the front end would choose: the one with the most segments of its own.
    private static func serving(_ segments: [String], _ events: [Node]) -> Node? {
        var best: (event: Node, count: Int)?
        for event in events {
            guard let path = event["path"]?.text ?? event.text else { continue }
            let own = path.split(separator: "/").filter { !$0.hasPrefix("{") && $0 != "*" }
            guard segments.starts(with: own.map(String.init)), own.count > (best?.count ?? -1) else {
                continue
            }
            let isGreedy = path.hasSuffix("+}") || path.hasSuffix("*")
            guard isGreedy || own.count == segments.count else { continue }
            best = (event, own.count)
        }
        return best?.event
    }
}
