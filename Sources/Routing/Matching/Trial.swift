package import Messages

/// One alternative of one route as it was tried for a request.
package struct Trial: Sendable {
    package enum Outcome: Sendable, Hashable {
        /// The first that matches wins.
        case matched
        /// It would match, but another has won before.
        case outranked
        case failed(ConditionFailure)
        /// A regex has no answer.
        case undecided(RegexFailure)
    }

    package let route: Route
    /// The alternative's place in the route's `match`.
    package let alternative: Int
    package let outcome: Outcome
    /// Whether the index leaves it out, since its host or path is another.
    package let isSkipped: Bool
}

/// All alternatives as they are tried for a request; none where the path itself is refused.
package struct Trials: Sendable {
    /// What matching looked at; nil where the path is refused.
    package let subject: Subject?
    /// In the order in which they are tried.
    package let trials: [Trial]
    /// Whether the method is the one that a CORS preflight asks for.
    package let isPreflight: Bool
}

extension Router {
    /// Tries every alternative, as `decide` does for those that its index leaves over.
    package func trials(of request: Request) -> Trials {
        let path: CanonicalPath
        do throws(Refusal) { path = try paths.path(of: request).path } catch {
            return Trials(subject: nil, trials: [], isPreflight: false)
        }
        if let asked = request.preflightMethod {
            let subject = Subject(request, path: path, method: asked)
            let trials = self.trials(of: subject)
            if trials.contains(where: { $0.isDeciding }) {
                return Trials(subject: subject, trials: trials, isPreflight: true)
            }
        }
        let subject = Subject(request, path: path)
        return Trials(subject: subject, trials: trials(of: subject), isPreflight: false)
    }

    private func trials(of subject: Subject) -> [Trial] {
        var isDecided = false
        return ranked.map { entry in
            let trial = Trial(
                route: routes[entry.route],
                alternative: entry.alternative,
                outcome: outcome(of: entry.match, subject, isDecided: isDecided),
                isSkipped: !entry.match.isLookedAt(for: subject)
            )
            isDecided = isDecided || trial.isDeciding
            return trial
        }
    }

    private func outcome(of match: Match, _ subject: Subject, isDecided: Bool) -> Trial.Outcome {
        do throws(RegexFailure) {
            if let failure = try match.firstFailure(in: subject) { return .failed(failure) }
            return isDecided ? .outranked : .matched
        } catch {
            return .undecided(error)
        }
    }
}

extension Trial {
    /// Whether nothing behind it is tried any more.
    fileprivate var isDeciding: Bool {
        switch outcome {
        case .matched, .undecided: true
        case .outranked, .failed: false
        }
    }
}
