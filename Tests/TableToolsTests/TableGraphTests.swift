import TableTools
import Testing

struct TableGraphTests {
    private static let text = """
        version: 1
        backends: {a: "http://10.0.0.1", b: {endpoints: [{url: "http://10.0.0.2"}, {url: "http://10.0.0.3"}]}}
        routes:
          - name: both
            match: {path: {prefix: /x}, methods: GET, hosts: ["*.example.com"], query: {v: "2"}}
            backends: [{name: a, weight: 9}, b]
            mirror: {backend: b, percent: 10}
          - {name: say "no" & <go>, match: {path: {regex: "/a|b"}}, respond: {status: 410}}
        """

    @Test func `Mermaid has it as a flowchart`() throws {
        #expect(
            TableGraph(try Shop.table(TableGraphTests.text)).mermaid == """
                flowchart LR
                  h1(["*.example.com"])
                  h2(["any host"])
                  r1["both<br/>GET /x/… ?v=2"]
                  r2["say #34;no#34; #38; #60;go#62;<br/>~ /a#124;b"]
                  b1[("a<br/>http://10.0.0.1")]
                  b2[("b<br/>http://10.0.0.2<br/>http://10.0.0.3")]
                  b3{{"answer 410"}}
                  h1 --> r1
                  r1 -->|"9 of 10"| b1
                  r1 -->|"1 of 10"| b2
                  r1 -.->|"copy, 10 %"| b2
                  h2 --> r2
                  r2 --> b3

                """
        )
    }

    @Test func `Graphviz has it as a digraph`() throws {
        #expect(
            TableGraph(try Shop.table(TableGraphTests.text)).dot == #"""
                digraph routes {
                  rankdir=LR;
                  node [shape=box, fontname="sans-serif", fontsize=11];
                  edge [fontname="sans-serif", fontsize=10];
                  h1 [label="*.example.com", shape=oval];
                  h2 [label="any host", shape=oval];
                  r1 [label="both\nGET /x/… ?v=2"];
                  r2 [label="say \"no\" & <go>\n~ /a|b"];
                  b1 [label="a\nhttp://10.0.0.1", shape=cylinder];
                  b2 [label="b\nhttp://10.0.0.2\nhttp://10.0.0.3", shape=cylinder];
                  b3 [label="answer 410", shape=hexagon];
                  h1 -> r1;
                  r1 -> b1 [label="9 of 10"];
                  r1 -> b2 [label="1 of 10"];
                  r1 -> b2 [label="copy, 10 %", style=dashed];
                  h2 -> r2;
                  r2 -> b3;
                }

                """#
        )
    }

    @Test func `a picture names every box, and its text is XML`() throws {
        let svg = TableGraph(try Shop.table(TableGraphTests.text)).svg
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width="))
        #expect(svg.contains(">say &quot;no&quot; &amp; &lt;go&gt;</text>"))
        #expect(svg.split(separator: "\n").count { $0.hasPrefix("<path class=\"line ") } == 6)
        #expect(svg.split(separator: "\n").count { $0.hasPrefix("<rect class=") } == 8)
        #expect(svg.hasSuffix("</svg>\n"))
    }

    /// A rectangle of a picture.
    private struct Frame: Hashable {
        let x, y, width, height: Int

        init?(_ line: Substring) {
            let numbers = ["x", "y", "width", "height"].compactMap { name -> Int? in
                guard let start = line.firstRange(of: " \(name)=\"") else { return nil }
                return Int(line[start.upperBound...].prefix { $0 != "\"" })
            }
            guard line.hasPrefix("<rect class="), numbers.count == 4 else { return nil }
            (x, y, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3])
        }

        func meets(_ other: Frame) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height
                && other.y < y + height
        }
    }

    private static func many(_ count: Int) -> String {
        let routes = (1...count).map { "  - {name: r\($0), match: {path: /\($0)}, backend: b\($0 % 7)}\n" }
        return "version: 1\nbackends: {"
            + (0..<7).map { "b\($0): 'http://10.0.0.\($0)'" }.joined(separator: ", ")
            + "}\nroutes:\n" + routes.joined()
    }

    @Test(arguments: [7, 30, 31, 100])
    func `no box of a picture lies over another, and none outside`(_ count: Int) throws {
        let svg = TableGraph(try Shop.table(TableGraphTests.many(count))).svg
        let frames = svg.split(separator: "\n").compactMap { Frame($0) }
        #expect(frames.count == count + 8)
        let size = try #require(svg.firstRange(of: "viewBox=\"0 0 "))
        let page = svg[size.upperBound...].prefix { $0 != "\"" }.split(separator: " ").compactMap { Int($0) }
        for (index, frame) in frames.enumerated() {
            #expect(frame.x + frame.width <= page[0] && frame.y + frame.height <= page[1])
            #expect(!frames[..<index].contains { $0.meets(frame) }, "\(frame)")
        }
    }
}
