import Dispatch
import Glibc

/// The wish of a person or a supervisor that the program end: SIGINT, SIGTERM or SIGHUP.
enum Stop {
    /// Waits for the first such signal; the program is not ended by it any more.
    static func requested() async {
        let (signals, heard) = AsyncStream<Void>.makeStream()
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { heard.yield() }
            source.activate()
            return source
        }
        for await _ in signals.prefix(1) {}
        withExtendedLifetime(sources) {}
    }
}
