import Messages
import FrontEnds
import HTTPTypes
import LocalGateway
import NIOPosix
import Testing

/// How the release build starts, and without a table, under AWS's own Runtime API.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsEmulator, .needsBootstrap)
struct StartTests {
    @Test(arguments: [FrontEnd.rest, .http])
    func `URL alone sends everything to that URL and wraps the answer`(_ frontEnd: FrontEnd) async throws {
        let request = ClientRequest(
            method: "POST",
            target: "/any/path?with=query",
            fields: [.contentType: "text/plain"],
            body: Array("hi".utf8)
        )
        let response = try await SampleBackend.serving("one", on: MultiThreadedEventLoopGroup.singleton) {
            backend in
            try await TemporaryFolder.with { folder in
                try await Emulator.serving(["URL": "http://127.0.0.1:\(backend.port)/fixed?a=b"], in: folder)
                {
                    try await $0.send(request, through: frontEnd)
                }
            }
        }
        #expect(response.status == 200)
        #expect(response.text.hasPrefix(#"{"result": "#) || response.text.hasPrefix(#"{"result":"#))
        #expect(response.text.contains(#"\"target\": \"/fixed?a=b\""#))
        #expect(response.text.contains(#"\"method\": \"POST\""#))
        #expect(response.text.contains(#"\"body\": \"hi\""#))
    }

    @Test func `URL with nothing behind it is a 500 with the promised words`() async throws {
        let port = try await Loopback.freePort()
        let response = try await TemporaryFolder.with { folder in
            try await Emulator.serving(["URL": "http://127.0.0.1:\(port)/"], in: folder) {
                try await $0.get("/")
            }
        }
        #expect(response.status == 500)
        #expect(response.text == "Connection failed.")
    }

    struct Refused: CustomTestStringConvertible {
        let testDescription: String
        let table: String?
        let variables: [String: String]
        let says: String
    }

    @Test(arguments: [
        Refused(
            testDescription: "a table with an unknown key",
            table: "version: 1\nbackends: {a: http://127.0.0.1:9}\nroutez: []\n",
            variables: [:],
            says: "routez"
        ),
        Refused(
            testDescription: "a table that is not there",
            table: nil,
            variables: ["ROUTES": "no.yml"],
            says: "no.yml"
        ),
        Refused(
            testDescription: "a table and a URL",
            table: "version: 1\n",
            variables: ["URL": "http://127.0.0.1:9"],
            says: "URL"
        ),
    ])
    func `a start that cannot go well is an init error that says why`(_ row: Refused) async throws {
        let answer = try await TemporaryFolder.with { folder in
            var variables = row.variables
            if let table = row.table { variables["ROUTES"] = try folder.write("routes.yml", table.utf8) }
            return try await Emulator.serving(variables, in: folder) { try await $0.invoke(Array("{}".utf8)) }
        }
        #expect(answer.status == 502)
        #expect(answer.text.contains("errorMessage"))
        #expect(answer.text.contains(row.says))
    }
}
