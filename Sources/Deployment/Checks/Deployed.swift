package import Routing

/// What is checked: a service for one stage, and the table that it ships.
package struct Deployed: Sendable {
    package let service: Service
    /// Nil where there is none, or none that loads.
    let table: RouteTable?
    /// The table's path as one would type it; nil where the service ships none.
    let tablePath: String?
    let isReloaded: Bool
    let files: TableFiles
    /// Whether the layer's artifact has to be there.
    let needsArtifact: Bool

    /// The environment's file, as the service has read it.
    var environment: Node? { service.root["custom"]?["env"] }

    var environmentPath: String { environment?.place.file ?? "deploy/environments/\(service.stage).yml" }

    /// Everything that is wrong with a service and its table, sorted by place.
    package static func check(
        folder: String,
        stage: String,
        files: TableFiles = .disk,
        environment: [String: String],
        parameters: [String: String] = [:],
        needsArtifact: Bool = true
    ) -> [Diagnostic] {
        var findings = Findings()
        let service = Service.read(
            folder: folder,
            stage: stage,
            files: files,
            environment: environment,
            parameters: parameters,
            &findings
        )
        guard let service else { return findings.sorted() }
        let table = ShippedTable(service, files: files, &findings)
        let deployed = Deployed(
            service: service,
            table: table?.table,
            tablePath: table?.path,
            isReloaded: table?.isReloaded ?? false,
            files: files,
            needsArtifact: needsArtifact
        )
        deployed.run(&findings)
        return findings.sorted()
    }

    /// Every check, one file each.
    private func run(_ findings: inout Findings) {
        ConfigurationCheck.run(self, &findings)
        PackageCheck.run(self, &findings)
        TimeoutCheck.run(self, &findings)
        ResponseModeCheck.run(self, &findings)
        EgressCheck.run(self, &findings)
        WebhookCheck.run(self, &findings)
        ThrottleCheck.run(self, &findings)
        PolicyCheck.run(self, &findings)
        OperationCheck.run(self, &findings)
        SampleCheck.run(self, &findings)
    }
}
