package import Messages

extension TemplateValues {
    /// The values for an answer to a request that no route was chosen for: it has no captures, and `/` stands
    /// for a path that was refused.
    package init(unrouted request: Request, _ table: RouteTable) {
        let path: CanonicalPath
        do throws(PathProblem) {
            path = try CanonicalPath(request.path, policy: table.pathPolicy)
        } catch {
            path = CanonicalPath(canonical: "/")
        }
        self.init(subject: Subject(request, path: path), captures: Captures(), routeName: "")
    }
}
