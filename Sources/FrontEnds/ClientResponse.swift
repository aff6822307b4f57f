package import Messages

/// An answer as the client gets it from a front end.
package struct ClientResponse: Sendable, Hashable {
    package var status: Int
    package var fields: Fields
    package var body: [UInt8]

    package init(status: Int, fields: Fields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// Why a front end does not accept a reply; the client gets a 502 then (500 where `status` says so).
package struct ReplyProblem: Error, Hashable, CustomStringConvertible {
    package let description: String
    package let status: Int

    package init(_ description: String, status: Int = 502) {
        self.description = description
        self.status = status
    }
}
