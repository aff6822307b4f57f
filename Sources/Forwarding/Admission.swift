import Logs
import Messages
import NIOCore
import Routing

/// What is asked of a request before anything is forwarded, though a route matches; in the contract's order.
struct Admission: Sendable {
    let secrets: SecretStore

    /// Throws where a step says no; gives the answer of a step that answers by itself, nil where all is well.
    func check(
        _ selection: Selection,
        before deadline: NIODeadline?,
        _ record: inout AccessRecord
    ) async throws(Denial) -> Response? {
        let (subject, route) = (selection.subject, selection.route)
        if let reason = route.policies.allow?.reasonToRefuse(subject.request.origin.sourceAddress) {
            throw Denial(.forbidden, "`allow`: \(reason)")
        }
        if selection.isPreflight, let cors = route.policies.cors {
            let (answer, outcome) = cors.preflightAnswer(to: subject.request.fields)
            record.notes.append("cors: preflight answered, origin \(outcome.rawValue)")
            return answer
        }
        if route.policies.via, Via.isIn(subject.request.fields) {
            throw Denial(.loop, "`Via` says that the request has been here already")
        }
        let size = subject.request.body.count
        if let most = route.policies.maxBody, size > most {
            throw Denial(.bodyTooLarge, "the body has \(size) bytes, `maxBody` is \(most)")
        }
        if let verify = route.policies.verify {
            do throws(VerifyFault) {
                try await check(subject.request, verify, before: deadline, &record)
            } catch {
                throw Denial(.unauthorized, "`verify`: \(error.sentence)")
            }
        }
        return nil
    }

    /// Believes the caller if a secret proves the claim, or one that was read again because none did.
    private func check(
        _ request: Request,
        _ verify: Verify,
        before deadline: NIODeadline?,
        _ record: inout AccessRecord
    ) async throws(VerifyFault) {
        let claim = try Claim(verify.scheme, request, now: WallClock.seconds)
        let (keys, missing) = await secrets.values(of: verify.secrets, before: deadline)
        if claim.isProven(by: keys) {
            record.notes.append("verify: the caller is believed")
            return
        }
        if let missing { throw .noSecret(missing) }
        let renewed = await secrets.refreshed(verify.secrets, before: deadline)
        guard claim.isProven(by: renewed) else { throw claim.fault }
        record.notes.append("verify: the caller is believed by a secret that was read again")
    }
}
