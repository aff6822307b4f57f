import AllocationCount
import BenchmarkParts

/// Counts operations that end by themselves, and measures those behind the first ones.
final class Ticker {
    private let warmUp: Int
    private let wanted: Int
    private var count = 0
    private var before = 0
    /// Nanoseconds an operation.
    private(set) var times: [Double] = []
    private var start = AllocationCounts()
    private(set) var allocations = Allocations()

    init(warmUp: Int, wanted: Int) {
        self.warmUp = warmUp
        self.wanted = wanted
        times.reserveCapacity(wanted)
    }

    /// Whether enough operations are over.
    var isDone: Bool { count >= warmUp + wanted }

    /// An operation is over.
    func tick() {
        let now = MonotonicClock.now()
        count += 1
        if count > warmUp, count <= warmUp + wanted { times.append(Double(now - before)) }
        if count == warmUp {
            start = allocation_counts()
            region_begin()
        }
        if count == warmUp + wanted {
            region_end()
            allocations = Allocations(from: start, to: allocation_counts(), operations: wanted)
        }
        before = MonotonicClock.now()
    }
}

/// What operations asked of the allocator, an operation.
struct Allocations {
    var calls = 0.0
    var bytes = 0.0
    /// The most bytes in use at once beyond what was in use before the operation.
    var peak = 0.0
    /// Bytes in use afterwards beyond what was in use before, an operation.
    var kept = 0.0

    init() {}

    init(from start: AllocationCounts, to end: AllocationCounts, operations: Int) {
        calls = Double(end.calls - start.calls) / Double(operations)
        bytes = Double(end.bytes - start.bytes) / Double(operations)
        kept = Double(end.live - start.live) / Double(operations)
        // What each one keeps is there when the last one, which the peak is of, begins.
        peak = Double(end.peak - start.live) - max(0, kept) * Double(operations - 1)
    }
}
