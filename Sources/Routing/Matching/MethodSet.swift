import HTTPTypes

/// A set of methods as bits, those that HTTP does not define as one.
struct MethodSet: OptionSet, Sendable {
    let rawValue: UInt16

    static var other: MethodSet { MethodSet(rawValue: 1 << 9) }
    static var all: MethodSet { MethodSet(rawValue: (1 << 10) - 1) }

    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    init(_ method: HTTPRequest.Method) {
        switch method {
        case .get: self.init(rawValue: 1)
        case .post: self.init(rawValue: 1 << 1)
        case .put: self.init(rawValue: 1 << 2)
        case .delete: self.init(rawValue: 1 << 3)
        case .head: self.init(rawValue: 1 << 4)
        case .patch: self.init(rawValue: 1 << 5)
        case .options: self.init(rawValue: 1 << 6)
        case .connect: self.init(rawValue: 1 << 7)
        case .trace: self.init(rawValue: 1 << 8)
        default: self = .other
        }
    }

    /// The methods of a condition; all where it is empty.
    init(condition methods: [HTTPRequest.Method]) {
        self = methods.isEmpty ? .all : methods.reduce(into: []) { $0.formUnion(MethodSet($1)) }
    }
}
