import HTTPTypes
import Messages
import Routing

/// An explanation as a person reads it.
package struct ExplanationText {
    private let explanation: Explanation
    private let tried: Trials
    private let style: Style
    private let isVerbose: Bool
    private let secrecy: Secrecy

    /// `isVerbose` lists also the routes whose host or path rule them out.
    package init(
        _ explanation: Explanation,
        style: Style = .plain,
        isVerbose: Bool = false,
        secrecy: Secrecy = .none
    ) {
        self.explanation = explanation
        tried = explanation.trials
        self.style = style
        self.isVerbose = isVerbose
        self.secrecy = secrecy
    }

    /// Lines, each with its line end.
    package var text: String {
        (request + trials + winner + verdicts + outcome).map { $0 + "\n" }.joined()
    }

    private var request: [String] {
        let request = explanation.request
        let query = request.query.map { "?" + $0 } ?? ""
        var lines = [style.strong("\(request.method.rawValue) \(request.path.text)\(query)".printable)]
        guard let subject = self.tried.subject else { return lines }
        if subject.path.text != request.path.text { lines.append("  matched as \(subject.path.text)") }
        if let stripped = explanation.selection?.stripped, !stripped.isEmpty {
            lines.append("  \(stripped) was taken from the path's beginning")
        }
        if self.tried.isPreflight {
            lines.append("  a CORS preflight, matched with the method that it asks for: \(subject.method)")
        }
        return lines
    }

    private var trials: [String] {
        let all = self.tried.trials
        let decided = all.firstIndex(where: \.isLast) ?? all.endIndex
        let tried = all.prefix(decided + 1)
        let shown = isVerbose ? all : tried.filter { !$0.isSkipped }
        let width = shown.map { name(of: $0).count }.max() ?? 0
        var lines = shown.isEmpty ? [] : ["", "routes, in the order in which they are tried:"]
        for trial in shown { lines.append(line(of: trial, width)) }
        let skipped = tried.count { $0.isSkipped }
        if skipped > 0, !isVerbose {
            let routes = skipped == 1 ? "1 route" : "\(skipped) routes"
            lines += shown.isEmpty ? [""] : []
            lines.append(style.faint("  (\(routes) ruled out by host or path: --verbose lists them)"))
        }
        return lines
    }

    private func name(of trial: Trial) -> String {
        let count = trial.route.matches.count
        return count == 1 ? trial.route.name : "\(trial.route.name) (\(trial.alternative + 1) of \(count))"
    }

    private func line(of trial: Trial, _ width: Int) -> String {
        let name = name(of: trial).padded(to: width)
        switch trial.outcome {
        case .matched: return "  \(style.good("✓")) \(style.strong(name))  matches"
        case .outranked: return style.faint("  - \(name)  would match, but comes later")
        case .undecided: return "  \(style.bad("!")) \(name)  a regex has no answer"
        case .failed(let failure):
            let seen = failure.seen.map { "is `\($0.printable)`" } ?? "is not there"
            let reason = "`\(failure.condition)` \(seen), expected \(failure.expected)"
            return "  \(style.bad("✗")) \(name)  \(failure.condition == "not" ? excluded(failure) : reason)"
        }
    }

    private func excluded(_ failure: ConditionFailure) -> String {
        "`not` holds it off: \((failure.seen ?? "").printable)"
    }

    private var winner: [String] {
        guard let selection = explanation.selection else { return [] }
        var lines = ["", "route \(style.strong(selection.route.name)) (\(selection.route.place))"]
        for capture in selection.captures.all {
            let text = String(decoding: capture.text, as: UTF8.self).printable
            lines.append("  {\(capture.name)} is `\(text)`")
        }
        return lines
    }

    private var verdicts: [String] {
        explanation.verdicts.map { verdict in
            let mark =
                switch verdict.kind {
                case .passes: style.good("✓")
                case .refuses: style.bad("✗")
                case .answers: style.good("→")
                case .open: style.open("?")
                }
            return "  \(mark) \(verdict.policy): \(verdict.reason.printable)"
        }
    }

    private var outcome: [String] {
        switch explanation.outcome {
        case .denied(let kind, let status, let cause):
            return ["", "\(style.bad("answer \(status)")) (\(kind.rawValue)): \(cause.printable)"]
        case .answered(let response):
            return ["", style.strong("answer \(response.status)")]
                + response.fields.map { secrecy.masked(("  \($0.name.rawName): \($0.value)").printable) }
                + body(response.body)
        case .sent(let sent): return sent.first.map { backends(sent) + wire($0) + handling(sent) } ?? []
        }
    }

    private func backends(_ sent: [Explanation.Sent]) -> [String] {
        let whole = sent.reduce(0) { $0 + $1.target.weight }
        return [""]
            + sent.map { one in
                let share = sent.count > 1 ? ", \(one.target.weight) of \(whole) requests" : ""
                let others = one.target.backend.endpoints.count - 1
                let more = others > 0 ? " and \(others) more" : ""
                let name = style.strong(one.target.backend.name)
                return "backend \(name) at \(one.endpoint.shown)\(more)\(share)"
            }
    }

    private func handling(_ sent: [Explanation.Sent]) -> [String] {
        guard let selection = explanation.selection else { return [] }
        guard case .forward(let forward) = selection.route.action else { return [] }
        let method = selection.subject.request.method
        let lines = Handling(sent: sent, method: method, mirror: forward.mirror).lines
        return lines.isEmpty ? [] : [""] + lines
    }

    private func wire(_ sent: Explanation.Sent) -> [String] {
        let request = sent.request
        return [secrecy.masked("  \(request.method.rawValue) \(request.target)".printable)]
            + request.fields.map { secrecy.masked("  \($0.name.rawName): \($0.value)".printable) }
            + body(request.body)
    }

    private func body(_ body: ArraySlice<UInt8>) -> [String] {
        guard !body.isEmpty else { return [] }
        let text = String(decoding: body.prefix(1000), as: UTF8.self)
        let rest = body.count > 1000 ? ["  … \(body.count) bytes in all"] : []
        return ["  "]
            + text.split(separator: "\n", omittingEmptySubsequences: false).map {
                secrecy.masked("  " + String($0).printable)
            } + rest
    }
}

extension Trial {
    /// Whether nothing behind it was tried.
    fileprivate var isLast: Bool {
        switch outcome {
        case .matched, .undecided: true
        case .outranked, .failed: false
        }
    }
}
