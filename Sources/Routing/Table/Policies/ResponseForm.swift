/// How a backend's answer is handed on.
package enum ResponseForm: Sendable, Hashable {
    /// As it is.
    case passthrough
    /// As the text of a JSON object's `result`: `{"result": "…"}`.
    case envelope

    static let key = Key(
        .response,
        .either([
            .choice(["passthrough"]),
            .map(
                MapShape(
                    "`response`",
                    [
                        Key(
                            .envelope,
                            .choice(["result"]),
                            "The JSON key under which the body stands.",
                            example: "result",
                            isRequired: true
                        )
                    ]
                )
            ),
        ]),
        "How the backend's answer is handed on: as it is, or as `{\"result\": \"<text>\"}`.",
        example: "{envelope: result}",
        standard: "passthrough"
    )

    /// Nil where the shape check has reported it.
    init?(_ node: Node) {
        if node.text == "passthrough" {
            self = .passthrough
        } else if node[.envelope]?.text == "result" {
            self = .envelope
        } else {
            return nil
        }
    }
}
