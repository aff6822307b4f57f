import BenchmarkParts
import Glibc

/// All children on all kinds of invocation, in rounds, so that what disturbs the machine disturbs all alike.
struct Comparison {
    private let settings: Settings
    private let backend: BackendServer
    private let table: String
    private let messages: [String: NumberedText]

    init(_ settings: Settings, _ backend: BackendServer, table: String) {
        self.settings = settings
        self.backend = backend
        self.table = table
        messages = Dictionary(
            uniqueKeysWithValues: settings.workloads.map {
                ($0.name, InvocationServer.message(for: $0.event))
            }
        )
    }

    /// Measures, prints the tables, and returns what was wrong.
    func run() throws -> [String] {
        let workloads = settings.workloads
        var cells = workloads.map { _ in settings.children.map { _ in Cell() } }
        var slots = settings.children.map { _ in (one: Cell(), many: Cell()) }
        for round in 0..<settings.rounds {
            let forwards = Array(settings.children.enumerated())
            let order = round % 2 == 0 ? forwards : forwards.reversed()
            for (row, workload) in workloads.enumerated() {
                for (column, child) in order {
                    let phase = phase(child, workload)
                    for _ in 0..<settings.coldStarts { cells[row][column].addStart(try phase.run(0)) }
                    cells[row][column].add(try phase.run(settings.count(of: workload)))
                }
            }
            if settings.slots > 0, let workload = workloads.first {
                for (column, child) in order where child.readsTable {
                    let phase = phase(child, workload)
                    slots[column].one.add(try phase.run(50, delay: 10_000))
                    slots[column].many.add(
                        try phase.run(50 * settings.slots, slots: settings.slots, delay: 10_000)
                    )
                }
            }
            OuterBenchmark.complain("round \(round + 1) of \(settings.rounds)")
        }
        for (row, workload) in workloads.enumerated() {
            print("\(workload.name): event of \(workload.event.count) bytes\n")
            print(times(cells[row]).text)
        }
        if settings.slots > 0 {
            print("\(settings.slots) at once, a backend of 10 ms\n\n\(many(slots).text)")
        }
        let all = cells.joined() + slots.flatMap { [$0.one, $0.many] }
        return all.flatMap(\.problems)
    }

    private func phase(_ child: Child, _ workload: Workload) -> Phase {
        Phase(
            child: child,
            workload: workload,
            message: messages[workload.name] ?? NumberedText([]),
            backend: backend,
            settings: settings,
            table: table
        )
    }

    private func times(_ row: [Cell]) -> MarkdownTable {
        var table = MarkdownTable(
            "child",
            "first next ms",
            "first answer ms",
            "p50 µs",
            "p90 µs",
            "p99 µs",
            "processor µs",
            "resident MB",
            "time ×",
            "processor ×"
        )
        for (child, cell) in zip(settings.children, row) {
            let (time, processor) = (cell.median { $0.times.median }, cell.median(\.processor))
            let base = row[0]
            table.add([
                child.name, cell.start(\.firstNext).text(digits: 2),
                cell.start(\.firstAnswer).text(digits: 2),
                time.text(digits: 1), cell.median { $0.times.quantile(0.9) }.text(digits: 1),
                cell.median { $0.times.quantile(0.99) }.text(digits: 1), processor.text(digits: 1),
                cell.median(\.resident).text(digits: 1),
                (time / base.median { $0.times.median }).text(digits: 2),
                (processor / base.median(\.processor)).text(digits: 2),
            ])
        }
        return table
    }

    private func many(_ slots: [(one: Cell, many: Cell)]) -> MarkdownTable {
        var table = MarkdownTable(
            "child",
            "a second, one slot",
            "a second",
            "times as many",
            "polls at once",
            "resident MB"
        )
        for (child, cells) in zip(settings.children, slots) where child.readsTable {
            let (one, many) = (cells.one.median(\.perSecond), cells.many.median(\.perSecond))
            table.add([
                child.name, one.text(digits: 0), many.text(digits: 0), (many / one).text(digits: 1),
                "\(cells.many.mostPolls)", cells.many.median(\.resident).text(digits: 1),
            ])
        }
        return table
    }
}

/// What one child did with one kind of invocation, round by round.
private struct Cell {
    private var rounds: [Phase.Result] = []
    private var starts: [Phase.Result] = []

    mutating func add(_ result: Phase.Result) {
        rounds.append(result)
        starts.append(result)
    }

    mutating func addStart(_ result: Phase.Result) { starts.append(result) }

    var problems: [String] { starts.flatMap(\.problems) }

    var mostPolls: Int { rounds.map(\.mostPolls).max() ?? 0 }

    func median(_ value: (Phase.Result) -> Double) -> Double {
        Samples(rounds.map(value).filter(\.isFinite)).median
    }

    func start(_ value: (Phase.Result) -> Double) -> Double {
        Samples(starts.map(value).filter(\.isFinite)).median
    }
}
