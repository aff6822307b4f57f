import Routing
import Testing

struct GuideTests {
    @Test func `the guide counts the mistakes that are planted`() {
        let guide = Folder.shipped.texts["deploy/README.md"] ?? ""
        #expect(guide.contains("its tests plant \(PlantedMistakeTests.mistakes.count) of them"))
    }

    @Test func `the guide's tables load`() throws {
        let guide = try #require(Folder.shipped.texts["deploy/README.md"])
        let tables = guide.split(separator: "```").filter { $0.hasPrefix("yaml\nversion: 1") }.map {
            $0.dropFirst(5)
        }
        #expect(tables.count == 1)
        for table in tables {
            let loaded = try RouteTable.load(Array(table.utf8), named: "README.md", variables: Variables())
            #expect(loaded.warnings == [])
        }
    }
}
