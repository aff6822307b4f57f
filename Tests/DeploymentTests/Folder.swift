import Routing

@testable import Deployment

/// The repository's own deploy folder and tables in memory, to be changed one mistake at a time.
struct Folder {
    private(set) var texts: [String: String] = [:]

    /// As it is in the repository, with an artifact for x86_64 beside it.
    static let shipped: Folder = {
        var folder = Folder()
        for name in ["deploy", "routes"] { folder.read(name) }
        folder.texts["dist/switchyard-0.1.0-x86_64.zip"] = ""
        return folder
    }()

    private static let root = ServicePath.resolve("../../..", in: #filePath)

    private mutating func read(_ path: String) {
        let full = "\(Folder.root)/\(path)"
        guard let names = TableFiles.disk.names(full) else {
            do throws(TableFiles.Problem) {
                texts[path] = String(decoding: try TableFiles.disk.read(full), as: UTF8.self)
            } catch {
                texts[path] = nil
            }
            return
        }
        for name in names { read("\(path)/\(name)") }
    }

    var files: TableFiles { .memory(texts) }

    func check(
        _ variant: String,
        stage: String,
        environment: [String: String] = ["GITHUB_WEBHOOK_SECRET": "hidden"]
    ) -> [Diagnostic] {
        Deployed.check(folder: "deploy/\(variant)", stage: stage, files: files, environment: environment)
    }

    /// What a test wanted to change is not there.
    struct NotThere: Error {
        let text: String
    }

    /// Replaces the first place where a text stands.
    mutating func replace(_ old: String, with new: String, in path: String) throws {
        guard let text = texts[path], let range = text.firstRange(of: old) else { throw NotThere(text: old) }
        texts[path] = text[..<range.lowerBound] + new + text[range.upperBound...]
    }

    mutating func write(_ text: String, to path: String) {
        texts[path] = text
    }

    mutating func remove(_ path: String) {
        texts[path] = nil
    }

    /// Says the same the other way: a file's text moves to where `${file()}` names it, and the sections of a service file
    /// move behind one.
    mutating func respell(_ path: String, stage: String) throws {
        let before = texts
        if path.hasSuffix("/serverless.yml") { moveBehindFile(path) } else { moveInPlace(path, stage: stage) }
        if texts == before { throw NotThere(text: path) }
    }

    private mutating func moveBehindFile(_ path: String) {
        guard let text = texts[path] else { return }
        let sections = ["provider", "package", "layers", "functions", "resources"]
        texts["deploy/planted.yml"] = text
        var result = ""
        var isMoved = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let name = line.prefix { $0 != ":" }
            if sections.contains(String(name)) {
                isMoved = true
                result += "\(name): ${file(../planted.yml):\(name)}\n"
            } else if !line.hasPrefix(" ") {
                isMoved = false
            }
            if !isMoved { result += "\(line)\n" }
        }
        texts[path] = result
    }

    private mutating func moveInPlace(_ path: String, stage: String) {
        let name = path.dropFirst("deploy/".count)
        let general = name.replacing("/\(stage).yml", with: "/${sls:stage}.yml")
        let reference = "${file(../\(general))}"
        guard let text = texts[path] else { return }
        let users = texts.keys.sorted().filter { texts[$0]?.contains(reference) == true }
        for user in users {
            let lines = (texts[user] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            let changed = lines.map { line -> String in
                guard line.hasSuffix(reference) else { return String(line) }
                let indent = String(repeating: " ", count: line.prefix { $0 == " " }.count + 2)
                let inlined = text.split(separator: "\n").map { "\n\(indent)\($0)" }.joined()
                return line.dropLast(reference.count + 1) + inlined
            }
            texts[user] = changed.joined(separator: "\n")
        }
        if !users.isEmpty { texts[path] = nil }
    }
}
