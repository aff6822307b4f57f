import Messages
import Routing

/// What may keep a request from being forwarded though a route matches, in the contract's order.
enum Admission {
    static func check(_ request: Request, _ policies: Route.Policies) throws(Denial) {
        if let allow = policies.allow { try check(request.origin.sourceAddress, allow) }
        if let most = policies.maxBody, request.body.count > most {
            throw Denial(.bodyTooLarge, "the body has \(request.body.count) bytes, `maxBody` is \(most)")
        }
    }

    private static func check(_ address: IPAddress?, _ allow: Allow) throws(Denial) {
        guard let address else { throw Denial(.forbidden, "the caller's address is not known") }
        guard allow.sourceIps.contains(where: { $0.contains(address) }) else {
            throw Denial(.forbidden, "`allow` has no block with \(address)")
        }
    }
}
