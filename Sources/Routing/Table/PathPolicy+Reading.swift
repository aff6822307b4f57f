extension PathPolicy {
    static let key = Key(
        .pathPolicy,
        .map(
            MapShape(
                "`pathPolicy`",
                [
                    Key(
                        .dotSegments,
                        .choice(DotSegments.allCases.map(\.rawValue)),
                        "What happens to `.` and `..`, also encoded and as `..;`.",
                        example: "resolve",
                        standard: "reject"
                    ),
                    Key(
                        .encodedSlash,
                        .choice(EncodedSlash.allCases.map(\.rawValue)),
                        "What happens to `%2F`, `%5C` and the backslash.",
                        example: "keep",
                        standard: "reject"
                    ),
                    Key(
                        .doubleSlash,
                        .choice(DoubleSlash.allCases.map(\.rawValue)),
                        "What happens to `//`.",
                        example: "reject",
                        standard: "merge"
                    ),
                ]
            )
        ),
        "What happens to spellings of a path that backends read differently; what is rejected is a `badRequest`.",
        example: "{dotSegments: resolve, doubleSlash: reject}",
        standard: "{dotSegments: reject, encodedSlash: reject, doubleSlash: merge}"
    )

    init(_ node: Node) {
        self.init()
        dotSegments = node[.dotSegments]?.text.flatMap(DotSegments.init(rawValue:)) ?? dotSegments
        encodedSlash = node[.encodedSlash]?.text.flatMap(EncodedSlash.init(rawValue:)) ?? encodedSlash
        doubleSlash = node[.doubleSlash]?.text.flatMap(DoubleSlash.init(rawValue:)) ?? doubleSlash
    }
}
