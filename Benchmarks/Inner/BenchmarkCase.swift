/// One row of the inner benchmark.
struct BenchmarkCase {
    /// What the operation does, as group and row: `event/v2-get`.
    let name: String
    /// How often it is done where instructions and allocations are counted.
    let counted: Int
    /// Makes what the operation needs, once.
    let make: () throws -> Operation

    init(_ name: String, counted: Int = 100, make: @escaping () throws -> Operation) {
        self.name = name
        self.counted = counted
        self.make = make
    }
}

/// What is done again and again.
enum Operation {
    /// Work that `run` does; what it uses up is prepared before, outside what is measured.
    case work(prepare: (_ count: Int) -> Void, run: (_ index: Int) -> Void)
    /// Work that waits for peers: it says when each operation is over, and returns once it has said so often enough.
    case exchanges((Ticker) async -> Void)

    /// Work that uses nothing up.
    static func work(_ run: @escaping () -> Void) -> Operation {
        .work(prepare: { _ in }, run: { _ in run() })
    }

    /// Work on an input of its own each time.
    static func work<Input>(each input: @escaping () -> Input, _ run: @escaping (consuming Input) -> Void)
        -> Operation
    {
        let inputs = Inputs<Input>()
        return .work(
            prepare: { count in inputs.values = (0..<count).map { _ in input() } },
            run: { _ in if let input = inputs.values.popLast() { run(input) } }
        )
    }
}

/// Inputs that wait to be used up.
private final class Inputs<Input> {
    var values: [Input] = []
}

/// Keeps the optimiser from leaving out what nobody looks at.
@inline(never) @_optimize(none)
func keep<Value>(_ value: borrowing Value) {}
