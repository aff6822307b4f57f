import LocalGateway
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PacingTests {
    @Test func `a sender goes on once what it sent is passed on`() async {
        let pacing = Pacing(limit: 10)
        await pacing.arrived(9)
        let late = Task {
            await pacing.arrived(1)
            return ContinuousClock.now
        }
        for _ in 0..<1000 { await Task.yield() }
        let before = ContinuousClock.now
        pacing.passed(1)
        #expect(await late.value >= before)
    }

    @Test func `nobody is held back once it is released`() async {
        let pacing = Pacing(limit: 10)
        let held = Task { await pacing.arrived(100) }
        pacing.release()
        await held.value
        await pacing.arrived(100)
    }
}
