import Messages
import Testing

@Suite struct FieldsTests {
    @Test func `order, repeats and the case of names are kept`() {
        let fields = list(("X-B", "1"), ("x-a", "2"), ("x-b", "3"), ("X-Empty", ""))
        #expect(fields.map(\.rawName) == ["X-B", "x-a", "x-b", "X-Empty"])
        #expect(fields.map(\.value) == ["1", "2", "3", ""])
        #expect(
            String(decoding: fields.bytes, as: UTF8.self) == "X-B: 1\r\nx-a: 2\r\nx-b: 3\r\nX-Empty: \r\n"
        )
    }

    @Test func `a name is found in whatever case, its values joined`() {
        let fields = list(("X-B", "1"), ("Cookie", "a=1"), ("x-b", "2"), ("cookie", "b=2"))
        #expect(fields["x-B"] == "1, 2")
        #expect(fields[.cookie] == "a=1; b=2")
        #expect(fields["x-c"] == nil)
        #expect(fields[fields: name("X-b")].map(\.value) == ["1", "2"])
        #expect(fields.first(name("x-b"))?.value == "1")
        #expect(fields.last(name("x-b"))?.value == "2")
        #expect(fields.contains(.cookie))
        #expect(!fields.contains(.setCookie))
    }

    @Test(
        arguments: [
            ([("a", "1"), ("b", "2"), ("A", "3")], "a", "9", [("a", "9"), ("b", "2")]),
            ([("b", "2")], "a", "9", [("b", "2"), ("a", "9")]),
            ([("a", "1"), ("b", "2")], "A", nil, [("b", "2")]),
            ([("b", "2")], "a", nil, [("b", "2")]),
            ([], "a", "9", [("a", "9")]),
        ] as [([(String, String)], String, String?, [(String, String)])]
    )
    func `setting a name puts one field where its first stood`(
        _ before: [(String, String)],
        _ name: String,
        _ value: String?,
        _ after: [(String, String)]
    ) {
        var fields = list(before)
        fields[self.name(name)] = value
        #expect(fields.map { $0.rawName.lowercased() } == after.map(\.0))
        #expect(fields.map(\.value) == after.map(\.1))
    }

    @Test(arguments: [
        ("a\r\nX-Forged: 1", "a  X-Forged: 1"), ("a\u{0}b", "a b"), ("a\tb", "a\tb"), ("\u{7f}", " "),
        (" \t a b \t", "a b"), ("   ", ""), ("12345678\u{1}12345678", "12345678 12345678"),
        ("ä\u{85}", "ä\u{85}"),
        ("\t\t\t\t\t\t\t\tx\ty12345678", "x\ty12345678"),
    ])
    func `no value can end its line`(_ given: String, _ kept: String) {
        var fields = Fields()
        fields.append(name("x-a"), given)
        fields.append(name("x-b"), "next")
        #expect(fields.map(\.value) == [kept, "next"])
        #expect(fields.bytes.count { $0 == 0x0a } == 2)
    }

    @Test(arguments: [
        ("x-a", "1", true), ("X!#$%&'*+.^_`|~9", "1", true), ("", "1", false), ("x a", "1", false),
        ("x:", "1", false), ("ä", "1", false), ("x\u{0}", "1", false), ("(x)", "1", false), ("@", "1", false),
        ("[", "1", false), ("x-a", "a\nb", false), ("x-a", "\u{7f}", false), ("x-a", "tab\there", true),
        ("x-a", "1234567\r", false), ("x-a", "12345678\r", false), ("x-a", "ÿ", true),
    ])
    func `what comes in is a field or is refused`(_ name: String, _ value: String, _ isField: Bool) {
        var fields = Fields()
        let traits = fields.append(name: name.utf8.span, value: value.utf8.span)
        #expect((traits != nil) == isField)
        #expect(fields.count == (isField ? 1 : 0))
        #expect(FieldName.isToken(name.utf8.span) == (FieldName(name) != nil))
    }

    @Test func `a name of more bytes than can be counted is none`() {
        #expect(FieldName(String(repeating: "a", count: FieldName.longest)) != nil)
        #expect(FieldName(String(repeating: "a", count: FieldName.longest + 1)) == nil)
    }

    @Test(
        arguments: [
            ("Connection", [.hopByHop, .connection]), ("KEEP-ALIVE", [.hopByHop, .keepAlive]),
            ("te", .hopByHop),
            ("Transfer-Encoding", [.hopByHop, .transferEncoding]), ("Upgrade", .hopByHop), ("hOST", .host),
            ("Proxy", .proxy), ("Proxy-Authorization", .proxy), ("proxy-", []),
            ("Proxy-X_Y", [.proxy, .underscore]), ("Proxyish", []),
            ("X-Forwarded-For", .forwarded), ("x-forwarded-proto", .forwarded), ("X-Forwarded-Server", []),
            ("Forwarded", .forwarded), ("X_Forwarded_For", .underscore), ("Set-Cookie", .setCookie),
            ("Expect", .expect), ("Content-Length", .contentLength), ("Content-Type", .contentType),
            ("x", []),
        ] as [(String, FieldTraits)]
    )
    func `a name's traits are found in whatever case`(_ text: String, _ traits: FieldTraits) {
        #expect(FieldName(text)?.traits == traits)
        #expect(FieldName(text.lowercased())?.traits == traits)
        #expect(list((text, "1"))[0].traits == traits)
    }

    @Test func `it behaves as a list of pairs does`() {
        var generator = SystemRandomNumberGenerator()
        let names = ["a", "A", "b", "cookie", "Content-Length", "x_y", "X-Forwarded-For"]
        for _ in 0..<300 {
            var fields = Fields()
            var pairs: [(name: String, value: String)] = []
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                let name = names.randomElement(using: &generator) ?? "a"
                let value = "v\(Int.random(in: 0...99, using: &generator))"
                if Bool.random(using: &generator) {
                    fields.append(self.name(name), value)
                    pairs.append((name, value))
                } else {
                    fields[fields: self.name(name)] = []
                    pairs.removeAll { $0.name.lowercased() == name.lowercased() }
                }
            }
            #expect(fields.map(\.rawName) == pairs.map(\.name))
            #expect(fields.map(\.value) == pairs.map(\.value))
            #expect(Fields(fields) == fields)
            for name in names {
                let own = pairs.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
                #expect(fields[fields: self.name(name)].map(\.value) == own)
            }
        }
    }

    private func name(_ text: String) -> FieldName { .known(text) }

    private func list(_ pairs: (String, String)...) -> Fields { list(pairs) }

    private func list(_ pairs: [(String, String)]) -> Fields {
        var fields = Fields()
        for (name, value) in pairs { fields.append(self.name(name), value) }
        return fields
    }
}

extension Fields {
    fileprivate subscript(name: String) -> String? { self[.known(name)] }
}
