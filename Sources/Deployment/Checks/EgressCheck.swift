import Routing

/// The function reaches what its table needs, and nothing else.
enum EgressCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        if service.function != nil, service.setting("vpc") == nil {
            findings.report(.noVPC(at: service.place("provider")))
        }
        let plan = plan(deployed, &findings)
        let groups = service.resources(of: "AWS::EC2::SecurityGroup")
        for group in groups {
            if let key = group.properties?.key("SecurityGroupIngress") { findings.report(.ingress(key)) }
            let rules = group.properties?["SecurityGroupEgress"]
            guard let rules, rules.isUndetermined || !(rules.list ?? []).isEmpty else {
                let key = group.properties?.key("SecurityGroupEgress") ?? group.node
                findings.report(.noEgressRule(at: key.place))
                continue
            }
            check(rules, against: isFunctions(group, service) ? plan : nil, deployed, &findings)
        }
        for rule in service.resources(of: "AWS::EC2::SecurityGroupIngress") {
            findings.report(.ingress(rule.node))
        }
        for rule in service.resources(of: "AWS::EC2::SecurityGroupEgress") {
            guard let properties = rule.properties, WrittenRule(properties).isOpen else { continue }
            findings.report(.openEgress(properties))
        }
    }

    /// Whether it is the group that the function is in.
    private static func isFunctions(_ group: Service.Resource, _ service: Service) -> Bool {
        (service.setting("vpc")?["securityGroupIds"]?.list ?? []).contains { element in
            element["Ref"]?.text == group.id || element["Fn::GetAtt"]?.list?.first?.text == group.id
        }
    }

    private static func plan(_ deployed: Deployed, _ findings: inout Findings) -> EgressPlan? {
        guard let table = deployed.table else { return nil }
        return EgressPlan(
            table,
            isReloaded: deployed.isReloaded,
            environment: deployed.environment,
            at: deployed.environmentPath,
            &findings
        )
    }

    private static func check(
        _ rules: Node,
        against plan: EgressPlan?,
        _ deployed: Deployed,
        _ findings: inout Findings
    ) {
        let written = (rules.list ?? []).map(WrittenRule.init)
        let needed = Set(plan?.rules ?? [])
        for rule in written where rule.isOpen && !(rule.rule.map(needed.contains) ?? false) {
            findings.report(.openEgress(rule.node))
        }
        guard let plan else { return }
        let expected = plan.rules.isEmpty ? Set([EgressRule.nothing].compactMap { $0 }) : needed
        let command = command(deployed)
        let before = findings.count
        for rule in plan.rules where !written.contains(where: { $0.rule == rule }) {
            for need in plan.needs[rule] ?? [] { findings.report(.missingEgress(rule, need, rules, command)) }
        }
        for rule in written where !rule.isOpen && !(rule.rule.map(expected.contains) ?? false) {
            findings.report(.idleEgress(rule.node, command))
        }
        if findings.count == before { checkText(rules, plan, command, &findings) }
    }

    /// A file that was written by us is as we would write it now.
    private static func checkText(
        _ rules: Node,
        _ plan: EgressPlan,
        _ command: String,
        _ findings: inout Findings
    ) {
        let lines = String(decoding: rules.place.source.bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true)
        guard lines.first?.hasPrefix("# Written by `switchyard deploy egress") == true else { return }
        let text = lines.filter { !$0.hasPrefix("#") }.map { "\($0)\n" }.joined()
        if text != EgressFile.rules(plan) { findings.report(.staleEgress(rules, command)) }
    }

    private static func command(_ deployed: Deployed) -> String {
        "switchyard deploy egress \(deployed.tablePath ?? "TABLE") --stage \(deployed.service.stage)"
    }
}
