/// How connections to a backend's https endpoints are protected.
package struct BackendTLS: Sendable, Hashable {
    package enum Verification: String, Sendable, CaseIterable {
        /// The chain, the dates and the name are checked.
        case full
        /// Whoever answers is believed.
        case none
    }

    /// A PEM file of authorities to trust in place of the system's, resolved against the table's folder.
    package var caFile: String?
    /// The name to ask for and to find in the certificate; nil for the endpoint's host.
    package var serverName: String?
    /// A PEM file with the client's certificate and its chain, resolved like `caFile`.
    package var certificateFile: String?
    /// A PEM file with the client certificate's key, resolved like `caFile`.
    package var keyFile: String?
    package var verify: Verification

    package init(
        caFile: String? = nil,
        serverName: String? = nil,
        certificateFile: String? = nil,
        keyFile: String? = nil,
        verify: Verification = .full
    ) {
        self.caFile = caFile
        self.serverName = serverName
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.verify = verify
    }

    static let key = Key(
        .tls,
        .map(
            MapShape(
                "`tls`",
                [
                    Key(
                        .caFile,
                        .textNamed("a file name"),
                        "A PEM file of authorities to trust in place of the system's.",
                        example: "certs/internal-ca.pem",
                        standard: "the system's authorities"
                    ),
                    Key(
                        .serverName,
                        .textNamed("a host name"),
                        "The name to ask for and to find in the certificate.",
                        example: "billing.internal",
                        standard: "the URL's host"
                    ),
                    Key(
                        .certificateFile,
                        .textNamed("a file name"),
                        "A PEM file with the client's certificate and chain.",
                        example: "certs/client.pem",
                        standard: "none"
                    ),
                    Key(
                        .keyFile,
                        .textNamed("a file name"),
                        "A PEM file with the client certificate's key.",
                        example: "certs/client.key",
                        standard: "the key in `certificateFile`"
                    ),
                    Key(
                        .verify,
                        .choice(Verification.allCases.map(\.rawValue)),
                        "Whether the backend's certificate is checked.",
                        example: "full",
                        standard: "full"
                    ),
                ]
            )
        ),
        "How connections to https endpoints are protected.",
        example: "{caFile: certs/internal-ca.pem, serverName: billing.internal}"
    )

    /// Reads the map; `resolve` makes a file's name relative to the table into a path.
    init(_ node: Node, resolve: (String) -> String, _ findings: inout Findings) {
        self.init(
            caFile: node[.caFile]?.text.map(resolve),
            serverName: node[.serverName]?.text,
            certificateFile: node[.certificateFile]?.text.map(resolve),
            keyFile: node[.keyFile]?.text.map(resolve),
            verify: node[.verify]?.text.flatMap(Verification.init(rawValue:)) ?? .full
        )
        if let name = node[.serverName], let text = name.text, !name.isUndetermined {
            if Authority(text).map({ $0.port != nil }) ?? true { findings.report(.noHost(name)) }
        }
        if let verify = node[.verify], self.verify == .none { findings.report(.unverifiedTLS(verify)) }
        if let keyFile = node[.keyFile], certificateFile == nil {
            findings.report(.keyWithoutCertificate(keyFile))
        }
    }
}
