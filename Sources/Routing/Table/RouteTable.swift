/// Everything that a table says: which routes there are, and what holds for all of them.
package struct RouteTable: Sendable {
    /// In the order in which they are tried under `matchOrder: file`.
    package var routes: [Route]
    /// By name, in the order of the files.
    package var backends: [Backend]
    package var matchOrder: MatchOrder = .file
    package var pathPolicy = PathPolicy()
    package var errors = ErrorAnswers()
    /// A canonical path prefix that the front end adds, without a slash at its end; nil for none.
    package var stripBasePath: String?
    package var stripStage: StripStage = .auto
    /// How much of the invocation's time is kept back for our own answer.
    package var deadlineMargin: Duration = .milliseconds(100)
    package var identity: [IdentityHeader] = []
    /// Nil for no metrics.
    package var metrics: Metrics?
    package var reload = Reload()
    package var tests: [TableTest] = []
    /// The names of all files that were read, the root first.
    package var files: [String] = []
    /// Sixteen hexadecimal digits that tell one table's sources from another's; not what its variables hold.
    package var hash = ""
    /// What was found and is no error, sorted by place.
    package var warnings: [Diagnostic] = []

    package init(routes: [Route], backends: [Backend]) {
        self.routes = routes
        self.backends = backends
    }
}
