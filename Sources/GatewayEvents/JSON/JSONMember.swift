/// A JSON text from elsewhere, of which one string is wanted.
package enum JSONMember {
    /// The string under these names, each in the object of the one before; nil where there is none, or no JSON.
    package static func string(at path: [String], in bytes: [UInt8]) -> String? {
        var bytes = bytes
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var parser = unsafe JSONParser(buffer)
            do throws(JSONError) { try parser.parse() } catch { return nil }
            let tape = JSONTape(text: parser.text, nodes: parser.nodes)
            var node: Int? = 0
            for name in path { node = tape.member(named: name, of: node) }
            return tape.string(node)
        }
    }
}
