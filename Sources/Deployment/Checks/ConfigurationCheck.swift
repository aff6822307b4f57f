import Routing

/// The framework only warns of a key that it does not know, and goes on, unless it is told to stop.
enum ConfigurationCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        guard let mode = service.root["configValidationMode"] else {
            findings.report(.uncheckedConfiguration(at: service.place("service")))
            return
        }
        if !mode.isUndetermined, mode.text != "error" {
            findings.report(.uncheckedConfiguration(at: mode.place))
        }
    }
}
