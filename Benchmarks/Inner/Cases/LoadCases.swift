import BenchmarkParts
import Routing

/// From YAML to a router, all checks on the way; what is kept is the table's memory.
enum LoadCases {
    static var all: [BenchmarkCase] {
        [10, 100, 1000, 10_000].map { load(.mixed, $0) } + [load(.regex, 1000)]
            + [
                BenchmarkCase("load/sample-100", counted: 10) {
                    operation(Array(SampleTable.text(backendPort: 80).utf8))
                }
            ]
    }

    private static func load(_ kind: RouteKind, _ size: Int) -> BenchmarkCase {
        BenchmarkCase("load/\(kind.rawValue)-\(size)", counted: max(1, min(10, 1000 / size))) {
            operation(kind.table(size))
        }
    }

    private static func operation(_ text: [UInt8]) -> Operation {
        // Kept until the next batch, so that the memory of one can be told.
        let kept = Kept()
        return .work(
            prepare: {
                kept.routers.removeAll(); kept.routers.reserveCapacity($0)
            },
            run: { _ in
                guard let table = try? RouteTable.load(text, named: "routes.yml", variables: Variables())
                else { return }
                kept.routers.append(Router(table))
            }
        )
    }

    private final class Kept {
        var routers: [Router] = []
    }
}
