import Messages

/// Lists of addresses and blocks.
enum AddressBlocks {
    /// What is none is reported and left out; a block with bits behind its prefix gives a warning.
    static func read(_ node: Node?, _ findings: inout Findings) -> [CIDR] {
        (node?.elements ?? []).compactMap { element in
            guard let text = element.text, !element.isUndetermined else { return nil }
            guard let block = CIDR(text) else {
                findings.report(.noAddressBlock(element))
                return nil
            }
            if block.hasHostBits { findings.report(.hostBits(element, block)) }
            return block
        }
    }
}
