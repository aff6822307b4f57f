import LocalGateway
import Testing

/// The page about the command line shows what the commands really print.
@Suite(.timeLimit(.minutes(1)), .needsSwitchyard)
struct CommandPageTests {
    struct Example: CustomTestStringConvertible {
        let command: String
        let output: String
        var testDescription: String { command }
    }

    /// The blocks of the page that begin with a prompt.
    static let examples: [Example] = {
        let page = String(
            decoding: contents(of: Tools.packageFolder + "/docs/command-line.md") ?? [],
            as: UTF8.self
        )
        return page.split(separator: "```console\n$ ").dropFirst().compactMap { block in
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            guard let command = lines.first, let end = lines.firstIndex(of: "```") else { return nil }
            return Example(
                command: String(command),
                output: lines[1..<end].map { $0 + "\n" }.joined()
            )
        }
    }()

    @Test(arguments: examples)
    func `a command prints what the page shows`(_ example: Example) async throws {
        let output = try await TemporaryFolder.with { folder in
            let file = "\(folder.path)/output"
            let process = try await ChildProcess.start(
                "/bin/sh",
                [
                    "-c",
                    "cd \"$0\"; program=$1; switchyard() { \"$program\" \"$@\"; }; \(example.command) 2>&1",
                    Tools.packageFolder, Tools.switchyard,
                ],
                environment: [:],
                output: .file(path: file)
            )
            _ = await process.exitCode
            return String(decoding: contents(of: file) ?? [], as: UTF8.self)
        }
        #expect(output == example.output)
    }

    @Test func `the page has examples`() {
        #expect(CommandPageTests.examples.count >= 8)
    }
}
