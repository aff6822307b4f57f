import Glibc
import LocalGateway
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ChildProcessTests {
    private func shell(_ script: String, _ output: ChildProcess.Output = .inherited) async throws
        -> ChildProcess
    {
        try await ChildProcess.start("/bin/sh", ["-c", script], environment: ["A": "b c"], output: output)
    }

    struct Case: CustomTestStringConvertible {
        let script: String
        let code: Int32
        var testDescription: String { script }
    }

    @Test(arguments: [
        Case(script: "exit 0", code: 0),
        Case(script: "exit 7", code: 7),
        Case(script: "kill -KILL $$", code: 137),
        Case(script: "[ \"$A\" = 'b c' ] && [ -z \"$PATH_INFO$HOME\" ]", code: 0),
    ])
    func `its exit code is the one that a shell would show`(_ row: Case) async throws {
        #expect(try await shell(row.script).exitCode == row.code)
    }

    @Test func `its lines are heard one by one, an unfinished one too`() async throws {
        let (lines, heard) = AsyncStream<String>.makeStream()
        let child = try await shell("echo one; echo two >&2; printf three", .lines { heard.yield($0) })
        #expect(await child.exitCode == 0)
        var seen: [String] = []
        for await line in lines.prefix(3) { seen.append(line) }
        #expect(seen == ["one", "two", "three"])
    }

    @Test func `no descriptor of ours is open in it`() async throws {
        let descriptor = unsafe open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        #expect(try await shell("test ! -e /proc/$$/fd/\(descriptor)").exitCode == 0)
    }

    @Test func `stopping ends it and what it started`() async throws {
        let (lines, heard) = AsyncStream<String>.makeStream()
        let child = try await shell("trap '' TERM; sleep 600 & echo $!; wait", .lines { heard.yield($0) })
        var grandchild: pid_t?
        for await line in lines.prefix(1) { grandchild = pid_t(line) }
        #expect(await child.stop(grace: .milliseconds(50)) == 137)
        let id = try #require(grandchild)
        while kill(id, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test func `a program that is not there is named`() async throws {
        await #expect(throws: ChildProcess.StartError.notExecutable(path: "/no/such")) {
            try await ChildProcess.start("/no/such", environment: [:])
        }
    }
}
