import Glibc
import Testing

/// The programs that these tests run, none of which is ours but the two that are tested.
enum Tools {
    /// AWS's Runtime Interface Emulator, fetched by `make tools`.
    static let emulator = packageFolder + "/.tools/aws-lambda-rie"
    static let nginx = "/usr/sbin/nginx"
    /// The release build, or what `SWITCHYARD_BOOTSTRAP` names.
    static let bootstrap =
        variable("SWITCHYARD_BOOTSTRAP") ?? packageFolder + "/.build-static/release/bootstrap"
    /// The debug build of the command line, or what `SWITCHYARD` names.
    static let switchyard = variable("SWITCHYARD") ?? packageFolder + "/.build/debug/switchyard"

    /// How many invocations the soak takes: few unless `SWITCHYARD_SOAK` says more, as `make soak` does.
    static let soakInvocations = variable("SWITCHYARD_SOAK").flatMap { Int($0) } ?? 1000

    /// Whether a test that needs this program may run: what is missing is a failure in CI and a skip elsewhere.
    static func mayUse(_ path: String) -> Bool {
        let isThere = unsafe access(path, X_OK) == 0
        return isThere || variable("CI") == "true"
    }

    static let packageFolder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }
}

extension Trait where Self == ConditionTrait {
    static var needsEmulator: Self {
        .enabled(if: Tools.mayUse(Tools.emulator), "AWS's emulator is not here: run `make tools`")
    }

    static var needsNginx: Self {
        .enabled(if: Tools.mayUse(Tools.nginx), "nginx is not here: install Debian's package")
    }

    static var needsBootstrap: Self {
        .enabled(if: Tools.mayUse(Tools.bootstrap), "the static bootstrap is not here: run `make release`")
    }

    static var needsSwitchyard: Self {
        .enabled(if: Tools.mayUse(Tools.switchyard), "switchyard is not here: run `swift build`")
    }
}
