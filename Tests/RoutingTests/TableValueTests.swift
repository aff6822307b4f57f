import Routing
import Testing

/// Durations, sizes, URLs and nearest words.
@Suite struct TableValueTests {
    @Test(arguments: [
        ("500ms", 500), ("2s", 2000), ("1m30s", 90_000), ("1h", 3_600_000), ("1h2m3s4ms", 3_723_004),
        ("0s", 0),
        ("99999h", 359_996_400_000), ("1s1s", 2000), ("3ms2h", 7_200_003),
    ])
    func `a duration is read as GEP-2257 has it`(text: String, milliseconds: Int) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "0", "5", "1.5s", "-1s", "+1s", "1 s", "s", "ms", "100000s", "1d", "1s2s3s4s5s", "1S", "1sms",
        "１s", "1us",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        ("0s", "0s"), ("60s", "1m"), ("90000ms", "1m30s"), ("3723004ms", ""), ("1h2m3s4ms", "1h2m3s4ms"),
        ("24h", "24h"),
    ])
    func `a duration's text is read as the same duration`(text: String, shortest: String) throws {
        guard let duration = DurationText.parse(text) else { return }
        #expect(DurationText.text(of: duration) == shortest)
        #expect(DurationText.parse(DurationText.text(of: duration)) == duration)
    }

    @Test(arguments: [
        ("0B", 0), ("512B", 512), ("64KiB", 65_536), ("1MiB", 1_048_576), ("2GiB", 2_147_483_648),
        ("10kB", 10_000),
        ("10KB", 10_000), ("6MB", 6_000_000), ("1GB", 1_000_000_000),
    ])
    func `a size is a whole number with its unit`(text: String, bytes: Int) {
        #expect(SizeText.parse(text) == bytes)
    }

    @Test(arguments: [
        "", "1", "MiB", "1.5MiB", "-1B", "1mib", "1 MiB", "1TB", "999999999999999GiB",
        "99999999999999999999B",
    ])
    func `what is no size is refused`(text: String) {
        #expect(SizeText.parse(text) == nil)
    }

    @Test(arguments: [
        ("request_headers", "requestHeaders"), ("REQUEST-HEADERS", "requestHeaders"), ("timeout", "timeouts"),
        ("bakcend", "backend"), ("hostheader", "hostHeader"), ("xyz", nil), ("", nil),
    ])
    func `the nearest known word is found by few slips of the pen`(word: String, nearest: String?) {
        let known = ["requestHeaders", "responseHeaders", "timeouts", "backend", "hostHeader"]
        #expect(Suggestion.nearest(to: word, among: known) == nearest)
    }

    @Test(arguments: [
        ("http://10.0.1.10:8080/a/b?c=d", "10.0.1.10", 8080, "/a/b", "c=d"),
        ("https://Example.com", "example.com", 443, "/", nil),
        ("http://[2001:db8::1]/", "2001:db8::1", 80, "/", nil), ("http://h?x", "h", 80, "/", "x"),
        ("http://h/%2f//", "h", 80, "/%2f//", nil),
    ])
    func `the single URL is kept as it is`(
        text: String,
        host: String,
        port: Int,
        path: String,
        query: String?
    ) throws {
        let table = try RouteTable.singleURL(text)
        guard case .forward(let forward) = try #require(table.routes.first).action else { return }
        let url = try #require(forward.targets.first?.backend.endpoints.first?.url)
        guard case .exactly(let newPath) = forward.rewrite.path,
            case .exactly(let newQuery) = forward.rewrite.query
        else {
            Testing.Issue.record("the path or the query is not replaced")
            return
        }
        #expect(
            "\(url.host) \(url.port) \(newPath) \(newQuery ?? "-")"
                == "\(host) \(port) \(path) \(query ?? "-")"
        )
        #expect(table.routes.first?.policies.response == .envelope)
    }

    @Test(arguments: [
        "", "example.com", "ftp://h/", "http://", "http://u:p@h/", "http://h:0/", "http://h:65536/",
        "http://h/#f", "http://h/{a}",
        "http://a b/", "http://h/a b", "http://-h/", "http://h:/", "http://[::1", "http://[1.2.3.4]/",
        "http://h/\u{e9}",
    ])
    func `what is no single URL is refused with a reason`(text: String) {
        #expect(throws: RouteTable.NoURL.self) { try RouteTable.singleURL(text) }
    }
}
