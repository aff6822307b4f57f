/// The rules that look at a table as a whole, in the order in which they are checked:
/// ``UnusedBackends``, ``DeadRoutes``, ``CatchAllNotLast``, ``PassedDenials``.
enum TableChecks {
    /// What the rules look at.
    struct Subject {
        let table: RouteTable
        /// The names of the backends that routes name.
        let used: Set<String>
    }

    static func run(_ subject: Subject, _ findings: inout Findings) {
        UnusedBackends.check(subject, &findings)
        DeadRoutes.check(subject, &findings)
        CatchAllNotLast.check(subject, &findings)
        PassedDenials.check(subject, &findings)
    }
}
