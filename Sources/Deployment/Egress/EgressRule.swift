import Messages

/// One thing that the function may open connections to: addresses, or the members of a security group, on a TCP port.
struct EgressRule: Hashable {
    enum Destination: Hashable {
        case block(CIDR)
        /// The id of a security group.
        case group(String)
    }

    let destination: Destination
    let port: Int

    /// Whether it leads everywhere.
    var isOpen: Bool {
        guard case .block(let block) = destination else { return false }
        return block.prefixLength == 0
    }

    /// What stands in for no rule at all, which CloudFormation would make "everything".
    static let nothing: EgressRule? = CIDR("127.0.0.1/32").map {
        EgressRule(destination: .block($0), port: 1)
    }

    var shown: String {
        switch destination {
        case .block(let block): "\(block) port \(port)"
        case .group(let group): "\(group) port \(port)"
        }
    }
}

extension EgressRule: Comparable {
    /// Addresses before groups, IPv4 before IPv6, then by number: the same table gives the same file.
    static func < (left: EgressRule, right: EgressRule) -> Bool {
        switch (left.destination, right.destination) {
        case (.block(let a), .block(let b)):
            let keys = [a, b].map {
                [$0.address.bytes.count] + $0.address.bytes.map(Int.init) + [$0.prefixLength]
            }
            return keys[0] == keys[1] ? left.port < right.port : keys[0].lexicographicallyPrecedes(keys[1])
        case (.group(let a), .group(let b)): return a == b ? left.port < right.port : a < b
        case (.block, .group): return true
        case (.group, .block): return false
        }
    }
}
