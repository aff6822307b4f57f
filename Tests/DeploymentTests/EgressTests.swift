import Routing
import Testing

@testable import Deployment

struct EgressTests {
    private func egress(_ table: String, _ environment: String = "names: {}") throws(RejectedTable) -> Egress
    {
        let files = TableFiles.memory(["routes.yml": table, "deploy/environments/prod.yml": environment])
        return try Egress(
            table: "routes.yml",
            stage: "prod",
            folder: "deploy",
            files: files,
            variables: Variables(["SET": "10.0.0.9"], allowsUnset: true)
        )
    }

    @Test func `the rules are the backends' addresses and ports, each once and in a stable order`() throws {
        let egress = try egress(
            """
            version: 1
            backends:
              late: {endpoints: [{url: "http://10.0.2.1:80"}, {url: "https://10.0.1.1"}]}
              same: http://10.0.1.1:443
              six: "http://[2001:db8::1]:8080"
              name: http://build.internal:8080
              idle: http://10.9.9.9
            routes:
              - {match: {path: /a}, backend: late}
              - {match: {path: /b}, backend: same}
              - {match: {path: /c}, backend: six, mirror: {backend: name}}
            """,
            "names: {build.internal: {securityGroup: sg-1}}"
        )
        #expect(egress.path == "deploy/egress/prod.yml")
        #expect(
            egress.text == """
                # Written by `switchyard deploy egress routes.yml --stage prod`: edit the table, then run it again.
                - Description: "late, same"
                  IpProtocol: tcp
                  FromPort: 443
                  ToPort: 443
                  CidrIp: 10.0.1.1/32
                - Description: "late"
                  IpProtocol: tcp
                  FromPort: 80
                  ToPort: 80
                  CidrIp: 10.0.2.1/32
                - Description: "six"
                  IpProtocol: tcp
                  FromPort: 8080
                  ToPort: 8080
                  CidrIpv6: "2001:db8::1/128"
                - Description: "name"
                  IpProtocol: tcp
                  FromPort: 8080
                  ToPort: 8080
                  DestinationSecurityGroupId: sg-1

                """
        )
    }

    @Test func `a table that reaches nothing has a rule all the same`() throws {
        let egress = try egress("version: 1\nroutes: [{respond: {status: 204}}]")
        #expect(egress.text.contains("CidrIp: 127.0.0.1/32"))
    }

    @Test func `secrets of AWS and a reload need their interface endpoints`() throws {
        let table = """
            version: 1
            reload: {every: 60s}
            routes:
              - match: {path: /hook}
                verify: {preset: github, secrets: ["secretsmanager://a", "ssm://b"]}
                respond: {status: 204}
            """
        let endpoints = "endpoints: {secretsmanager: sg-a, ssm: sg-b, appconfig: sg-c}"
        let text = try egress(table, endpoints).text
        for group in ["sg-a", "sg-b", "sg-c"] {
            #expect(text.contains("DestinationSecurityGroupId: \(group)"))
        }
        #expect(rejected(table) == [.unknownAddress, .unknownAddress, .unknownAddress])
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let url: String
        let environment: String
        let codes: [Diagnostic.Code]
    }

    @Test(arguments: [
        Case(
            testDescription: "a name that nobody knows",
            url: "http://a.b",
            environment: "x: 1",
            codes: [.unknownAddress]
        ),
        Case(
            testDescription: "a name that leads nowhere",
            url: "http://a.b",
            environment: "names: {a.b: {}}",
            codes: [.unknownAddress]
        ),
        Case(
            testDescription: "a block that is none",
            url: "http://a.b",
            environment: "names: {a.b: {cidrs: [10.0.0.0/40]}}",
            codes: [.invalidAddress]
        ),
        Case(
            testDescription: "an address in a variable that is not set",
            url: "http://${UNSET}",
            environment: "x: 1",
            codes: [.unknownAddress]
        ),
        Case(
            testDescription: "an address in a variable",
            url: "http://${SET}",
            environment: "x: 1",
            codes: []
        ),
        Case(
            testDescription: "a public name",
            url: "https://a.b",
            environment: "names: {a.b: {public: true}}",
            codes: []
        ),
    ])
    func `a backend has an address, or it is said whose is missing`(_ row: Case) {
        let table = "version: 1\nbackends: {one: \"\(row.url)\"}\nroutes: [{backend: one}]"
        #expect(rejected(table, row.environment) == row.codes)
    }

    @Test func `only a public backend opens the group`() throws {
        var folder = Folder.shipped
        let environment = "deploy/environments/prod.yml"
        try folder.replace("    cidrs: [10.0.3.0/24]", with: "    public: true", in: environment)
        let egress = try Egress(
            table: "routes/prod.yml",
            stage: "prod",
            folder: "deploy",
            files: folder.files,
            variables: Variables(allowsUnset: true)
        )
        folder.write(egress.text, to: egress.path)
        #expect(folder.check("rest-api", stage: "prod").filter { $0.severity == .error } == [])
    }

    @Test(arguments: ["dev", "staging", "prod"])
    func `the files in the repository are as the tables make them`(_ stage: String) throws {
        let egress = try Egress(
            table: "routes/\(stage).yml",
            stage: stage,
            folder: "deploy",
            files: Folder.shipped.files,
            variables: Variables(allowsUnset: true)
        )
        #expect(egress.text == Folder.shipped.texts[egress.path])
    }

    @Test func `a file in another order than it would be written in is stale`() throws {
        var folder = Folder.shipped
        let path = "deploy/egress/prod.yml"
        try folder.replace("Description: \"orders\"", with: "Description: \"order\"", in: path)
        let found = folder.check("rest-api", stage: "prod").filter { $0.severity == .error }
        #expect(found.map(\.code) == [.staleEgress])
        #expect(found.first?.fix == "run `switchyard deploy egress routes/prod.yml --stage prod`")
    }

    private func rejected(_ table: String, _ environment: String = "x: 1") -> [Diagnostic.Code] {
        do throws(RejectedTable) {
            _ = try egress(table, environment)
            return []
        } catch {
            return error.diagnostics.filter { $0.severity == .error }.map(\.code)
        }
    }
}
