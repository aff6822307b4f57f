import Messages

@testable import Routing

extension RequestRewritingTests {
    /// The host and the fields that the backend gets.
    static let fields = [
        Case(
            "order and repeats",
            off,
            "POST /\nB: 1\na: 2\nB: 3\nHost: x",
            gives: "POST /\nHost: b:81\nB: 1\na: 2\nB: 3"
        ),
        Case(
            "fields of the connection",
            off,
            "GET /\nConnection: close, X-A,x-b\nx-a: 1\nX-B: 2\nx-c: 3\nTE: trailers\nKeep-Alive: 1\nUpgrade: h2c\nTrailer: x\nTransfer-Encoding: chunked\nProxy-Authorization: p\nProxy-Connection: p\nProxy: p\nExpect: 100-continue\nContent-Length: 5",
            gives: "GET /\nHost: b:81\nx-c: 3"
        ),
        Case(
            "what the table sets can't be stripped",
            off + "requestHeaders: {set: {x-a: t}, setIfAbsent: {x-b: t}}",
            "GET /\nConnection: x-a, x-b\nx-a: c\nx-b: c",
            gives: "GET /\nHost: b:81\nx-a: t\nx-b: c"
        ),
        Case(
            "X-Forwarded can't be stripped",
            "forwarded: append",
            "GET /\nHost: h\nConnection: x-forwarded-for, forwarded\nX-Forwarded-For: 1.1.1.1",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 1.1.1.1, 203.0.113.7\nX-Forwarded-Proto: https\nX-Forwarded-Host: h\nX-Forwarded-Port: 443\nForwarded: for=203.0.113.7;host=h;proto=https"
        ),
        Case(
            "the trace can't be stripped: Lambda made it, or the front end",
            off,
            "GET /\nConnection: x-amzn-trace-id, traceparent\nX-Amzn-Trace-Id: Root=1-2-3\ntraceparent: 00-1",
            gives: "GET /\nHost: b:81\nX-Amzn-Trace-Id: Root=1-2-3"
        ),
        Case(
            "the caller is not named twice",
            "forwarded: append",
            "GET /\nHost: h\nX-Forwarded-For: 1.1.1.1, 203.0.113.7\nX-Forwarded-Proto: http\nForwarded: for=1.1.1.1",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 1.1.1.1, 203.0.113.7\nX-Forwarded-Proto: http\nForwarded: for=1.1.1.1, for=203.0.113.7;host=h;proto=https\nX-Forwarded-Host: h\nX-Forwarded-Port: 443"
        ),
        Case(
            "replaced",
            "",
            "GET /\nHost: h.:8443\nX-Forwarded-For: 1.1.1.1\nx_forwarded_for: 1.1.1.1\nForwarded: for=x\nX-Forwarded-Port: 1",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 203.0.113.7\nX-Forwarded-Proto: https\nX-Forwarded-Host: h:8443\nX-Forwarded-Port: 443\nForwarded: for=203.0.113.7;host=\"h:8443\";proto=https"
        ),
        Case(
            "replaced, from IPv6",
            "",
            "GET /",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 2001:db8::1\nX-Forwarded-Proto: http\nX-Forwarded-Host: d\nX-Forwarded-Port: 80\nForwarded: for=\"[2001:db8::1]\";host=d;proto=http",
            origin: RequestOrigin(scheme: "http", domainName: "d", sourceAddress: IPAddress("2001:db8::1"))
        ),
        Case(
            "off",
            off,
            "GET /\nX-Forwarded-For: 1.1.1.1\nx_forwarded_for: 2",
            gives: "GET /\nHost: b:81\nX-Forwarded-For: 1.1.1.1\nx_forwarded_for: 2"
        ),
        Case(
            "spellings with `_` of what the table sets",
            off + "requestHeaders: {set: {x-order-id: t}}",
            "GET /\nx_order_id: c\nX-Order_Id: c\ny_z: 1",
            gives: "GET /\nHost: b:81\ny_z: 1\nx-order-id: t"
        ),
        Case(
            "changes",
            off
                + "match: {path: \"/{id}\"}, requestHeaders: {set: {a: \"{id}\"}, add: {b: [\"1\", \"{request.method}\"]}, remove: [c], setIfAbsent: {d: \"x\", e: \"{{{route.name}\"}}",
            "PUT /a%20b\nA: 0\nb: 0\nc: 0\nd: 0\nA: 1",
            gives: "PUT /a%20b\nHost: b:81\na: a b\nb: 0\nd: 0\nb: 1\nb: PUT\ne: {route-1"
        ),
        Case(
            "the request's values",
            off
                + "requestHeaders: {set: {v: \"{request.id} {request.host} {request.path} {request.sourceIp}\"}}",
            "GET /a%20b\nHost: H.Example.:80",
            gives: "GET /a%20b\nHost: b:81\nv: id-1 h.example /a%20b 203.0.113.7"
        ),
        Case(
            "a control in a header",
            off
                + "match: {path: {regex: '/(?<n>.*)'}, headers: {t: {regex: '(?<x>.*)'}}}, requestHeaders: {set: {v: \"{x}\"}}",
            "GET /\nt: a\tb",
            gives: "badRequest: a control character would stand in the header `v`"
        ),
        Case(
            "identity",
            off,
            "GET /\nx-user: forged\nx_user: forged\nConnection: x-user",
            gives: "GET /\nHost: b:81\nx-user: me",
            top: "identity: {x-user: claims.sub, x-none: claims.none}",
            origin: RequestOrigin(identity: ["claims.sub": "me"])
        ),
        Case(
            "Via",
            off + "via: true",
            "GET /\nVia: 1.1 other",
            gives: "GET /\nHost: b:81\nVia: 1.1 other\nVia: 1.1 switchyard"
        ),
        Case(
            "the client's host",
            off + "hostHeader: preserve",
            "GET /\nHost: H.example.:80",
            gives: "GET /\nHost: H.example:80"
        ),
        Case(
            "the front end's host",
            off + "hostHeader: preserve",
            "GET /",
            gives: "GET /\nHost: front.example"
        ),
        Case(
            "a literal host",
            off + "hostHeader: c.example",
            "GET /\nHost: h",
            gives: "GET /\nHost: c.example"
        ),
        Case(
            "a rewritten host",
            off + "match: {path: \"/{t}\"}, rewrite: {host: \"{t}.internal\"}",
            "GET /acme\nHost: h",
            gives: "GET /acme\nHost: acme.internal"
        ),
        Case(
            "a host that is none",
            off + "match: {path: \"/{t}\"}, rewrite: {host: \"{t}.internal\"}",
            "GET /a@b\nHost: h",
            gives: "badRequest: the rewritten host would be none"
        ),
        Case(
            "two hosts",
            off,
            "GET /\nHost: a\nhost: b",
            gives: "badRequest: the request has two `Host` fields"
        ),
    ]
}
