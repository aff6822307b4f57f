package import Messages

/// How the path that is matched comes from the path that was sent: policy, stage and base path.
package struct PathReading: Sendable {
    package var policy: PathPolicy
    package var stage: StripStage
    /// What the front end adds before the path; canonical, without a trailing slash, empty for nothing.
    package var basePath: String

    package init(policy: PathPolicy = PathPolicy(), stage: StripStage = .auto, basePath: String = "") {
        self.policy = policy
        self.stage = stage
        self.basePath = basePath
    }

    /// The path that a request is matched by, and what was taken from its beginning.
    package func path(of request: Request) throws(Refusal) -> (path: CanonicalPath, stripped: String) {
        do throws(PathProblem) {
            var path = try CanonicalPath(request.path, policy: policy)
            var stripped = ""
            if let stage = stagePrefix(of: request.origin), path.isCovered(byPrefix: stage) {
                path = path.without(prefix: stage)
                stripped = stage
            }
            if !basePath.isEmpty, path.isCovered(byPrefix: basePath) {
                path = path.without(prefix: basePath)
                stripped += basePath
            }
            return (path, stripped)
        } catch {
            throw .badRequest("the path \(error.reason)")
        }
    }

    private func stagePrefix(of origin: RequestOrigin) -> String? {
        guard stage != .never, let name = origin.stage, !name.isEmpty, name != "$default" else { return nil }
        guard stage == .always || origin.isStageInPath else { return nil }
        return "/" + name
    }
}

extension CanonicalPath {
    /// The path behind a prefix that covers it, `/` where nothing is left.
    func without(prefix: String) -> CanonicalPath {
        let rest = text.utf8.dropFirst(prefix.utf8.count)
        return CanonicalPath(canonical: rest.isEmpty ? "/" : String(Substring(rest)))
    }
}
