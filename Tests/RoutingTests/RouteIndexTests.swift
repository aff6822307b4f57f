import HTTPTypes
import Messages
import Routing
import Testing

struct RouteIndexTests {
    /// 8 × 260 tables × 50 requests: 104,000 pairs.
    @Test(arguments: Seeds.from(1, count: 8))
    func `the index answers what trying every route in order answers`(_ seed: UInt64) throws {
        var generator = TableGenerator(seed: seed)
        for number in 0..<260 {
            let table = generator.table()
            let ranked = RankedMatch.ranked(table, bySpecificity: number % 2 == 1)
            let index = RouteIndex(ranked)
            for _ in 0..<50 {
                let request = generator.request()
                let subject = Subject(request, path: try CanonicalPath(request.path))
                let expected = LinearScan.first(ranked, subject)
                let found = index.first(for: subject)
                if found != expected {
                    Issue.record(
                        "seed \(seed), table \(number): \(found), expected \(expected) for \(request) in \(ranked)"
                    )
                    return
                }
                guard expected == .none else { continue }
                let allowed = try? index.allowedMethods(for: subject)
                if allowed != LinearScan.allowedMethods(ranked, subject) {
                    Issue.record(
                        "seed \(seed), table \(number): allowed \(String(describing: allowed)) for \(request)"
                    )
                    return
                }
            }
        }
    }
}
