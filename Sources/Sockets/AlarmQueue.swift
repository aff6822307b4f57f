import NIOCore

/// What is to be done at a time to come, the next of it at hand.
struct AlarmQueue {
    struct Alarm {
        let number: UInt64
        let time: NIODeadline
        let action: () -> Void
    }

    /// By time, the next one last, since taking the last is cheapest; few wait at any time.
    private var alarms: [Alarm] = []
    private var count: UInt64 = 0

    /// When the next alarm is due; nil where none waits.
    var next: NIODeadline? { alarms.last?.time }

    /// Adds an alarm; the number is for `remove`.
    mutating func add(at time: NIODeadline, _ action: @escaping () -> Void) -> UInt64 {
        count += 1
        // Of two for the same time, the first one is to ring first.
        var (low, high) = (0, alarms.count)
        while low < high {
            let middle = (low + high) / 2
            if alarms[middle].time > time { low = middle + 1 } else { high = middle }
        }
        alarms.insert(Alarm(number: count, time: time, action: action), at: low)
        return count
    }

    /// Forgets an alarm that has not rung.
    mutating func remove(_ number: UInt64) {
        alarms.removeAll { $0.number == number }
    }

    /// Takes the next alarm that is due by then; nil where there is none.
    mutating func takeDue(by time: NIODeadline) -> Alarm? {
        guard let last = alarms.last, last.time <= time else { return nil }
        return alarms.removeLast()
    }
}
