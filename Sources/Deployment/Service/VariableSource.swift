/// Where the Serverless Framework looks for the value of one choice of a variable.
enum VariableSource: Hashable {
    /// A key of the service file, its path by dots; empty for the whole.
    case this(String)
    /// A file relative to the service's folder, and a key in it.
    case file(String, String)
    case option(String)
    case parameter(String)
    case environment(String)
    /// What the framework itself knows: the stage, the number of the run.
    case framework(String)
    /// What stands in quotes, or a number or word.
    case literal(String, isPlain: Bool)
    /// What only AWS or another service knows.
    case remote

    /// Sources whose values are not on this machine.
    private static let remotes: Set<String> = [
        "aws", "cf", "git", "output", "s3", "ssm", "terraform", "vault",
    ]
    private static let locals: Set<String> = ["self", "opt", "param", "env", "sls"]

    /// Whether what stands between `${` and `}` is a variable of the framework, not one of CloudFormation.
    static func isOne(_ inner: String) -> Bool {
        if inner.hasPrefix("file(") { return true }
        guard let colon = inner.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let rest = inner[inner.utf8.index(after: colon)...]
        let kind = inner[..<colon].prefix { $0 != "(" }
        guard rest.utf8.first != UInt8(ascii: ":") else { return false }
        return locals.contains(String(kind)) || remotes.contains(String(kind)) || kind == "strToBool"
    }

    /// Reads a choice whose own variables are replaced already.
    init(_ choice: String) {
        let first = choice.utf8.first
        if first == UInt8(ascii: "'") || first == UInt8(ascii: "\""), choice.utf8.count >= 2 {
            self = .literal(String(choice.dropFirst().dropLast()), isPlain: false)
        } else if choice.hasPrefix("file("), let close = choice.utf8.firstIndex(of: UInt8(ascii: ")")) {
            let address = choice[choice.utf8.index(after: close)...].dropFirst()
            self = .file(String(choice.prefix(upTo: close).dropFirst(5)), String(address))
        } else if VariableSource.isOne(choice), let colon = choice.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let address = String(choice[choice.utf8.index(after: colon)...])
            switch choice[..<colon] {
            case "self": self = .this(address)
            case "opt": self = .option(address)
            case "param": self = .parameter(address)
            case "env": self = .environment(address)
            case "sls": self = .framework(address)
            default: self = .remote
            }
        } else {
            self = .literal(choice, isPlain: true)
        }
    }
}
