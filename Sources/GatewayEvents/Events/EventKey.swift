/// A key of an event that matters; all others are checked and left out.
protocol NotedKey {
    /// The one key that may have this many bytes, of which this is the first and that the last.
    static func candidate(_ count: Int, _ first: Unicode.Scalar, _ last: Unicode.Scalar) -> Self?
    var name: StaticString { get }
}

extension NotedKey {
    /// The key that these bytes spell.
    @inline(__always)
    init?(spelled range: Range<Int>, in text: ByteView) {
        guard !range.isEmpty else { return nil }
        let (first, last) = (text[range.lowerBound], text[range.upperBound - 1])
        guard let key = Self.candidate(range.count, Unicode.Scalar(first), Unicode.Scalar(last)),
            text.spells(key.name, in: range)
        else { return nil }
        self = key
    }
}

/// The top-level members of an event that matter.
enum EventKey: Int, NotedKey {
    case version, httpMethod, method, path, rawPath, rawQueryString, headers, multiValueHeaders
    case queryStringParameters, multiValueQueryStringParameters, cookies, body, isBase64Encoded
    case requestContext
    case records, source, detailType, triggerSource, type, warmer, warmup

    static func candidate(_ count: Int, _ first: Unicode.Scalar, _ last: Unicode.Scalar) -> EventKey? {
        switch count {
        case 4: first == "b" ? .body : first == "p" ? .path : .type
        case 6: first == "m" ? .method : first == "s" ? .source : last == "r" ? .warmer : .warmup
        case 7:
            switch first {
            case "v": .version
            case "r": .rawPath
            case "h": .headers
            case "c": .cookies
            default: .records
            }
        case 10: .httpMethod
        case 11: .detailType
        case 13: .triggerSource
        case 14: last == "g" ? .rawQueryString : .requestContext
        case 15: .isBase64Encoded
        case 17: .multiValueHeaders
        case 21: .queryStringParameters
        case 31: .multiValueQueryStringParameters
        default: nil
        }
    }

    var name: StaticString {
        switch self {
        case .version: "version"
        case .httpMethod: "httpMethod"
        case .method: "method"
        case .path: "path"
        case .rawPath: "rawPath"
        case .rawQueryString: "rawQueryString"
        case .headers: "headers"
        case .multiValueHeaders: "multiValueHeaders"
        case .queryStringParameters: "queryStringParameters"
        case .multiValueQueryStringParameters: "multiValueQueryStringParameters"
        case .cookies: "cookies"
        case .body: "body"
        case .isBase64Encoded: "isBase64Encoded"
        case .requestContext: "requestContext"
        case .records: "Records"
        case .source: "source"
        case .detailType: "detail-type"
        case .triggerSource: "triggerSource"
        case .type: "type"
        case .warmer: "warmer"
        case .warmup: "warmup"
        }
    }
}

/// The members of `requestContext` that matter.
enum ContextKey: Int, NotedKey {
    case http, identity, authorizer, authentication, domainName, stage, httpMethod
    case elb, serviceNetworkArn, connectionId, eventType

    static func candidate(_ count: Int, _ first: Unicode.Scalar, _ last: Unicode.Scalar) -> ContextKey? {
        switch count {
        case 3: .elb
        case 4: .http
        case 5: .stage
        case 8: .identity
        case 9: .eventType
        case 10: first == "a" ? .authorizer : first == "d" ? .domainName : .httpMethod
        case 12: .connectionId
        case 14: .authentication
        case 17: .serviceNetworkArn
        default: nil
        }
    }

    var name: StaticString {
        switch self {
        case .http: "http"
        case .identity: "identity"
        case .authorizer: "authorizer"
        case .authentication: "authentication"
        case .domainName: "domainName"
        case .stage: "stage"
        case .httpMethod: "httpMethod"
        case .elb: "elb"
        case .serviceNetworkArn: "serviceNetworkArn"
        case .connectionId: "connectionId"
        case .eventType: "eventType"
        }
    }
}
