import HTTPTypes
import Messages
import Routing
import Testing

struct TrialTests {
    /// 4 × 100 tables × 30 requests: 12,000 pairs.
    @Test(arguments: Seeds.from(31, count: 4))
    func `what is tried ends with the decision, and every other alternative has a reason`(_ seed: UInt64) {
        var generator = TableGenerator(seed: seed)
        for number in 0..<100 {
            let router = Router(TrialTests.table(generator.table(), bySpecificity: number % 2 == 1))
            for _ in 0..<30 {
                let request = generator.request()
                let trials = router.trials(of: request).trials
                let decided = TrialTests.end(router.decide(request))
                if TrialTests.end(trials) != decided || trials.contains(where: TrialTests.isWrongSkip) {
                    Issue.record("seed \(seed), table \(number): \(trials.map(\.outcome)) for \(request)")
                    return
                }
            }
        }
    }

    private static func table(_ matches: [[Match]], bySpecificity: Bool) -> RouteTable {
        let place = Place(wholeOf: SourceText(name: "generated", text: ""))
        let routes = matches.enumerated().map { number, matches in
            Route(
                name: "r\(number)",
                place: place,
                matches: matches,
                action: .respond(Respond(status: 204))
            )
        }
        var table = RouteTable(routes: routes, backends: [])
        table.matchOrder = bySpecificity ? .specificity : .file
        return table
    }

    /// The route and its alternative, `undecided`, or nil for none.
    private static func end(_ decision: Decision) -> String? {
        switch decision {
        case .matched(let selection): "\(selection.route.name) \(selection.alternative)"
        case .refused(.noRoute), .refused(.methodNotAllowed): nil
        case .refused: "undecided"
        }
    }

    private static func end(_ trials: [Trial]) -> String? {
        for trial in trials {
            switch trial.outcome {
            case .matched: return "\(trial.route.name) \(trial.alternative)"
            case .undecided: return "undecided"
            case .outranked, .failed: continue
            }
        }
        return nil
    }

    /// What the index leaves out fails for its host or its path.
    private static func isWrongSkip(_ trial: Trial) -> Bool {
        guard trial.isSkipped else { return false }
        guard case .failed(let failure) = trial.outcome else { return true }
        return failure.condition != "path" && failure.condition != "hosts"
    }
}
