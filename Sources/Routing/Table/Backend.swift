/// A private service: one or more endpoints that are the same to a caller.
package final class Backend: Sendable {
    package let name: String
    package let place: Place
    /// At least one, and not all of weight 0.
    package let endpoints: [BackendEndpoint]
    package let tls: BackendTLS
    /// The longest idle time of a connection that is used again; nil for no reuse.
    package let keepAlive: Duration?
    /// When a failing endpoint is left out for a while; nil for never.
    package let eject: Ejection?
    /// Whether a connection is opened while the process starts.
    package let preconnect: Bool

    package init(
        name: String,
        place: Place,
        endpoints: [BackendEndpoint],
        tls: BackendTLS = BackendTLS(),
        keepAlive: Duration? = .seconds(30),
        eject: Ejection? = nil,
        preconnect: Bool = false
    ) {
        self.name = name
        self.place = place
        self.endpoints = endpoints
        self.tls = tls
        self.keepAlive = keepAlive
        self.eject = eject
        self.preconnect = preconnect
    }
}

/// One address of a backend.
package struct BackendEndpoint: Sendable, Hashable {
    package let url: BackendURL
    /// Its share of the requests among its backend's endpoints; 0 for none.
    package let weight: Int

    package init(url: BackendURL, weight: Int = 1) {
        self.url = url
        self.weight = weight
    }
}

/// When an endpoint that fails is left out.
package struct Ejection: Sendable, Hashable {
    /// Failures in a row; at least 1.
    package var failures: Int
    /// How long it is left out before one request probes it.
    package var duration: Duration

    package init(failures: Int, for duration: Duration) {
        self.failures = failures
        self.duration = duration
    }

    static let key = Key(
        .eject,
        .map(
            MapShape(
                "`eject`",
                [
                    Key(
                        .failures,
                        .integer(1...1000),
                        "How many failures in a row leave an endpoint out.",
                        example: "3",
                        isRequired: true
                    ),
                    Key(
                        .for,
                        .duration,
                        "How long it is left out before one request probes it.",
                        example: "30s",
                        isRequired: true
                    ),
                ]
            )
        ),
        "When a failing endpoint is left out for a while; the last one never is.",
        example: "{failures: 3, for: 30s}",
        standard: "never"
    )

    /// Nil where the shape check has reported it.
    init?(_ node: Node) {
        guard let failures = node[.failures]?.integer, let duration = node[.for]?.duration else {
            return nil
        }
        self.init(failures: failures, for: duration)
    }
}
