import Messages
import Routing

/// What keeps the network from being written from the table.
extension Diagnostic {
    static func unknownAddress(_ backend: Backend, _ host: String, in path: String) -> Diagnostic {
        Diagnostic(
            .error,
            .unknownAddress,
            "the backend `\(backend.name)` is called by name, and `\(path)` does not say where `\(host)` leads",
            at: backend.place,
            fix: "add `names: {\(host): {cidrs: […]}}` to it, or `securityGroup`, or `public: true`"
        )
    }

    static func addressUnset(_ backend: Backend, _ shown: String) -> Diagnostic {
        Diagnostic(
            .error,
            .unknownAddress,
            "the address of the backend `\(backend.name)` is `\(shown)`, and its variable is not set",
            at: backend.place,
            fix: "set it where this command runs"
        )
    }

    static func noDestination(_ host: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .unknownAddress,
            "`\(host)` leads nowhere",
            at: node.place,
            fix: "give it `cidrs`, `securityGroup` or `public: true`"
        )
    }

    static func noBlock(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidAddress,
            "`\(node.shown)` is no block of addresses",
            at: node.problemPlace,
            fix: "write it as `10.0.3.0/24`"
        )
    }

    static func noEndpoint(_ service: String, in path: String, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .unknownAddress,
            "the table needs \(service), and `\(path)` names no interface endpoint for it",
            at: place,
            fix: "add `endpoints: {\(service): sg-…}` to it: the security group of the endpoint"
        )
    }
}
