import NIOCore
import NIOSSL

extension NIOSSLCertificate {
    /// Whether one of the certificate's names is the one asked for (RFC 9525 section 6.3).
    ///
    /// An address is left to the library, and so is a certificate without any alternative names.
    func isFor(_ name: String) -> Bool {
        let names = _subjectAlternativeNames()
        if name.isAddress || names.isEmpty { return true }
        return names.contains { $0.nameType == .dnsName && matches(Array($0.contents), name: name) }
    }
}

/// Whether a name of a certificate, with or without `*` for its first label, is that name in whatever case.
func matches(_ pattern: [UInt8], name: String) -> Bool {
    let dot = UInt8(ascii: ".")
    var wanted = Array(name.lowercased().utf8)[...]
    if wanted.last == dot { wanted.removeLast() }
    let pattern = pattern.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }[...]
    guard pattern.starts(with: [UInt8(ascii: "*"), dot]) else { return !wanted.isEmpty && wanted == pattern }
    guard let end = wanted.firstIndex(of: dot), end > wanted.startIndex else { return false }
    return wanted[end...] == pattern.dropFirst()
}

extension String {
    /// Whether this is an IPv4 or IPv6 address and no name.
    var isAddress: Bool { (try? SocketAddress(ipAddress: self, port: 0)) != nil }
}
