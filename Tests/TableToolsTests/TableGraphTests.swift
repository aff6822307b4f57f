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
        #expect(svg.split(separator: "\n").count { $0.hasPrefix("<path class=\"line\"") } == 6)
        #expect(svg.split(separator: "\n").count { $0.hasPrefix("<rect class=") } == 7)
        #expect(svg.hasSuffix("</svg>\n"))
    }
}
