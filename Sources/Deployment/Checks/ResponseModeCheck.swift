import Routing

/// The function answers in the form that its front end expects: the event never says which, so a wrong pair is an
/// empty body, an envelope in place of a page, or a 500.
enum ResponseModeCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        guard let function = service.function else { return }
        let mode = service.variable("RESPONSE_MODE")
        guard mode?.isUndetermined != true else { return }
        let streams = mode?.text == "streaming"
        let place = mode?.place ?? service.place("functions")
        for event in service.events("http") {
            let node = event["response"]?["transferMode"]
            check(node?.text == "STREAM", node?.place ?? event.place, "transferMode: STREAM")
        }
        if !service.events("httpApi").isEmpty, streams { findings.report(.httpAPIStreams(at: place)) }
        if let url = function["url"] {
            let node = url["invokeMode"]
            check(node?.text == "RESPONSE_STREAM", node?.place ?? url.place, "invokeMode: RESPONSE_STREAM")
        }

        func check(_ frontEndStreams: Bool, _ other: Place, _ setting: String) {
            guard frontEndStreams != streams else { return }
            findings.report(.responseMode(setting, functionStreams: streams, at: place, frontEnd: other))
        }
    }
}
