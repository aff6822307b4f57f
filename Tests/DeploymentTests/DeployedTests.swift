import Routing
import Testing

@testable import Deployment

struct DeployedTests {
    static let variants = ["rest-api", "http-api", "rest-api-vpc-link", "http-api-vpc-link", "function-url"]

    @Test(arguments: variants, ["dev", "staging", "prod"])
    func `every variant in every environment is fine but for the samples' values`(
        _ variant: String,
        _ stage: String
    ) {
        let found = Folder.shipped.check(variant, stage: stage)
        #expect(found.filter { $0.severity == .error }.map(\.rendered) == [])
        #expect(found.contains { $0.code == .sampleValue })
    }

    struct Choice: CustomTestStringConvertible, Sendable {
        let variant: String
        let old: String
        let new: String
        var testDescription: String { "\(variant): \(new)" }
    }

    @Test(arguments: [
        Choice(variant: "rest-api", old: "  responseMode: buffered ", new: "  responseMode: streaming "),
        Choice(variant: "rest-api", old: "  firewall: none ", new: "  firewall: rateLimit "),
        Choice(variant: "rest-api", old: "secrets: variables ", new: "secrets: extension "),
        Choice(variant: "http-api", old: "httpApi:\n  callers: iam ", new: "httpApi:\n  callers: anyone "),
        Choice(variant: "rest-api-vpc-link", old: "  kind: alb ", new: "  kind: nlb "),
        Choice(
            variant: "rest-api-vpc-link",
            old: "29000              # milliseconds\n  callers: iam ",
            new: "29000              # milliseconds\n  callers: anyone "
        ),
    ])
    func `every choice of an environment is fine`(_ choice: Choice) throws {
        var folder = Folder.shipped
        try folder.replace(choice.old, with: choice.new, in: "deploy/environments/prod.yml")
        let found = folder.check(choice.variant, stage: "prod")
        #expect(found.filter { $0.severity == .error }.map(\.rendered) == [])
    }

    @Test func `an unknown stage stops with a sentence`() {
        let found = Folder.shipped.check("rest-api", stage: "live")
        #expect(
            found.first?.rendered == """
                deploy/rest-api/serverless.yml:7:8: error: `deploy/environments/live.yml` can't be read: no such file \
                [unreadable-file]
                    7 |   env: ${file(../environments/${sls:stage}.yml)}
                      |        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                """
        )
    }

    @Test func `a finding names the file and the line where the value is written`() throws {
        var folder = Folder.shipped
        try folder.replace("  timeout: 25 ", with: "  timeout: 40 ", in: "deploy/environments/prod.yml")
        let found = folder.check("rest-api", stage: "prod").first { $0.code == .functionTimeout }
        #expect(
            found?.rendered == """
                deploy/environments/prod.yml:27:12: error: the function may take 40 s, and its front end waits 29000 ms \
                [function-timeout]
                   27 |   timeout: 40                 # seconds; above the longest route, below the front end's limit
                      |            ^~
                      = fix: make it less
                """
        )
    }

    @Test func `a webhook behind a key or a login is caught, on a path of its own it is not`() throws {
        for (variant, file, choice) in [
            ("rest-api", "rest-events", "apiKey"), ("rest-api", "rest-events", "iam"),
            ("rest-api", "rest-events", "authorizer"), ("http-api", "http-events", "jwt"),
        ] {
            var folder = Folder.shipped
            let api = variant == "rest-api" ? "restApi" : "httpApi"
            let path = "deploy/environments/prod.yml"
            let current = variant == "rest-api" ? "anyone" : "iam"
            try folder.replace(
                "\(api):\n  callers: \(current) ",
                with: "\(api):\n  callers: \(choice) ",
                in: path
            )
            #expect(folder.check(variant, stage: "prod").filter { $0.severity == .error } == [])

            let text = try #require(folder.texts["deploy/resources/\(file).yml"])
            folder.write(
                text.replacing("/hooks/{proxy+}", with: "/hook/{proxy+}"),
                to: "deploy/resources/\(file).yml"
            )
            let found = folder.check(variant, stage: "prod")
            #expect(found.contains { $0.code == .webhookBlocked }, "\(choice)")
        }
    }

    @Test func `webhooks can't come through a Function URL with a login, which is said and no error`() throws
    {
        var folder = Folder.shipped
        let blocked = folder.check("function-url", stage: "prod").filter { $0.code == .webhookBlocked }
        #expect(blocked.map(\.severity) == [.warning])
        let (old, new) = ("functionUrl:\n  callers: iam ", "functionUrl:\n  callers: anyone ")
        try folder.replace(old, with: new, in: "deploy/environments/prod.yml")
        #expect(!folder.check("function-url", stage: "prod").contains { $0.code == .webhookBlocked })
    }

    @Test func `a variable that the shell lacks is a warning, and its value is never shown`() {
        let found = Folder.shipped.check("rest-api", stage: "prod", environment: [:])
        #expect(found.filter { $0.severity == .error } == [])
        #expect(found.contains { $0.code == .unsetVariable && $0.message.contains("GITHUB_WEBHOOK_SECRET") })
        let shown = Folder.shipped.check("rest-api", stage: "prod").map(\.rendered).joined()
        #expect(!shown.contains("hidden"))
    }

    @Test func `an artifact for arm64 has its own way to be made`() throws {
        var folder = Folder.shipped
        let path = "deploy/environments/prod.yml"
        try folder.replace("architecture: x86_64", with: "architecture: arm64", in: path)
        let found = folder.check("rest-api", stage: "prod").first { $0.code == .noArtifact }
        #expect(
            found?.message
                == "`dist/switchyard-0.1.0-arm64.zip` is not there: the layer has no `bootstrap` for arm64"
        )
        #expect(found?.fix == "build it with `make package-arm64`")
        folder.write("", to: "dist/switchyard-0.1.0-arm64.zip")
        #expect(folder.check("rest-api", stage: "prod").filter { $0.severity == .error } == [])
    }
}
