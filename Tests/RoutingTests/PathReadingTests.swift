import HTTPTypes
import Messages
import Testing

@testable import Routing

@Suite struct PathReadingTests {
    struct Case: CustomTestStringConvertible {
        let path: String
        let reading: PathReading
        let origin: RequestOrigin
        let gives: String
        let stripped: String

        init(
            _ path: String,
            _ stage: StripStage,
            base: String = "",
            stage name: String? = "live",
            inPath: Bool = true,
            gives: String,
            stripped: String = ""
        ) {
            self.path = path
            reading = PathReading(stage: stage, basePath: base)
            origin = RequestOrigin(stage: name, isStageInPath: inPath)
            self.gives = gives
            self.stripped = stripped
        }

        var testDescription: String { "\(path) \(reading.stage) \(reading.basePath) gives \(gives)" }
    }

    @Test(arguments: [
        Case("/live/orders", .auto, gives: "/orders", stripped: "/live"),
        Case("/live", .auto, gives: "/", stripped: "/live"),
        Case("/live/", .auto, gives: "/", stripped: "/live"),
        Case("/%6Cive/orders", .auto, gives: "/orders", stripped: "/live"),
        Case("/lively/orders", .auto, gives: "/lively/orders"),
        Case("/live/live", .auto, gives: "/live", stripped: "/live"),
        Case("/other/live", .auto, gives: "/other/live"),
        Case("/live/orders", .never, gives: "/live/orders"),
        // A custom domain, and a REST API, have no stage in the path.
        Case("/live/orders", .auto, inPath: false, gives: "/live/orders"),
        Case("/live/orders", .always, inPath: false, gives: "/orders", stripped: "/live"),
        Case("/live/orders", .always, stage: nil, gives: "/live/orders"),
        Case("/$default/x", .always, stage: "$default", gives: "/$default/x"),
        Case("/shop/orders", .auto, base: "/shop", gives: "/orders", stripped: "/shop"),
        Case("/shops/orders", .auto, base: "/shop", gives: "/shops/orders"),
        Case("/shop", .auto, base: "/shop", gives: "/", stripped: "/shop"),
        Case("/live/shop/orders", .auto, base: "/shop", gives: "/orders", stripped: "/live/shop"),
    ])
    func `stage and base path are taken away by whole segments`(row: Case) throws {
        let request = Request(id: "r", method: .get, path: RawPath(row.path), origin: row.origin)
        let (path, stripped) = try row.reading.path(of: request)
        #expect(path.text == row.gives)
        #expect(stripped == row.stripped)
    }
}
