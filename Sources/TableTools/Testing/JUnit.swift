import Routing

/// The pieces of JUnit's XML.
enum JUnit {
    static func testCase(_ result: TestRun.Result, in table: String) -> String {
        guard let first = result.differences.first else { return testCase(result.test.name, in: table, nil) }
        let message = "\(first.key): expected \(first.expected), seen \(first.seen)"
        let text = result.differences.map {
            "\($0.key)\n  expected  \($0.expected)\n  seen      \($0.seen)"
        }
        let place = "\(result.test.place)\n"
        return testCase(result.test.name, in: table, (message, place + text.joined(separator: "\n")))
    }

    static func testCase(_ name: String, in table: String, _ failure: (message: String, text: String)?)
        -> String
    {
        let head = #"    <testcase classname="\#(escaped(table))" name="\#(escaped(name))""#
        guard let failure else { return head + "/>\n" }
        return head + ">\n"
            + #"      <failure message="\#(escaped(failure.message))">\#(escaped(failure.text))</failure>"#
            + "\n    </testcase>\n"
    }

    /// Text for an element or an attribute; controls that XML 1.0 has no place for are replaced.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20: result += "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
