import Messages
import Routing
import Testing

struct CanonicalPathTests {
    struct Case: CustomTestStringConvertible {
        let raw: RawPath
        let policy: PathPolicy
        let result: Result<String, PathProblem>

        init(
            _ text: String,
            _ result: String,
            policy: PathPolicy = PathPolicy(),
            form: RawPath.Form = .encoded
        ) {
            raw = RawPath(text, form)
            self.policy = policy
            self.result = .success(result)
        }

        init(
            _ text: String,
            refused problem: PathProblem,
            policy: PathPolicy = PathPolicy(),
            form: RawPath.Form = .encoded
        ) {
            raw = RawPath(text, form)
            self.policy = policy
            result = .failure(problem)
        }

        var testDescription: String { "\(raw.text.debugDescription) gives \(result)" }
    }

    private static let resolving = PathPolicy(dotSegments: .resolve)
    private static let keepingEncoded = PathPolicy(encodedSlash: .keep)
    private static let keepingDoubled = PathPolicy(doubleSlash: .keep)
    private static let lax = PathPolicy(dotSegments: .resolve, encodedSlash: .keep, doubleSlash: .keep)

    static let cases = [
        Case("/", "/"),
        Case("", "/"),
        Case("/orders/17", "/orders/17"),
        Case("/a/", "/a/"),
        Case("/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"),
        Case("orders", refused: .notAbsolute),
        Case("%2Forders", refused: .notAbsolute),
        Case("*", refused: .notAbsolute),
        // Escapes of unreserved characters are decoded, the others upper-cased.
        Case("/%61%7E%2d", "/a~-"),
        Case("/%e4%c3", "/%E4%C3"),
        Case("/%21%3b", "/%21%3B"),
        Case("/%25", "/%25"),
        Case("/%2561", "/%2561"),
        // Bytes that may not stand in a path are encoded.
        Case("/a b", "/a%20b"),
        Case("/ä", "/%C3%A4"),
        Case("/{a}|[b]^`\"<>?#", "/%7Ba%7D%7C%5Bb%5D%5E%60%22%3C%3E%3F%23"),
        // Escapes that are none are refused, unless the front end has decoded the path.
        Case("/%", refused: .invalidEscape),
        Case("/%4", refused: .invalidEscape),
        Case("/%zz", refused: .invalidEscape),
        Case("/100%", "/100%25", form: .decoded),
        Case("/%61", "/%2561", form: .decoded),
        Case("/a b", "/a%20b", form: .decoded),
        Case("/%2F", "/%252F", form: .decoded),
        // Controls never pass.
        Case("/a\0", refused: .control),
        Case("/%00", refused: .control),
        Case("/a\nb", refused: .control, policy: lax),
        Case("/%0d%0a", refused: .control, policy: lax),
        Case("/%7F", refused: .control),
        Case("/a\tb", refused: .control, form: .decoded),
        // Dot segments.
        Case("/.", refused: .dotSegment),
        Case("/..", refused: .dotSegment),
        Case("/a/../b", refused: .dotSegment),
        Case("/a/%2e%2E/b", refused: .dotSegment),
        Case("/a/.%2e", refused: .dotSegment),
        Case("/a/..;/b", refused: .dotSegment),
        Case("/a/..;x=1", refused: .dotSegment),
        Case("/a/..%3bx", refused: .dotSegment),
        Case("/a/.;/b", refused: .dotSegment),
        Case("/a/.../b", "/a/.../b"),
        Case("/a/.b/..c", "/a/.b/..c"),
        Case("/a/b..", "/a/b.."),
        Case("/a/;..", "/a/;.."),
        Case("/a/../b", refused: .dotSegment, form: .decoded),
        Case("/a/./b", "/a/b", policy: resolving),
        Case("/a/../b", "/b", policy: resolving),
        Case("/a/b/..", "/a/", policy: resolving),
        Case("/a/.", "/a/", policy: resolving),
        Case("/..", "/", policy: resolving),
        Case("/../../a", "/a", policy: resolving),
        Case("/a/..;x/b", "/b", policy: resolving),
        Case("/a/%2e%2e/b", "/b", policy: resolving),
        Case("/a//../b", "/b", policy: resolving),
        // Encoded slashes and backslashes.
        Case("/a%2Fb", refused: .encodedSlash),
        Case("/a%2fb", refused: .encodedSlash),
        Case("/a%5Cb", refused: .encodedSlash),
        Case("/a\\b", refused: .encodedSlash),
        Case("/a%2fb", "/a%2Fb", policy: keepingEncoded),
        Case("/a\\b", "/a%5Cb", policy: keepingEncoded),
        Case("/a\\b", "/a%5Cb", policy: keepingEncoded, form: .decoded),
        Case("/a/..%2fb", refused: .dotSegment, policy: keepingEncoded),
        Case("/a/b%2f..", refused: .dotSegment, policy: lax),
        Case("/a/b%5c..%2fc", refused: .dotSegment, policy: lax),
        Case("/a/..;%2fc", refused: .dotSegment, policy: lax),
        Case("/a/..\\", refused: .dotSegment, policy: lax),
        // Doubled slashes.
        Case("//", "/"),
        Case("//a", "/a"),
        Case("/a//b///c//", "/a/b/c/"),
        Case("/a//b", "/a//b", policy: keepingDoubled),
        Case("//a//", "//a//", policy: keepingDoubled),
        Case("/a//b", refused: .doubleSlash, policy: PathPolicy(doubleSlash: .reject)),
        Case("/a//", refused: .doubleSlash, policy: PathPolicy(doubleSlash: .reject)),
        Case("/a/", "/a/", policy: PathPolicy(doubleSlash: .reject)),
        Case("/a//../b", "/a/b", policy: lax),
    ]

    @Test(arguments: cases)
    func `a path has one form or is refused`(_ row: Case) {
        let result = Result { () throws(PathProblem) in try CanonicalPath(row.raw, policy: row.policy).text }
        #expect(result == row.result)
    }

    @Test(arguments: cases)
    func `a canonical path is its own canonical path`(_ row: Case) throws {
        guard case .success(let text) = row.result else { return }
        #expect(try CanonicalPath(RawPath(text), policy: row.policy).text == text)
    }

    @Test
    func `canonical forms are stable for generated paths under every policy`() {
        var random = SeededGenerator(seed: 11)
        let pieces = [
            "/", "//", ".", "..", "%2e", "%2F", "%5c", ";", "%3B", "a", "%61", "%zz", "%25", " ", "\\", "ä",
            "%00",
        ]
        for _ in 0..<20_000 {
            let text = "/" + (0..<random.below(7)).map { _ in random.pick(pieces) }.joined()
            let policy = PathPolicy(
                dotSegments: random.pick(PathPolicy.DotSegments.allCases),
                encodedSlash: random.pick(PathPolicy.EncodedSlash.allCases),
                doubleSlash: random.pick(PathPolicy.DoubleSlash.allCases)
            )
            let form: RawPath.Form = random.below(2) == 0 ? .encoded : .decoded
            guard let path = try? CanonicalPath(RawPath(text, form), policy: policy) else { continue }
            let again = try? CanonicalPath(RawPath(path.text), policy: policy)
            #expect(again == path, "\(text) \(policy)")
            #expect(path.text.utf8.first == UInt8(ascii: "/"))
        }
    }
}
