/// An answer on its way to the client: a backend's, or one of the forwarder's own.
package struct Response: Sendable {
    /// The status code, 100 to 999.
    package var status: Int
    /// Header fields in their order, repeats kept.
    package var fields: Fields
    package var body: ArraySlice<UInt8>

    package init(status: Int, fields: Fields = [:], body: ArraySlice<UInt8> = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
