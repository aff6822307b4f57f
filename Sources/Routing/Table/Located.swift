/// A value with the node it was read from, for checks that compare values of several places.
struct Located<Value: Sendable>: Sendable {
    let value: Value
    let node: Node

    init(_ value: Value, _ node: Node) {
        self.value = value
        self.node = node
    }

    /// Nil where there is no value.
    init?(_ value: Value?, _ node: Node) {
        guard let value else { return nil }
        self.init(value, node)
    }
}
