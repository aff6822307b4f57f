import Routing
import Testing

struct KeyNameTests {
    @Test func `every name of the language is found by its bytes, however it is written`() throws {
        let plain = KeyName.allCases.map { "\($0.rawValue): of \($0.rawValue)\n" }.joined()
        let escaped = KeyName.allCases.map { name in
            "\"\\x\(hex(name))\(name.rawValue.dropFirst())\": of \(name.rawValue)\n"
        }
        for text in [plain, escaped.joined()] {
            let root = try #require(read(text))
            for name in KeyName.allCases {
                #expect(root[name]?.text == "of \(name.rawValue)")
                #expect(root[name.rawValue]?.text == "of \(name.rawValue)")
            }
            #expect(root.map?.map(\.name) == KeyName.allCases.map(\.rawValue))
        }
    }

    @Test(arguments: ["routesx", "route s", "Version", "\"version\\0\"", "\"\"", "preserveLocations", "~"])
    func `what is nearly a name is none`(key: String) throws {
        let root = try #require(read("\(key): 1\n"))
        for name in KeyName.allCases { #expect(root[name] == nil) }
        let entry = try #require(root.map?.first)
        #expect(root[entry.name]?.text == "1")
    }

    private func read(_ text: String) -> Node? {
        var findings = Findings()
        return YAMLDocument.read(SourceText(name: "a.yml", text: text), Variables(), &findings)
    }

    private func hex(_ name: KeyName) -> String {
        String(name.rawValue.utf8.first ?? 0, radix: 16)
    }
}
