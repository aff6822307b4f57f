/// The policies that defaults and a route may both give: one level of them, or both merged.
struct PolicyLevel: Sendable {
    var allow: Allow?
    var cors = CORS.Given()
    var corsNode: Node?
    var maxBody: Int?
    var response: ResponseForm?
    var forwarded: Forwarded?
    var via: Bool?
    var preserveLocation: Bool?

    static let keys = [
        ResponseForm.key, CORS.Given.key, Allow.key,
        Key(
            .maxBody,
            .size,
            "The most bytes that a request's body may have.",
            example: "1MiB",
            standard: "no limit"
        ),
        Forwarded.key,
        Key(
            .via,
            .boolean,
            "Adds `Via`, and answers a request that has been here before with 508.",
            example: "true",
            standard: "false"
        ),
        Key(
            .preserveLocation,
            .boolean,
            "Hands a `Location` on as it is; otherwise one that names the backend is turned into the public one.",
            example: "true",
            standard: "false"
        ),
    ]

    init() {}

    /// What a map gives; nil where that is nothing.
    static func given(_ node: Node, _ findings: inout Findings) -> PolicyLevel? {
        guard let entries = node.map, entries.hasKey(where: hasKey) else { return nil }
        return PolicyLevel(entries, &findings)
    }

    private init(_ entries: Node.Map, _ findings: inout Findings) {
        for entry in entries {
            switch entry.keyName {
            case .allow: allow = Allow(entry.value, &findings)
            case .cors:
                cors = CORS.Given(entry.value, &findings)
                corsNode = entry.value
            case .maxBody: maxBody = entry.value.size
            case .response: response = ResponseForm(entry.value)
            case .forwarded: forwarded = entry.value.text.flatMap(Forwarded.init(rawValue:))
            case .via: via = entry.value.boolean
            case .preserveLocation: preserveLocation = entry.value.boolean
            default: continue
            }
        }
    }

    private static func hasKey(_ name: KeyName) -> Bool {
        switch name {
        case .allow, .cors, .maxBody, .response, .forwarded, .via, .preserveLocation: true
        default: false
        }
    }

    /// This level with a later one on top of it.
    func merged(with later: PolicyLevel) -> PolicyLevel {
        var result = self
        result.allow = later.allow ?? allow
        result.cors = cors.merged(with: later.cors)
        result.corsNode = later.corsNode ?? corsNode
        result.maxBody = later.maxBody ?? maxBody
        result.response = later.response ?? response
        result.forwarded = later.forwarded ?? forwarded
        result.via = later.via ?? via
        result.preserveLocation = later.preserveLocation ?? preserveLocation
        return result
    }

    /// The policies of a route; what does not fit together is reported.
    func policies(_ findings: inout Findings) -> Route.Policies {
        if let corsNode, corsNode.isMap, cors.allowOrigins == nil {
            findings.report(.missingKey(["allowOrigins"], corsNode, "`cors`"))
        }
        if let credentials = cors.allowCredentials, credentials.value,
            cors.allowOrigins?.contains(.any) == true
        {
            findings.report(.credentialsForAnyOrigin(credentials.node))
        }
        var policies = Route.Policies()
        policies.allow = allow
        policies.cors = CORS(cors)
        policies.maxBody = maxBody
        policies.response = response ?? .passthrough
        policies.forwarded = forwarded ?? .replace
        policies.via = via ?? false
        policies.preserveLocation = preserveLocation ?? false
        return policies
    }
}
