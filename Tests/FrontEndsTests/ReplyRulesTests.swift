import Messages
import FrontEnds
import HTTPTypes
import Testing

struct ReplyRulesTests {
    struct Refused: CustomTestStringConvertible {
        let frontEnd: FrontEnd
        let reply: String
        let problem: String
        let method: String
        var testDescription: String { "\(frontEnd): \(problem)" }

        init(_ frontEnd: FrontEnd, _ reply: String, method: String = "GET", _ problem: String) {
            self.frontEnd = frontEnd
            self.reply = reply
            self.problem = problem
            self.method = method
        }
    }

    @Test(arguments: [
        Refused(.rest, #"{"statusCode":200,"cookies":[]}"#, "a REST API takes no `cookies` in a reply"),
        Refused(.rest, #"{"statusCode":200,"headers":{"x":1}}"#, "the value of `x` is no string"),
        Refused(.rest, #"{"statusCode":"abc"}"#, "the reply's `statusCode` is no status"),
        Refused(.rest, #"{"body":"x"}"#, "the reply's `statusCode` is no status"),
        Refused(.rest, #"{"statusCode":200,"body":{"a":1}}"#, "the reply's `body` is no string"),
        Refused(.rest, #"{"statusCode":200,"multiValueHeaders":{"x":"y"}}"#, "the values of `x` are no list"),
        Refused(.rest, #""text""#, "the reply is no JSON object"),
        Refused(.rest, "oops", "the reply is no JSON: an unexpected byte 0x6f at byte 0"),
        Refused(
            .rest,
            #"{"statusCode":200,"body":"a","isBase64Encoded":true}"#,
            "the reply's `body` is no Base64"
        ),
        Refused(.http1, #"{"headers":{}}"#, "the reply's `statusCode` is no status"),
        Refused(.http, #"{"statusCode":1000}"#, "the reply's `statusCode` is no status"),
        Refused(.alb, #"{"statusCode":"200"}"#, "the reply's `statusCode` is no status"),
        Refused(.alb, #"{"statusCode":200,"headers":{"x":true}}"#, "the value of `x` is no string"),
        Refused(.alb, #"{"statusCode":200,"body":"x"}"#, method: "HEAD", "an answer to HEAD has a body"),
        Refused(.lattice, #"[]"#, "the reply is no JSON object"),
    ])
    func `a reply that the front end would turn into a 502 is refused with the reason`(refused: Refused) {
        let request = ClientRequest(method: refused.method, target: "/")
        let result = refused.frontEnd.clientResponse(from: Array(refused.reply.utf8), to: request)
        #expect(result == .failure(ReplyProblem(refused.problem)))
    }

    struct Accepted: CustomTestStringConvertible {
        let testDescription: String
        let frontEnd: FrontEnd
        let reply: String
        let response: ClientResponse
        let request: ClientRequest

        init(
            _ name: String,
            _ frontEnd: FrontEnd,
            _ reply: String,
            accept: String? = nil,
            gives response: ClientResponse
        ) {
            testDescription = "\(frontEnd): \(name)"
            self.frontEnd = frontEnd
            self.reply = reply
            self.response = response
            request = ClientRequest(target: "/", fields: accept.map { [.accept: $0] } ?? [:])
        }
    }

    private static let json: Fields = [.contentType: "application/json"]

    @Test(arguments: [
        Accepted(
            "a body of the whole reply",
            .http,
            #"{"message":"hi"}"#,
            gives: ClientResponse(status: 200, fields: json, body: Array(#"{"message":"hi"}"#.utf8))
        ),
        Accepted(
            "text",
            .url,
            "oops",
            gives: ClientResponse(status: 200, fields: json, body: Array("oops".utf8))
        ),
        Accepted(
            "a status in a string",
            .rest,
            #"{"statusCode":"201"}"#,
            gives: ClientResponse(status: 201, fields: json)
        ),
        Accepted(
            "unknown keys",
            .http1,
            #"{"statusCode":201,"more":1}"#,
            gives: ClientResponse(status: 201, fields: json)
        ),
        Accepted(
            "the map of lists is not its map",
            .alb,
            #"{"statusCode":200,"multiValueHeaders":{"x":["y"]}}"#,
            gives: ClientResponse(status: 200)
        ),
        Accepted(
            "the map of single values is not its map",
            .albMultiValue,
            #"{"statusCode":200,"headers":{"content-type":"y"}}"#,
            gives: ClientResponse(status: 200)
        ),
        Accepted(
            "cookies",
            .http,
            #"{"statusCode":200,"headers":{"content-type":"a/b"},"cookies":["a=1","b=2"],"multiValueHeaders":{"x":["y"]}}"#,
            gives: ClientResponse(
                status: 200,
                fields: [.contentType: "a/b", .setCookie: "a=1", .setCookie: "b=2"]
            )
        ),
        Accepted(
            "a challenge is renamed, another field dropped",
            .rest,
            #"{"statusCode":401,"headers":{"content-type":"a/b","www-authenticate":"Basic","via":"x"}}"#,
            gives: ClientResponse(status: 401, fields: renamed)
        ),
        Accepted(
            "Base64 is undone",
            .rest,
            #"{"statusCode":200,"body":"aGk=","isBase64Encoded":true}"#,
            accept: "text/html, */*",
            gives: ClientResponse(status: 200, fields: json, body: Array("hi".utf8))
        ),
    ])
    func `a reply that the front end accepts reaches the client by its rules`(accepted: Accepted) {
        let result = accepted.frontEnd.clientResponse(from: Array(accepted.reply.utf8), to: accepted.request)
        #expect(result == .success(accepted.response))
    }

    private static let renamed: Fields = {
        var fields: Fields = [.contentType: "a/b"]
        if let name = FieldName("x-amzn-Remapped-www-authenticate") {
            fields.append(Field(name: name, value: "Basic"))
        }
        return fields
    }()

    @Test func `a REST API decodes only what its binary media types cover`() {
        let reply = Array(#"{"statusCode":200,"body":"aGk=","isBase64Encoded":true}"#.utf8)
        let deployment = Deployment(binaryMediaTypes: ["image/png"])
        for (accept, body) in [("image/png, */*", "hi"), ("text/html, image/png", "aGk=")] {
            let request = ClientRequest(target: "/", fields: [.accept: accept])
            let result = FrontEnd.rest.clientResponse(from: reply, to: request, at: deployment)
            #expect(result.map(\.body) == .success(Array(body.utf8)))
        }
    }

    @Test(arguments: [
        (FrontEnd.rest, "{}", "no eight NUL bytes end the reply's prelude"),
        (.url, "oops\0\0\0\0\0\0\0\0x", "the reply's prelude is no JSON: an unexpected byte 0x6f at byte 0"),
        (.http, "{}\0\0\0\0\0\0\0\0x", "this front end takes no streamed reply"),
    ])
    func `a streamed reply without a good head is refused`(frontEnd: FrontEnd, reply: String, problem: String)
    {
        #expect(frontEnd.clientResponse(fromStream: Array(reply.utf8)) == .failure(ReplyProblem(problem)))
    }
}
