import Messages
import Routing

/// The file with the rules of the function's security group: one text for one table and environment.
enum EgressFile {
    /// The whole text, comments first; a table that reaches nothing still has a rule, since none would be open.
    static func text(_ plan: EgressPlan, table: String, stage: String) -> String {
        """
        # Written by `switchyard deploy egress \(table) --stage \(stage)`: edit the table, then run it again.

        """ + rules(plan)
    }

    /// Without the comments.
    static func rules(_ plan: EgressPlan) -> String {
        guard !plan.rules.isEmpty else {
            return EgressRule.nothing.map { rule($0, "nothing may leave") } ?? ""
        }
        return plan.rules.map { rule in
            var names: [String] = []
            for need in plan.needs[rule] ?? [] where !names.contains(need.name) { names.append(need.name) }
            return self.rule(rule, names.joined(separator: ", "))
        }.joined()
    }

    private static func rule(_ rule: EgressRule, _ description: String) -> String {
        let destination =
            switch rule.destination {
            case .block(let block): "\(block.address.isV4 ? "CidrIp" : "CidrIpv6"): \(quoted("\(block)"))"
            case .group(let group): "DestinationSecurityGroupId: \(quoted(group))"
            }
        return """
            - Description: "\(cleaned(description))"
              IpProtocol: tcp
              FromPort: \(rule.port)
              ToPort: \(rule.port)
              \(destination)

            """
    }

    /// Quoted where YAML could read something else in it.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (0x2d...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20)
        }
        return isPlain ? text : "\"\(text.filter { $0 != "\"" && $0 != "\\" })\""
    }

    /// The characters that EC2 takes in a description, at most 255.
    private static func cleaned(_ text: String) -> String {
        let allowed = "._-:/()#,@[]+=;{}!$* "
        let bytes = text.utf8.prefix(255).map { byte in
            let isWord = (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
            return isWord || allowed.utf8.contains(byte) ? byte : UInt8(ascii: "_")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A rule as a service file has it.
struct WrittenRule {
    let node: Node
    /// Nil where it is none of the kind that `EgressFile` writes, such as a range of ports.
    let rule: EgressRule?
    /// Whether it leads everywhere, whatever its ports.
    let isOpen: Bool

    init(_ node: Node) {
        self.node = node
        let text = node["CidrIp"]?.text ?? node["CidrIpv6"]?.text
        let block = text.flatMap { CIDR($0) }
        isOpen = block?.prefixLength == 0
        let group = node["DestinationSecurityGroupId"]?.text
        let destination = block.map { EgressRule.Destination.block($0) } ?? group.map { .group($0) }
        let (from, to) = (node["FromPort"]?.integer, node["ToPort"]?.integer)
        let isTCP = node["IpProtocol"]?.text == "tcp" || node["IpProtocol"]?.text == "6"
        guard isTCP, let destination, let from, from == to else {
            rule = nil
            return
        }
        rule = EgressRule(destination: destination, port: from)
    }
}
