import Routing

/// What whoever is on call relies on: bounds, logs that end, a role that can do little, alarms that ring.
enum OperationCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        checkLogs(service, &findings)
        checkAlarms(service, &findings)
        guard let function = service.function else { return }
        if function["reservedConcurrency"] == nil {
            findings.report(.noConcurrency(at: service.place("functions")))
        }
        if service.provider?["versionFunctions"]?.boolean != false, function["provisionedConcurrency"] == nil
        {
            findings.report(.oldVersions(at: service.place("provider", "versionFunctions")))
        }
        checkRole(service, &findings)
    }

    private static func checkLogs(_ service: Service, _ findings: inout Findings) {
        if service.function != nil, service.setting("logRetentionInDays") == nil {
            findings.report(.noRetention("the function's log", at: service.place("provider")))
        }
        for group in service.resources(of: "AWS::Logs::LogGroup")
        where group.properties?["RetentionInDays"] == nil {
            findings.report(.noRetention("the log `\(group.id)`", at: group.node.place))
        }
    }

    private static func checkRole(_ service: Service, _ findings: inout Findings) {
        let role = service.function?["role"] ?? service.provider?["iam"]?["role"]
        let names = [role?["Fn::GetAtt"]?.list?.first?.text, role?.text].compactMap { $0 }
        let own = service.resources(of: "AWS::IAM::Role").first { names.contains($0.id) }
        guard let own else {
            findings.report(
                .broadRole("the function has no role of its own", at: service.place("provider", "iam"))
            )
            return
        }
        if let key = own.properties?.key("ManagedPolicyArns") {
            findings.report(.broadRole("the function's role takes a policy of AWS", at: key.place))
        }
        for policy in own.properties?["Policies"]?.list ?? [] {
            for statement in policy["PolicyDocument"]?["Statement"]?.elements ?? [] {
                checkStatement(statement, &findings)
            }
        }
    }

    private static func checkStatement(_ statement: Node, _ findings: inout Findings) {
        guard statement["Effect"]?.text == "Allow" else { return }
        for action in statement["Action"]?.elements ?? [] {
            guard let text = action.text, text == "*" || text.hasSuffix(":*") else { continue }
            findings.report(.broadRole("the function's role allows `\(text)`", at: action.place))
        }
        let isNetwork = (statement["Action"]?.texts ?? []).allSatisfy { $0.hasPrefix("ec2:") }
        if !isNetwork, let all = statement["Resource"]?.elements.first(where: { $0.text == "*" }) {
            findings.report(.broadRole("the function's role has no limit to its resources", at: all.place))
        }
    }

    private static func checkAlarms(_ service: Service, _ findings: inout Findings) {
        let alarms = service.resources(of: "AWS::CloudWatch::Alarm")
        for alarm in alarms where (alarm.properties?["AlarmActions"]?.list ?? []).isEmpty {
            findings.report(.deafAlarm("the alarm `\(alarm.id)` tells nobody", at: alarm.node.place))
        }
        guard service.function != nil else { return }
        for metric in ["Errors", "Throttles", "Duration"]
        where !alarms.contains(where: { $0.properties?["MetricName"]?.text == metric }) {
            findings.report(.deafAlarm("there is no alarm on `\(metric)`", at: service.place("resources")))
        }
        let timeout = service.setting("timeout")?.integer.map { Double($0) * 1000 }
        let reserved = service.function?["reservedConcurrency"]?.integer.map { Double($0) }
        for (metric, most) in [("Duration", timeout), ("ConcurrentExecutions", reserved)] {
            for alarm in alarms where alarm.properties?["MetricName"]?.text == metric {
                guard let most, let node = alarm.properties?["Threshold"], let text = node.text,
                    let threshold = Double(text), threshold >= most
                else { continue }
                findings.report(.deafAlarm("`\(metric)` can't go over \(text)", at: node.place))
            }
        }
    }
}
