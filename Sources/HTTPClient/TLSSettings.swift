/// What a TLS connection trusts, and what it shows of itself; TLS 1.2 at least, always.
package struct TLSSettings: Sendable, Hashable {
    /// Whether the peer's certificate is checked.
    package enum Verification: Sendable, Hashable {
        /// The chain up to a trusted authority, the dates and the name.
        case full
        /// Nothing: whoever answers is believed.
        case none
    }

    /// A PEM file of authorities to trust in place of the system's; nil for the system's.
    package var caFile: String?
    /// The name to ask for (SNI) and to find in the certificate; nil for the endpoint's host.
    package var serverName: String?
    /// A PEM file with the client's certificate and those that lead up to its authority.
    package var certificateFile: String?
    /// A PEM file with the client certificate's key; nil where `certificateFile` holds it too.
    package var keyFile: String?
    package var verification: Verification

    package init(
        caFile: String? = nil,
        serverName: String? = nil,
        certificateFile: String? = nil,
        keyFile: String? = nil,
        verification: Verification = .full
    ) {
        self.caFile = caFile
        self.serverName = serverName
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.verification = verification
    }
}
