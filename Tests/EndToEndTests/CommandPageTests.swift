import LocalGateway
import Testing

/// The page about the command line and the README show what the commands really print.
@Suite(.timeLimit(.minutes(1)), .needsSwitchyard)
struct CommandPageTests {
    struct Example: CustomTestStringConvertible {
        let command: String
        let output: String
        var testDescription: String { command }
    }

    /// The blocks of the pages that begin with a prompt.
    static let examples: [Example] = ["docs/command-line.md", "README.md"].flatMap { name -> [Example] in
        let page = String(decoding: contents(of: "\(Tools.packageFolder)/\(name)") ?? [], as: UTF8.self)
        return page.split(separator: "```console\n$ ").dropFirst().compactMap { block in
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            guard let command = lines.first, let end = lines.firstIndex(of: "```") else { return nil }
            return Example(
                command: String(command),
                output: lines[1..<end].map { $0 + "\n" }.joined()
            )
        }
    }

    @Test(arguments: examples)
    func `a command prints what the page shows`(_ example: Example) async throws {
        let output = try await TemporaryFolder.with { folder in
            // A command may write files: not into the package.
            let place = "\(folder.path)/example"
            try folder.makeFolder("example")
            let file = "\(folder.path)/output"
            let process = try await ChildProcess.start(
                "/bin/sh",
                [
                    "-c",
                    "cd \"$2\"; for each in \"$0\"/*; do ln -s \"$each\" .; done; program=$1; switchyard() { \"$program\" \"$@\"; }; \(example.command) 2>&1",
                    Tools.packageFolder, Tools.switchyard, place,
                ],
                environment: [:],
                output: .file(path: file)
            )
            _ = await process.exitCode
            return String(decoding: contents(of: file) ?? [], as: UTF8.self)
        }
        #expect(output == example.output)
    }

    @Test func `the pages have examples`() {
        #expect(CommandPageTests.examples.count >= 12)
    }

    @Test func `the picture of the example table is the one that the program draws`() async throws {
        let drawn = try await TemporaryFolder.with { folder in
            let process = try await ChildProcess.start(
                Tools.switchyard,
                ["graph", Tools.packageFolder + "/routes/example.yml"],
                environment: [:],
                output: .file(path: "\(folder.path)/output")
            )
            _ = await process.exitCode
            return contents(of: "\(folder.path)/output")
        }
        // `switchyard graph routes/example.yml > docs/example.svg` brings it up to date.
        #expect(drawn == contents(of: Tools.packageFolder + "/docs/example.svg"))
    }
}
