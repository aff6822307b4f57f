import HTTPTypes
import Messages
import Routing

@testable import Forwarding

extension ClaimTests {
    private static let hmac = FieldName.known("x-hmac")
    private static let time = FieldName.known("x-time")
    private static let base64 = HMAC(header: hmac, encoding: .base64)
    private static let timed = HMAC(
        header: hmac,
        signed: [.timestamp, .literal("."), .body],
        timestampHeader: time,
        tolerance: .seconds(10)
    )
    private static let code = "hWhYA9ndrirZlvMzlQHBCvOqDGTa2a+dH3RCOTN/UOM="

    private static func shop(_ description: String, _ code: String, fault: VerifyFault? = nil) -> Case {
        Case(description, .hmac(base64), [(hmac, code)], body: "body", secrets: ["shop"], fault: fault)
    }

    private static let badBase64 = VerifyFault.badEncoding(hmac, .base64)

    static let general: [Case] = [
        shop("Base64", code),
        shop("Base64 without its padding", String(code.dropLast()), fault: badBase64),
        shop(
            "Base64 in the alphabet of URLs",
            "hWhYA9ndrirZlvMzlQHBCvOqDGTa2a-dH3RCOTN_UOM=",
            fault: badBase64
        ),
        shop("Base64 with stray bits", "hWhYA9ndrirZlvMzlQHBCvOqDGTa2a+dH3RCOTN/UON=", fault: badBase64),
        shop("Base64 of fewer bytes", "hWhYA9ndrirZlvMzlQHBCvOqDGTa2a+dH3RCOTN/UA==", fault: badBase64),
        shop(
            "the code in hexadecimal",
            "85685803d9ddae2ad996f3339501c10af3aa0c64dad9af9d1f744239337f50e3",
            fault: badBase64
        ),
        Case(
            "a time in a header of its own",
            .hmac(timed),
            [
                (hmac, "2ab0d04ae3ee7412b5a5180d13694872e412502b4f17f3da01fa22adf90e4f83"),
                (time, "1700000000"),
            ],
            body: "body",
            secrets: ["general"]
        ),
        Case(
            "a tolerance of its own",
            .hmac(timed),
            [
                (hmac, "2ab0d04ae3ee7412b5a5180d13694872e412502b4f17f3da01fa22adf90e4f83"),
                (time, "1700000000"),
            ],
            body: "body",
            secrets: ["general"],
            now: 1_700_000_011,
            fault: .stale(seconds: 11)
        ),
        Case(
            "two times",
            .hmac(timed),
            [
                (hmac, "2ab0d04ae3ee7412b5a5180d13694872e412502b4f17f3da01fa22adf90e4f83"),
                (time, "1700000000"), (time, "1700000000"),
            ],
            body: "body",
            secrets: ["general"],
            fault: .repeatedHeader(time)
        ),
    ]

    private static let gitlab = FieldName.known("X-Gitlab-Token")
    private static let tokenScheme = Verify.Scheme.token(header: .known("x-gitlab-token"))

    static let token: [Case] = [
        Case("the token", tokenScheme, [(gitlab, "s3cret")], secrets: ["s3cret"]),
        Case("the token of before", tokenScheme, [(gitlab, "old")], secrets: ["s3cret", "old"]),
        Case(
            "a token with more behind it",
            tokenScheme,
            [(gitlab, "s3cret!")],
            secrets: ["s3cret"],
            fault: .wrongToken(.known("x-gitlab-token"))
        ),
        Case(
            "a token's beginning",
            tokenScheme,
            [(gitlab, "s3cre")],
            secrets: ["s3cret"],
            fault: .wrongToken(.known("x-gitlab-token"))
        ),
        Case(
            "an empty token",
            tokenScheme,
            [(gitlab, "")],
            secrets: ["s3cret"],
            fault: .missingHeader(.known("x-gitlab-token"))
        ),
        Case(
            "no token",
            tokenScheme,
            [],
            secrets: ["s3cret"],
            fault: .missingHeader(.known("x-gitlab-token"))
        ),
        Case(
            "two tokens, one of them right",
            tokenScheme,
            [(gitlab, "s3cret"), (.known("x-gitlab-token"), "guess")],
            secrets: ["s3cret"],
            fault: .repeatedHeader(.known("x-gitlab-token"))
        ),
    ]
}
