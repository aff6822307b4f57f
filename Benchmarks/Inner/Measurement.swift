import AllocationCount
import BenchmarkParts

/// What was found of one case.
struct Measurement {
    let name: String
    /// Nanoseconds an operation; empty where only counts were asked for.
    var times = Samples([])
    var allocations = Allocations()

    /// How long one case is timed, and at least how often.
    private static let duration = 250_000_000
    private static let fewest = 25

    /// Times a case, and counts its allocations.
    static func timed(_ row: BenchmarkCase) async throws -> Measurement {
        var result = try await counted(row)
        switch try row.make() {
        case .work(let prepare, let run): result.times = times(prepare, run)
        case .exchanges(let run):
            let ticker = Ticker(warmUp: 500, wanted: 4000)
            await run(ticker)
            result.times = Samples(ticker.times)
        }
        return result
    }

    /// Counts a case's allocations, and its instructions under callgrind, which looks for the region's ends.
    static func counted(_ row: BenchmarkCase) async throws -> Measurement {
        var result = Measurement(name: row.name)
        switch try row.make() {
        case .work(let prepare, let run):
            prepare(row.counted)
            for index in 0..<row.counted { run(index) }
            prepare(row.counted)
            allocation_peak_reset()
            let start = allocation_counts()
            region_begin()
            for index in 0..<row.counted { run(index) }
            region_end()
            result.allocations = Allocations(
                from: start,
                to: allocation_counts(),
                operations: row.counted
            )
        case .exchanges(let run):
            let ticker = Ticker(warmUp: row.counted, wanted: row.counted)
            await run(ticker)
            result.allocations = ticker.allocations
        }
        return result
    }

    /// Times batches that are long enough for the clock, but no longer: a batch hides what a single one suffers.
    private static func times(_ prepare: (Int) -> Void, _ run: (Int) -> Void) -> Samples {
        let overhead = clockOverhead()
        func time(_ count: Int) -> Double {
            prepare(count)
            let start = MonotonicClock.now()
            for index in 0..<count { run(index) }
            return Double(max(0, MonotonicClock.now() - start - overhead)) / Double(count)
        }
        let warm = Samples((0..<fewest).map { _ in time(1) }).median
        let batch = max(1, Int((1000 / max(warm, 1)).rounded(.up)))
        var values: [Double] = []
        let end = MonotonicClock.now() + duration
        while MonotonicClock.now() < end || values.count < fewest { values.append(time(batch)) }
        // The first ones still warm up.
        return Samples(Array(values.dropFirst(values.count / 10)))
    }

    private static func clockOverhead() -> Int {
        let pairs = (0..<1000).map { _ in
            let start = MonotonicClock.now()
            return Double(MonotonicClock.now() - start)
        }
        return Int(Samples(pairs).median)
    }
}
