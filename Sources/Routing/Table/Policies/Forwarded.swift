/// What happens to `X-Forwarded-For`, `-Proto`, `-Host`, `-Port` and `Forwarded` (RFC 7239).
package enum Forwarded: String, Sendable, CaseIterable {
    /// The client's are dropped, and ours say what the front end vouches for.
    case replace
    /// Ours are added to the client's.
    case append
    /// The client's pass as they are, and we add none.
    case off

    static let key = Key(
        .forwarded,
        .choice(allCases.map(\.rawValue)),
        "What happens to `X-Forwarded-For`, `-Proto`, `-Host`, `-Port` and `Forwarded`.",
        example: "append",
        standard: "replace"
    )
}
