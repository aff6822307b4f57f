import Routing
import Testing

@testable import Deployment

struct VariableTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        /// What it becomes, `nil` for a text that is not known here.
        let value: String?
        var codes: [Diagnostic.Code] = []
        var testDescription: String { text }
    }

    private static let service = """
        service: shop
        custom:
          env: ${file(env.${sls:stage}.yml)}
          list: [one, two]
          flag: true
        params:
          default: {size: small, only: here}
          prod: {size: large}
        value: TEXT
        """

    @Test(arguments: [
        Case(text: "plain", value: "plain"),
        Case(text: "${self:service}", value: "shop"),
        Case(text: "a-${self:service}-${sls:stage}", value: "a-shop-prod"),
        Case(text: "${opt:stage}", value: "prod"),
        Case(text: "${opt:other, 'else'}", value: "else"),
        Case(text: "${opt:other, self:service}", value: "shop"),
        Case(text: "${opt:other, ${self:service}}", value: "shop"),
        Case(text: "${self:custom.list.1}", value: "two"),
        Case(text: "${self:custom.flag}", value: "true"),
        Case(text: "${self:custom.env.port}", value: "8080"),
        Case(text: "${file(env.prod.yml):port}", value: "8080"),
        Case(text: "${file(env.${self:custom.env.name}.yml):port}", value: "8080"),
        Case(text: "${file(env.prod.yml):${self:custom.env.key}}", value: "8080"),
        Case(text: "${param:size}", value: "large"),
        Case(text: "${param:only}", value: "here"),
        Case(text: "${env:SECRET}", value: "hidden"),
        Case(text: "${env:NONE, 'none'}", value: "none"),
        Case(text: "${AWS::Region}", value: "${AWS::Region}"),
        Case(text: "${Stack.Arn}/${self:service}", value: "${Stack.Arn}/shop"),
        Case(text: "${ssm:/a/b}", value: nil),
        Case(text: "${env:NONE}", value: nil, codes: [.unsetVariable]),
        Case(text: "${self:custom.none}", value: nil, codes: [.unresolvedVariable]),
        Case(text: "${self:value}", value: nil, codes: [.unresolvedVariable]),
        Case(text: "a ${self:custom.list}", value: nil, codes: [.wrongType]),
        Case(text: "${file(none.yml)}", value: nil, codes: [.unreadableFile, .unresolvedVariable]),
    ])
    func `a variable has the value that the framework gives it`(_ row: Case) throws {
        let files = TableFiles.memory([
            "svc/serverless.yml": VariableTests.service.replacing("TEXT", with: "\"\(row.text)\""),
            "svc/env.prod.yml": "port: 8080\nname: prod\nkey: port\nown: ${self:service}",
        ])
        var findings = Findings()
        let service = try #require(
            Service.read(
                folder: "svc",
                stage: "prod",
                files: files,
                environment: ["SECRET": "hidden"],
                &findings
            )
        )
        let node = try #require(service.root["value"])
        #expect(Set(findings.sorted().map(\.code)) == Set(row.codes))
        #expect(node.isUndetermined == (row.value == nil))
        if let value = row.value { #expect(node.text == value) }
    }

    @Test(arguments: [
        "a: ${self:}", "a:\n  b: ${self:a}", "a:\n  - ${self:a}\n  - ${self:a}", "a: ${file(serverless.yml)}",
    ])
    func `a value that holds itself ends in a finding`(_ text: String) {
        var findings = Findings()
        _ = Service.read(
            folder: "svc",
            stage: "prod",
            files: .memory(["svc/serverless.yml": text]),
            environment: [:],
            &findings
        )
        #expect(findings.sorted().contains { $0.code == .unresolvedVariable }, "\(text)")
    }

    @Test func `a value keeps the place where it is written, and a secret is shown by its name`() throws {
        let files = TableFiles.memory([
            "svc/serverless.yml": "custom:\n  env: ${file(env.yml)}\nport: ${self:custom.env.port}\n"
                + "secret: key-${env:SECRET}",
            "svc/env.yml": "name: x\nport: 8080",
        ])
        var findings = Findings()
        let service = Service.read(
            folder: "svc",
            stage: "prod",
            files: files,
            environment: ["SECRET": "hidden"],
            &findings
        )
        let root = try #require(service?.root)
        #expect(root["port"]?.place.description == "svc/env.yml:2:7")
        #expect(root["port"]?.integer == 8080)
        #expect(root["secret"]?.text == "key-hidden")
        #expect(root["secret"]?.shown == "key-${env:SECRET}")
    }
}
