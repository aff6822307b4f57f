import Routing
import TableTools
import Testing

struct RedirectedTableTests {
    @Test func `a backend gets its new address whole, and files are found from any folder`() throws {
        let files = TableFiles.memory([
            "root.yml": """
            version: 1
            include: [parts/*.yml, /etc/more.yml]
            defaults: {timeouts: {request: "${LIMIT}"}}
            backends:
              own: {url: "https://own.internal", tls: {caFile: "certs/${CA}", certificateFile: c.pem, keyFile: /etc/k.pem}}
              old: {url: "https://old.internal", tls: {caFile: certs/old.pem}}
            routes:
              - {name: own, match: {path: /own}, backend: own}
              - {name: old, match: {path: /old}, backend: old}
            tests:
              - {request: {path: /old}, expect: {route: old}}
            """,
            "parts/one.yml": """
            version: 1
            backends: {part: "http://10.0.0.1", rest: "http://10.0.0.2"}
            routes:
              - {name: part, match: {path: /part}, backend: part}
              - {name: rest, match: {path: /rest}, backend: rest}
            """,
            "/etc/more.yml": "version: 1\nbackends: {}\n",
        ])
        let variables = Variables(["LIMIT": "5s", "CA": "ca.pem"])
        let loaded = try RouteTable.load(path: "root.yml", files: files, variables: variables)
        let redirected = RedirectedTable(
            loaded,
            files: files,
            variables: variables,
            folder: "/srv/a${b}",
            urls: ["old": "http://127.0.0.1:1", "part": "http://127.0.0.1:2"]
        )
        #expect(
            redirected?.yaml == """
                version: 1
                include:
                  - "/srv/a$${b}/parts/*.yml"
                  - /etc/more.yml
                defaults:
                  timeouts: {request: "${LIMIT}"}
                backends:
                  own:
                    url: "https://own.internal"
                    tls:
                      caFile: "/srv/a$${b}/certs/${CA}"
                      certificateFile: "/srv/a$${b}/c.pem"
                      keyFile: /etc/k.pem
                  old: "http://127.0.0.1:1"
                  part: "http://127.0.0.1:2"
                routes:
                  - {name: own, match: {path: /own}, backend: own}
                  - {name: old, match: {path: /old}, backend: old}

                """
        )
    }
}
