import NIOCore
import Testing

@testable import Sockets

@Suite struct AlarmQueueTests {
    private static func at(_ time: UInt64) -> NIODeadline { .uptimeNanoseconds(time) }

    @Test(
        arguments: [
            [3, 1, 2], [1, 2, 3], [3, 2, 1], [5, 5, 1, 5], [],
        ] as [[UInt64]]
    )
    func `alarms ring by their time, and of one time in the order in which they were set`(_ times: [UInt64]) {
        var queue = AlarmQueue()
        var rung: [Int] = []
        for (index, time) in times.enumerated() {
            _ = queue.add(at: AlarmQueueTests.at(time)) { rung.append(index) }
        }
        #expect(queue.next == times.min().map(AlarmQueueTests.at))
        while let alarm = queue.takeDue(by: AlarmQueueTests.at(9)) { alarm.action() }
        #expect(rung == times.indices.sorted { (times[$0], $0) < (times[$1], $1) })
        #expect(queue.next == nil)
    }

    @Test func `what is not due yet waits`() {
        var queue = AlarmQueue()
        _ = queue.add(at: AlarmQueueTests.at(5)) {}
        #expect(queue.takeDue(by: AlarmQueueTests.at(4))?.number == nil)
        #expect(queue.takeDue(by: AlarmQueueTests.at(5))?.number == 1)
    }

    @Test func `an alarm that was removed does not ring, and removing it again does nothing`() {
        var queue = AlarmQueue()
        let first = queue.add(at: AlarmQueueTests.at(1)) {}
        let second = queue.add(at: AlarmQueueTests.at(2)) {}
        queue.remove(first)
        queue.remove(first)
        #expect(queue.takeDue(by: AlarmQueueTests.at(9))?.number == second)
        #expect(queue.takeDue(by: AlarmQueueTests.at(9))?.number == nil)
    }
}
