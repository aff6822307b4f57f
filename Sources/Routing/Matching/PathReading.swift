package import Messages

/// How the path that is matched comes from the path that was sent: policy, stage and base path.
package struct PathReading: Sendable {
    /// When the deployment stage is taken from the path's beginning.
    package enum Stage: Sendable {
        /// On an execute-api domain, where the stage is named and is the path's first segment.
        case auto
        case always, never
    }

    package var policy: PathPolicy
    package var stage: Stage
    /// What the front end adds before the path; canonical, without a trailing slash, empty for nothing.
    package var basePath: String

    package init(policy: PathPolicy = PathPolicy(), stage: Stage = .auto, basePath: String = "") {
        self.policy = policy
        self.stage = stage
        self.basePath = basePath
    }

    /// The path that a request is matched by.
    package func path(of request: Request) throws(Refusal) -> CanonicalPath {
        do throws(PathProblem) {
            var path = try CanonicalPath(request.path, policy: policy)
            if let stage = stagePrefix(of: request.origin) { path = path.without(prefix: stage) }
            if !basePath.isEmpty { path = path.without(prefix: basePath) }
            return path
        } catch {
            throw .badRequest("the path \(error.reason)")
        }
    }

    private func stagePrefix(of origin: RequestOrigin) -> String? {
        guard stage != .never, let name = origin.stage, !name.isEmpty, name != "$default" else { return nil }
        guard stage == .always || PathReading.isExecuteAPI(origin.domainName) else { return nil }
        return "/" + name
    }

    /// Whether a domain is API Gateway's own, such as `abc123.execute-api.eu-west-1.amazonaws.com`.
    private static func isExecuteAPI(_ domain: String?) -> Bool {
        guard let labels = domain?.utf8.split(separator: UInt8(ascii: ".")), labels.count >= 5 else {
            return false
        }
        return labels[1].elementsEqual("execute-api".utf8)
            && (domain?.hasSuffix(".amazonaws.com") == true || domain?.hasSuffix(".amazonaws.com.cn") == true)
    }
}

extension CanonicalPath {
    /// The path behind a prefix of whole segments, `/` where nothing is left; the path itself without it.
    fileprivate func without(prefix: String) -> CanonicalPath {
        guard isCovered(byPrefix: prefix) else { return self }
        let rest = text.utf8.dropFirst(prefix.utf8.count)
        return CanonicalPath(canonical: rest.isEmpty ? "/" : String(Substring(rest)))
    }
}
