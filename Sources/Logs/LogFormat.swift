package import Logging

/// How log lines look, as Lambda's advanced logging controls set it.
///
/// Source: AWS Lambda, "Configuring advanced logging controls".
package enum LogFormat: Sendable {
    case text
    case json

    /// Reads `AWS_LAMBDA_LOG_FORMAT`; anything but `JSON` is text.
    package init(variable: String?) {
        self = variable?.uppercased() == "JSON" ? .json : .text
    }
}

extension Logger.Level {
    /// Reads `AWS_LAMBDA_LOG_LEVEL`; nil for an unknown or missing level.
    package init?(variable: String?) {
        switch variable?.uppercased() {
        case "TRACE": self = .trace
        case "DEBUG": self = .debug
        case "INFO": self = .info
        case "WARN": self = .warning
        case "ERROR": self = .error
        case "FATAL": self = .critical
        default: return nil
        }
    }

    /// The level's name in Lambda's logs.
    var lambdaName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }
}
