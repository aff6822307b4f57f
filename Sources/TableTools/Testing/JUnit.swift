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
        let head = #"    <testcase classname="\#(XMLText.escaped(table))" name="\#(XMLText.escaped(name))""#
        guard let failure else { return head + "/>\n" }
        return head + ">\n"
            + #"      <failure message="\#(XMLText.escaped(failure.message))">\#(XMLText.escaped(failure.text))</failure>"#
            + "\n    </testcase>\n"
    }
}
