import Glibc
import LambdaRuntime
import Logging
import Logs
import Messages
import NIOCore
import Sockets

/// The Lambda custom runtime: environment in, wiring, run.
@main
enum Bootstrap {
    static func main() {
        guard CommandLine.argc < 2 || !CommandLine.arguments.dropFirst().contains("--version") else {
            print("switchyard bootstrap \(switchyardVersion)")
            return
        }
        // A peer that closes must be an error of one write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let environment = Environment.read()
        let sink = LogSink(
            format: LogFormat(variable: environment["AWS_LAMBDA_LOG_FORMAT"]),
            level: Logger.Level(variable: environment["AWS_LAMBDA_LOG_LEVEL"]) ?? .info
        )
        do throws(IOError) {
            let loop = try SocketLoop()
            let service = Service(environment, sink: sink, eventLoop: loop)
            Task(executorPreference: EventLoopExecutor(loop)) {
                exit(await service.run())
            }
            loop.run()
        } catch {
            print("switchyard cannot start: \(error)")
            exit(1)
        }
    }
}
