// swift-tools-version: 6.2
import PackageDescription

// Targets stand bottom up: each names only targets above it.
// libyaml, libpcre2 and libsodium are linked from their archives, so that `bootstrap` carries them inside.
let yaml = LinkerSetting.linkedLibrary(":libyaml.a")
let pcre2 = LinkerSetting.linkedLibrary(":libpcre2-8.a")
let sodium = LinkerSetting.linkedLibrary(":libsodium.a")

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// What the inner benchmark counts: the linker hands these calls to `AllocationCount`.
let countedCalls = ["malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "free"]

let package = Package(
    name: "switchyard",
    products: [
        .executable(name: "bootstrap", targets: ["bootstrap"]),
        .executable(name: "switchyard", targets: ["switchyard"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CGlibc"),
        .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
        .target(name: "Messages", dependencies: [httpTypes]),
        .target(name: "Sockets", dependencies: ["CGlibc", nioCore]),
        .target(
            name: "Routing",
            dependencies: ["Messages", "CLibYAML", "CPCRE2", httpTypes],
            linkerSettings: [yaml, pcre2]
        ),
        .target(name: "Deployment", dependencies: ["Messages", "Routing"]),
        .target(name: "GatewayEvents", dependencies: ["Messages", httpTypes]),
        .target(name: "FrontEnds", dependencies: ["GatewayEvents", "Messages", httpTypes]),
        .target(name: "TableTools", dependencies: ["GatewayEvents", "Messages", "Routing", httpTypes]),
        .target(
            name: "HTTPClient",
            dependencies: [
                "CGlibc", "Messages", "Sockets", httpTypes, nioCore, nioEmbedded, nioPosix, nioSSL, nioTLS,
            ]
        ),
        .target(name: "Logs", dependencies: ["Messages", logging]),
        .target(
            name: "Forwarding",
            dependencies: [
                "CSodium", "GatewayEvents", "HTTPClient", "Logs", "Messages", "Routing", httpTypes, logging,
                nioCore,
            ],
            linkerSettings: [sodium]
        ),
        .target(
            name: "LambdaRuntime",
            dependencies: [
                "GatewayEvents", "HTTPClient", "Logs", "Messages", httpTypes, logging, nioCore,
            ]
        ),
        .target(
            name: "LocalGateway",
            dependencies: ["FrontEnds", "Messages", httpTypes, nioCore, nioPosix, nioHTTP1]
        ),
        .executableTarget(
            name: "bootstrap",
            dependencies: [
                "Forwarding", "GatewayEvents", "HTTPClient", "LambdaRuntime", "Logs", "Messages",
                "Routing", "Sockets", httpTypes, logging, nioCore,
            ]
        ),
        .executableTarget(
            name: "switchyard",
            dependencies: [
                "Deployment", "FrontEnds", "GatewayEvents", "LocalGateway", "Messages", "Routing",
                "TableTools",
                arguments, nioCore, nioPosix,
            ]
        ),
        // The benchmark: built as `bootstrap` is, and no part of it. See docs/performance.md.
        .target(name: "AllocationCount", path: "Benchmarks/AllocationCount"),
        .target(
            name: "BenchmarkParts",
            dependencies: ["FrontEnds", "GatewayEvents", "Messages"],
            path: "Benchmarks/Parts"
        ),
        .executableTarget(
            name: "InnerBenchmark",
            dependencies: [
                "AllocationCount", "BenchmarkParts", "Forwarding", "FrontEnds", "GatewayEvents", "HTTPClient",
                "LambdaRuntime", "Logs", "Messages", "Routing", "Sockets", httpTypes, logging, nioCore,
            ],
            path: "Benchmarks/Inner",
            linkerSettings: [.unsafeFlags(countedCalls.flatMap { ["-Xlinker", "--wrap=\($0)"] })]
        ),
        .executableTarget(
            name: "OuterBenchmark",
            dependencies: ["BenchmarkParts", "FrontEnds"],
            path: "Benchmarks/Outer"
        ),
        .testTarget(name: "MessagesTests", dependencies: ["Messages"]),
        .testTarget(name: "RoutingTests", dependencies: ["Messages", "Routing", httpTypes]),
        .testTarget(name: "DeploymentTests", dependencies: ["Deployment", "Routing"]),
        .testTarget(name: "TableToolsTests", dependencies: ["Messages", "Routing", "TableTools", httpTypes]),
        .testTarget(name: "GatewayEventsTests", dependencies: ["GatewayEvents", "Messages", httpTypes]),
        .testTarget(
            name: "FrontEndsTests",
            dependencies: ["FrontEnds", "GatewayEvents", "Messages", httpTypes]
        ),
        .testTarget(
            name: "SocketsTests",
            dependencies: ["FaultServers", "RunningLoops", "Sockets", nioCore]
        ),
        // Loops of the tests' own, on threads of theirs.
        .target(name: "RunningLoops", dependencies: ["Sockets"], path: "Tests/RunningLoops"),
        // Servers of the tests' own that break the protocol, shared by two suites.
        .target(name: "FaultServers", dependencies: [nioPosix], path: "Tests/FaultServers"),
        .testTarget(
            name: "HTTPClientTests",
            dependencies: [
                "FaultServers", "HTTPClient", "Messages", "RunningLoops", "Sockets", httpTypes, nioCore,
                nioPosix,
                nioHTTP1, nioSSL,
            ]
        ),
        .testTarget(
            name: "BootstrapTests",
            dependencies: [
                "FrontEnds", "GatewayEvents", "LambdaRuntime", "LocalGateway", "Logs", "Messages",
                "RunningLoops",
                "Sockets", "bootstrap", httpTypes, logging, nioCore, nioPosix,
            ]
        ),
        .testTarget(name: "LogsTests", dependencies: ["Logs", logging]),
        .testTarget(
            name: "ForwardingTests",
            dependencies: [
                "Forwarding", "HTTPClient", "LocalGateway", "Logs", "Messages", "Routing", "RunningLoops",
                "Sockets",
                httpTypes, logging, nioCore, nioPosix,
            ]
        ),
        .testTarget(
            name: "LambdaRuntimeTests",
            dependencies: [
                "HTTPClient", "LambdaRuntime", "LocalGateway", "Messages", "RunningLoops", "Sockets",
                httpTypes,
                logging, nioCore,
                nioPosix,
            ]
        ),
        .testTarget(
            name: "LocalGatewayTests",
            dependencies: ["FrontEnds", "LocalGateway", "Messages", httpTypes, nioCore, nioPosix, nioHTTP1]
        ),
        .testTarget(
            name: "BenchmarkPartsTests",
            dependencies: ["BenchmarkParts", "FrontEnds", "GatewayEvents", "Messages", "Routing", httpTypes]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "FaultServers", "FrontEnds", "GatewayEvents", "LocalGateway", "Messages", httpTypes, nioCore,
                nioPosix,
            ]
        ),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
}
