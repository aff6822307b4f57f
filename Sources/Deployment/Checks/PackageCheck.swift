import Routing

/// The function's package is made of the table at every deployment, and the layer's artifact is there and of the
/// function's architecture.
enum PackageCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        guard service.function != nil else { return }
        for owner in [service.root, service.function].compactMap({ $0?["package"] }) {
            if let key = owner.key("artifact") { findings.report(.oldPackage(key)) }
        }
        for layer in service.root["layers"]?.map ?? [] {
            guard let artifact = layer.value["package"]?["artifact"], !artifact.isUndetermined else {
                continue
            }
            check(artifact, deployed, &findings)
        }
    }

    private static func check(_ artifact: Node, _ deployed: Deployed, _ findings: inout Findings) {
        guard let name = artifact.text else { return }
        let path = ServicePath.resolve(name, in: deployed.service.folder)
        let architecture = deployed.service.setting("architecture")?.text ?? "x86_64"
        let others = ["x86_64", "arm64"].filter { $0 != architecture }
        if let other = others.first(where: { name.hasSuffix("-\($0).zip") }) {
            findings.report(.otherArchitecture(artifact, other, architecture))
            return
        }
        guard deployed.needsArtifact else { return }
        let names = deployed.files.names(ServicePath.folder(of: path)) ?? []
        if !names.contains(ServicePath.name(of: path)) {
            findings.report(.noArtifact(path, architecture, artifact))
        }
    }
}
