extension Array {
    /// One of the elements by chance, each with the share that its weight has; the only one at no cost.
    func chosen(by weight: (Element) -> Int) -> Element {
        guard count > 1 else { return self[0] }
        var point = Int.random(in: 0..<Swift.max(1, reduce(0) { $0 + weight($1) }))
        for element in self {
            point -= weight(element)
            if point < 0 { return element }
        }
        return self[0]
    }
}
