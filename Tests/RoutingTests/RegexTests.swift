import Testing

@testable import Routing

struct RegexTests {
    struct Case: CustomTestStringConvertible {
        let regex: String
        let subject: String
        let matches: Bool

        init(_ regex: String, _ subject: String, _ matches: Bool) {
            (self.regex, self.subject, self.matches) = (regex, subject, matches)
        }

        var testDescription: String { "/\(regex)/ on \(subject.debugDescription): \(matches)" }
    }

    @Test(arguments: [
        Case("push|pull_request", "push", true),
        Case("push|pull_request", "pull_request", true),
        Case("push|pull_request", "pushed", false),
        Case("push|pull_request", "a pull_request", false),
        Case("a|ab", "ab", true),
        Case("", "", true),
        Case("", "a", false),
        Case(".*", "", true),
        Case("a$", "a\n", false),
        Case("^a", "a", true),
        Case("a.b", "a\nb", true),
        Case("ä{2}", "ää", true),
        Case(".", "ä", true),
        // `\K` moves the start of a match, `(*ACCEPT)` ends one early.
        Case("a\\Kb", "ab", true),
        Case("a(*ACCEPT)b", "ab", false),
        Case("(?i)abc", "ABC", true),
        Case("a\\z|ab", "ab", true),
    ])
    func `a regex covers the whole value`(_ row: Case) throws {
        let matches = try Regex(row.regex).matches(row.subject.utf8.span, isUTF8: false)
        #expect(matches == row.matches)
    }

    @Test
    func `a match that takes too many steps has no answer`() throws {
        let regex = try Regex("(a+)+")
        let subject = String(repeating: "a", count: 40) + "!"
        #expect(throws: RegexFailure.limit) { try regex.matches(subject.utf8.span, isUTF8: true) }
        // The next one is not the worse for it.
        #expect(try regex.matches("aaa".utf8.span, isUTF8: true))
    }

    @Test
    func `a pattern can not raise the limit`() throws {
        let regex = try Regex("(*LIMIT_MATCH=4000000000)(a+)+")
        let subject = String(repeating: "a", count: 40) + "!"
        #expect(throws: RegexFailure.limit) { try regex.matches(subject.utf8.span, isUTF8: true) }
    }

    @Test(arguments: [[0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]] as [[UInt8]])
    func `a value that is not UTF-8 has no answer`(_ bytes: [UInt8]) throws {
        let regex = try Regex(".*")
        #expect(throws: RegexFailure.notUTF8) { try regex.matches(bytes.span, isUTF8: false) }
    }

    @Test(arguments: [
        ("/a(b", "missing closing parenthesis", 4),
        ("[z-a]", "range out of order in character class", 3),
        ("a**b", "quantifier does not follow a repeatable item", 2),
        ("ab)", "unmatched closing parenthesis", 2),
        ("\\", "\\ at end of pattern", 1),
        ("\\Ca", "using \\C is disabled by the application", 2),
    ])
    func `a regex that does not compile says why and where`(_ text: String, _ message: String, _ offset: Int)
    {
        do {
            _ = try Regex(text)
            Issue.record("\(text) compiles")
        } catch {
            #expect(error.message == message)
            #expect(error.offset == offset)
        }
    }

    @Test
    func `groups are found by name and number`() throws {
        let regex = try Regex("/(?<year>\\d+)/(x)?/(?<name>.*)")
        #expect(regex.groupNames.map(\.name) == ["year", "name"])
        #expect(regex.groupNames.map(\.number) == [1, 3])
        let groups = try regex.groups(in: "/2026//a/b".utf8.span, isUTF8: true)
        #expect(groups == [0..<10, 1..<5, nil, 7..<10])
    }

    @Test
    func `forty groups are all there`() throws {
        let regex = try Regex(String(repeating: "(.)", count: 40))
        let groups = try regex.groups(in: String(repeating: "x", count: 40).utf8.span, isUTF8: true)
        #expect(groups?.count == 41)
        #expect(groups?.last == 39..<40)
    }

    @Test
    func `a part is found where any will do`() throws {
        let regex = try Regex("b+", extent: .part)
        #expect(try regex.groups(in: "abba".utf8.span, isUTF8: true) == [1..<3])
        #expect(try regex.groups(in: "aa".utf8.span, isUTF8: true) == nil)
    }

    @Test(arguments: [
        ("/a.*", true), ("api/.*", false), ("^api", false), ("(?<all>.*)", true), ("[^/].*", false),
        ("(a|/b)", true),
        ("", true), ("\\?x", false),
    ])
    func `a path regex that can match no path is known`(_ text: String, _ canMatch: Bool) throws {
        #expect(try Regex(text).canMatch(subjectBeginningWith: "/") == canMatch || text.isEmpty)
    }

    @Test(arguments: [
        ("/caf\u{e9}/.*", 4..<6), ("/a b", 2..<3), ("/a%2fb", 2..<5), ("/a\\?x=1", 2..<4),
        ("/(\u{e9}|a)#", 7..<8),
        ("/\\d{2}/[a-z]+/\\x{e9}\\p{L}", nil), ("/caf\u{e9}?", nil), ("/a|/\u{e9}", nil), ("/(?:a| )", nil),
        ("/[^\u{e9} ]+", nil), ("(?i)/%2f", nil), ("(?x) /a", nil), ("/(?<n>a)(?!#)%2F%C3%A9", nil),
        ("/%[0-9a-f]", nil),
        ("/%2f{0}", nil), ("/\\Q?\\E", nil),
    ])
    func `what no path holds is found where every match of a regex holds it`(
        _ text: String,
        _ range: Range<Int>?
    ) {
        #expect(RegexText(text).impossibleInPaths?.range == range)
    }
}
