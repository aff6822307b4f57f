/// What the forwarder answers by itself.
package enum ErrorKind: String, Sendable, CaseIterable {
    case noRoute, methodNotAllowed, connectFailure, timeout, badGateway, bodyTooLarge, answerTooLarge,
        badRequest
    case forbidden, unauthorized, matchLimit, loop

    /// The status where the table names none.
    package var status: Int {
        switch self {
        case .noRoute: 404
        case .methodNotAllowed: 405
        case .connectFailure, .matchLimit: 500
        case .timeout: 504
        case .badGateway, .answerTooLarge: 502
        case .bodyTooLarge: 413
        case .badRequest: 400
        case .forbidden: 403
        case .unauthorized: 401
        case .loop: 508
        }
    }

    var keyName: KeyName {
        switch self {
        case .noRoute: .noRoute
        case .methodNotAllowed: .methodNotAllowed
        case .connectFailure: .connectFailure
        case .timeout: .timeout
        case .badGateway: .badGateway
        case .bodyTooLarge: .bodyTooLarge
        case .answerTooLarge: .answerTooLarge
        case .badRequest: .badRequest
        case .forbidden: .forbidden
        case .unauthorized: .unauthorized
        case .matchLimit: .matchLimit
        case .loop: .loop
        }
    }

    /// When it is given, as the reference says it.
    var sentence: String {
        switch self {
        case .noRoute: "No route matches."
        case .methodNotAllowed: "A route matches but for the method; `Allow` names those that would."
        case .connectFailure:
            "No connection: refused, unreachable, no such name, TLS failed, or `connect` ran out."
        case .timeout: "The backend did not answer in time."
        case .badGateway: "The backend broke off or spoke no HTTP."
        case .bodyTooLarge: "The request's body is over `maxBody`."
        case .answerTooLarge: "The backend's answer is over what the front end carries."
        case .badRequest: "The path, a header or a field of the event is not as HTTP has it."
        case .forbidden: "The caller's address is not among those of `allow`."
        case .unauthorized: "The signature or token that `verify` asks for is missing or wrong."
        case .matchLimit: "A regex needed more steps than it may take."
        case .loop: "The request has been through this forwarder before."
        }
    }
}

/// What the table says of one answer of the forwarder's own; nil leaves it as it is.
package struct ErrorAnswer: Sendable, Hashable {
    package let status: Int?
    package let headers: [ResponseField]
    package let body: Template?

    package init(status: Int? = nil, headers: [ResponseField] = [], body: Template? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The answers that the table changes.
package struct ErrorAnswers: Sendable, Hashable {
    private let answers: [ErrorKind: ErrorAnswer]

    package init(_ answers: [ErrorKind: ErrorAnswer] = [:]) {
        self.answers = answers
    }

    package subscript(kind: ErrorKind) -> ErrorAnswer? { answers[kind] }
}

extension ErrorAnswers {
    private static let answerShape = MapShape(
        "an answer",
        [
            Key(
                .status,
                .integer(200...599),
                "The answer's status.",
                example: "503",
                standard: "the case's own"
            ),
            Respond.headersKey, Respond.bodyKey,
        ]
    )

    static let key = Key(
        .errors,
        .map(
            MapShape(
                "`errors`",
                ErrorKind.allCases.map { kind in
                    Key(
                        kind.keyName,
                        .map(answerShape),
                        kind.sentence,
                        example: "{status: \(kind.status), body: \"sorry\"}",
                        standard: String(kind.status)
                    )
                }
            )
        ),
        "What the forwarder itself answers, case by case.",
        example: "{noRoute: {status: 404, body: \"nothing here\"}}",
        standard: "JSON with `message` and `requestId`"
    )

    /// A capture in an answer would name nothing, since no route need have matched; it is reported.
    init(_ node: Node, _ findings: inout Findings) {
        var answers: [ErrorKind: ErrorAnswer] = [:]
        for entry in node.map ?? [] {
            guard let kind = ErrorKind.allCases.first(where: { $0.keyName == entry.keyName }),
                entry.value.isMap
            else { continue }
            var templates: [LocatedTemplate] = []
            let headers = Respond.headers(entry.value[.headers], &templates, &findings)
            let body = entry.value[.body].flatMap { Template.read($0, &findings) }
            answers[kind] = ErrorAnswer(
                status: entry.value[.status]?.integer,
                headers: headers,
                body: body?.value
            )
            for template in templates + (body.map { [$0] } ?? []) {
                for capture in template.value.captures {
                    findings.report(.captureInError(capture, template.node))
                }
            }
        }
        self.init(answers)
    }
}
