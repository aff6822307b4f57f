import BenchmarkParts
import FrontEnds

/// What the command line asks for.
struct Settings {
    static let usage = """
        outer-benchmark [option…] --child NAME 'COMMAND' […]

          --child NAME 'COMMAND'    a bootstrap that reads the table of 100 routes (ROUTES)
          --single NAME 'COMMAND'   one that forwards all to one URL (URL); a reply {"result": …} will do
          --rounds R      rounds, every other backwards (7)
          --n N           invocations a round and kind, after 200 to warm up (1000)
          --n-big N       the same for bodies of 1 MiB (100)
          --cold C        more starts a round and kind (2)
          --slots P       many at once, against a backend that takes 10 ms (64; 0: not)
          --only KIND     one kind: \(Workload.all.map(\.name).joined(separator: ", ")); may be repeated
          --instructions  count instructions an invocation instead, under valgrind
          --child-log F   where the children's output goes (/dev/null)

        Ratios are to the first child. The exit status is 1 when one answer was wrong.

        """

    var children: [Child] = []
    var rounds = 7
    var count = 1000
    var bigCount = 100
    var coldStarts = 2
    var slots = 64
    var kinds: [String] = []
    var countsInstructions = false
    var childLog = "/dev/null"
    var warmUp = 200
    /// Seconds without an answer after which a child is given up.
    var patience = 10.0

    init(_ arguments: [String]) throws(Failure) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--child", "--single":
                let name = try Settings.value(of: option, &rest)
                let command = try Settings.value(of: option, &rest).split(separator: " ").map(String.init)
                children.append(Child(name: name, command: command, readsTable: option == "--child"))
            case "--rounds": rounds = try Settings.number(of: option, &rest)
            case "--n": count = try Settings.number(of: option, &rest)
            case "--n-big": bigCount = try Settings.number(of: option, &rest)
            case "--cold": coldStarts = try Settings.number(of: option, &rest)
            case "--slots": slots = try Settings.number(of: option, &rest)
            case "--only": kinds.append(try Settings.value(of: option, &rest))
            case "--instructions": countsInstructions = true
            case "--child-log": childLog = try Settings.value(of: option, &rest)
            default: throw Failure("unknown option \(option)\n\n\(Settings.usage)")
            }
        }
        guard !children.isEmpty, rounds > 0, count > 0, bigCount > 0 else { throw Failure(Settings.usage) }
    }

    /// The kinds of invocation that are wanted.
    var workloads: [Workload] {
        Workload.all.filter { kinds.isEmpty ? $0.name != Workload.albGet.name : kinds.contains($0.name) }
    }

    /// How many invocations of a kind a round has.
    func count(of workload: Workload) -> Int {
        workload.request.body.count > 100_000 ? bigCount : count
    }

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(Failure) -> String {
        guard let value = rest.popFirst() else { throw Failure("\(option) wants a value") }
        return value
    }

    private static func number(of option: String, _ rest: inout ArraySlice<String>) throws(Failure) -> Int {
        let text = try value(of: option, &rest)
        guard let number = Int(text), number >= 0 else { throw Failure("\(option) \(text): no number") }
        return number
    }
}
