/// The top-level members of an event that matter; all others are checked and left out.
enum EventKey: Int, CaseIterable {
    case version, httpMethod, method, path, rawPath, rawQueryString, headers, multiValueHeaders
    case queryStringParameters, multiValueQueryStringParameters, cookies, body, isBase64Encoded
    case requestContext
    case records, source, detailType, triggerSource, type, warmer, warmup

    /// The key that these bytes spell.
    init?(_ range: Range<Int>, in text: ByteView) {
        guard range.count < EventKey.byLength.count else { return nil }
        for key in EventKey.byLength[range.count] where text.spells(key.name, in: range) {
            self = key
            return
        }
        return nil
    }

    private static let byLength: [[EventKey]] = {
        var keys: [[EventKey]] = []
        for key in allCases {
            let length = key.name.utf8CodeUnitCount
            while keys.count <= length { keys.append([]) }
            keys[length].append(key)
        }
        return keys
    }()

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
