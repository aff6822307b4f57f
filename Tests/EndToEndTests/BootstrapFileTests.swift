import LocalGateway
import Testing

/// What the release build's file is made of.
@Suite(.timeLimit(.minutes(1)), .needsBootstrap)
struct BootstrapFileTests {
    /// Program header types of the ELF specification.
    private enum Segment: UInt64 {
        case dynamic = 2
        case interpreter = 3
    }

    /// The largest stripped file that we accept, in bytes.
    private static let largest = 16_000_000

    @Test func `it is an executable that needs no loader and no library`() throws {
        let elf = try #require(contents(of: Tools.bootstrap))
        #expect(elf.prefix(5) == [0x7f, 0x45, 0x4c, 0x46, 2])
        let types = segmentTypes(elf)
        #expect(!types.isEmpty)
        #expect(!types.contains(Segment.interpreter.rawValue))
        #expect(!types.contains(Segment.dynamic.rawValue))
    }

    @Test(arguments: ["icudt", "_FoundationICU", "20FoundationEssentials", "13FoundationXML"])
    func `neither Foundation nor ICU is in it`(_ trace: String) async throws {
        #expect(try await holds("swift"))
        #expect(try await !holds(trace))
    }

    /// Whether the bytes stand anywhere in the file; grep is far quicker there than a debug build of ours.
    private func holds(_ text: String) async throws -> Bool {
        let arguments = ["-q", "-a", "-F", text, Tools.bootstrap]
        return try await ChildProcess.start("/bin/grep", arguments, environment: [:]).exitCode == 0
    }

    @Test func `stripped it is small`() async throws {
        let count = try await TemporaryFolder.with { folder in
            let file = "\(folder.path)/bootstrap"
            let strip = try await ChildProcess.start(
                "/usr/bin/strip",
                ["-o", file, Tools.bootstrap],
                environment: [:]
            )
            #expect(await strip.exitCode == 0)
            return try #require(contents(of: file)).count
        }
        #expect(count < Self.largest, "\(count) bytes")
        #expect(count > 1_000_000)
    }

    /// The types of a 64-bit little-endian file's program headers.
    private func segmentTypes(_ elf: [UInt8]) -> [UInt64] {
        let start = Int(number(elf, at: 32, bytes: 8))
        let size = Int(number(elf, at: 54, bytes: 2))
        let count = Int(number(elf, at: 56, bytes: 2))
        return (0..<count).map { number(elf, at: start + $0 * size, bytes: 4) }
    }

    private func number(_ elf: [UInt8], at start: Int, bytes: Int) -> UInt64 {
        elf.dropFirst(start).prefix(bytes).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
