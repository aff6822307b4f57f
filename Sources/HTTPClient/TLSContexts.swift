import NIOSSL

/// The TLS contexts, each made when first needed: the system's authorities alone cost milliseconds.
final class TLSContexts {
    private var made: [TLSSettings: NIOSSLContext] = [:]

    /// The context for the settings; what the name to ask for is makes no difference.
    func context(for settings: TLSSettings, endpoint: Endpoint) throws(ConnectFault) -> NIOSSLContext {
        var key = settings
        key.serverName = nil
        if let context = made[key] { return context }
        let context = try TLSContexts.make(key)
        made[key] = context
        return context
    }

    private static func make(_ settings: TLSSettings) throws(ConnectFault) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if settings.verification == .none { configuration.certificateVerification = .none }
        if let file = settings.caFile {
            let authorities = try read("authorities", file) { try NIOSSLCertificate.fromPEMFile(file) }
            guard !authorities.isEmpty else { throw bad("authorities", file, "it holds no certificate") }
            configuration.trustRoots = .certificates(authorities)
        } else if settings.verification == .none {
            configuration.trustRoots = .certificates([])
        }
        if let file = settings.certificateFile {
            let chain = try read("client certificate", file) { try NIOSSLCertificate.fromPEMFile(file) }
            configuration.certificateChain = chain.map { .certificate($0) }
            let keyFile = settings.keyFile ?? file
            let key = try read("client key", keyFile) { try NIOSSLPrivateKey(file: keyFile, format: .pem) }
            configuration.privateKey = .privateKey(key)
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw bad("settings", settings.certificateFile ?? settings.caFile ?? "", "\(error)")
        }
    }

    private static func read<Value>(_ what: String, _ file: String, _ body: () throws -> Value)
        throws(ConnectFault) -> Value
    {
        do {
            return try body()
        } catch {
            throw bad(what, file, "\(error)")
        }
    }

    private static func bad(_ what: String, _ file: String, _ cause: String) -> ConnectFault {
        let sentence = "the TLS \(what) in `\(file)` cannot be used: \(cause)"
        return ConnectFault(kind: .tls(.badSettings), phase: .tls, sentence: sentence)
    }
}
