import Glibc
import NIOCore
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
            let authorities = try read("authorities", file, "certificate") {
                try NIOSSLCertificate.fromPEMFile(file)
            }
            configuration.trustRoots = .certificates(authorities)
        } else if settings.verification == .none {
            configuration.trustRoots = .certificates([])
        }
        if let file = settings.certificateFile {
            let chain = try read("client certificate", file, "certificate") {
                try NIOSSLCertificate.fromPEMFile(file)
            }
            configuration.certificateChain = chain.map { .certificate($0) }
            let keyFile = settings.keyFile ?? file
            let key = try read("client key", keyFile, "key") {
                try NIOSSLPrivateKey(file: keyFile, format: .pem)
            }
            configuration.privateKey = .privateKey(key)
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw bad("settings", settings.certificateFile ?? settings.caFile ?? "", "\(error)")
        }
    }

    private static func read<Value>(
        _ what: String,
        _ file: String,
        _ content: String,
        _ body: () throws -> Value
    ) throws(ConnectFault) -> Value {
        do {
            return try body()
        } catch {
            let isReadable = unsafe access(file, R_OK) == 0
            let cause = isReadable ? "it holds no \(content) that can be read" : IOError.words(for: errno)
            throw bad(what, file, cause)
        }
    }

    private static func bad(_ what: String, _ file: String, _ cause: String) -> ConnectFault {
        let sentence = "the TLS \(what) in `\(file)` cannot be used: \(cause)"
        return ConnectFault(kind: .tls(.badSettings), phase: .tls, sentence: sentence)
    }
}
