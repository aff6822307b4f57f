import Routing

/// Why a secret could not be read; what the extension answered is not repeated.
enum SecretFault: Error, Hashable {
    /// Nothing listens on the extension's port.
    case noExtension(port: Int)
    /// The extension says that it is not ready yet.
    case notReady
    case status(Int, Secret)
    case timedOut(Secret)
    /// What came is not the JSON that the extension promises, or holds no text.
    case malformed(Secret)
    case empty(Secret)
    /// The connection broke, for this reason.
    case broken(String)

    /// What happened and what to do, for the log.
    var sentence: String {
        switch self {
        case .noExtension(let port):
            """
            nothing answers on port \(port): add the layer AWS-Parameters-and-Secrets-Lambda-Extension \
            to the function
            """
        case .notReady: "the layer AWS-Parameters-and-Secrets-Lambda-Extension is not ready"
        case .status(let status, let secret):
            """
            \(secret) cannot be read: the extension answered \(status); is there such a name, \
            and \(secret.permission)?
            """
        case .timedOut(let secret): "\(secret) cannot be read: the extension did not answer in time"
        case .malformed(let secret): "\(secret) cannot be read: the extension's answer holds no text of it"
        case .empty(let secret): "\(secret) is empty: anybody could sign"
        case .broken(let reason): "the connection to the extension broke: \(reason)"
        }
    }

    /// Whether it may be right in a moment, while the extension starts.
    var mayPass: Bool {
        switch self {
        case .noExtension, .notReady, .broken: true
        case .status(let status, _): status >= 500
        case .timedOut, .malformed, .empty: false
        }
    }
}

extension Secret {
    /// What the function's role needs, to stand behind "and".
    fileprivate var permission: String {
        switch source {
        case .secretsManager, .value: "may the role do secretsmanager:GetSecretValue"
        case .parameterStore: "may the role do ssm:GetParameter"
        }
    }
}
