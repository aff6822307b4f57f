import HTTPTypes
import Messages

/// What the `{…}` of templates stand for in one request.
package struct TemplateValues: Sendable {
    package let subject: Subject
    package internal(set) var captures: Captures
    package let routeName: String
    /// The numbered groups of a substitution: pieces of a path.
    var groups: [[UInt8]] = []

    package init(subject: Subject, captures: Captures, routeName: String) {
        self.subject = subject
        self.captures = captures
        self.routeName = routeName
    }

    fileprivate enum Piece {
        /// Canonical path text.
        case path([UInt8])
        /// The path as a whole, which stays encoded as text too.
        case wholePath([UInt8])
        case text([UInt8])
    }

    fileprivate func piece(_ value: Template.Value) -> Piece {
        switch value {
        case .capture(let name):
            guard let capture = captures[name] else { return .text([]) }
            return capture.source == .path ? .path(capture.raw) : .text(capture.raw)
        case .group(let number): return .path(number < groups.count ? groups[number] : [])
        case .requestID: return .text(Array(subject.request.id.utf8))
        case .requestHost: return .text(Array((subject.host ?? "").utf8))
        case .requestPath: return .wholePath(Array(subject.path.text.utf8))
        case .requestMethod: return .text(Array(subject.request.method.rawValue.utf8))
        case .requestSourceIP:
            return .text(Array((subject.request.origin.sourceAddress?.description ?? "").utf8))
        case .routeName: return .text(Array(routeName.utf8))
        }
    }
}

extension Template {
    /// As part of a path, slashes kept: pieces of the path as they stood there, other text encoded.
    ///
    /// The path check has to follow.
    package func path(_ values: TemplateValues) -> [UInt8] {
        expanded(values) { piece in
            switch piece {
            case .path(let bytes), .wholePath(let bytes): bytes
            case .text(let bytes): PercentCoding.encoded(bytes, allowing: .path)
            }
        }
    }

    /// As a value or a name in a query: everything but unreserved characters is encoded, literals too.
    package func queryComponent(_ values: TemplateValues) -> [UInt8] {
        PercentCoding.encoded(text(values), allowing: .unreserved)
    }

    /// As plain bytes, decoded: for headers and bodies.
    package func text(_ values: TemplateValues) -> [UInt8] {
        expanded(values) { piece in
            switch piece {
            case .path(let bytes): PercentCoding.decoded(bytes.span)
            case .text(let bytes), .wholePath(let bytes): bytes
            }
        }
    }

    private func expanded(_ values: TemplateValues, _ bytes: (TemplateValues.Piece) -> [UInt8]) -> [UInt8] {
        if parts.count == 1, case .value(let value) = parts[0] { return bytes(values.piece(value)) }
        var result: [UInt8] = []
        for part in parts {
            switch part {
            case .literal(let text): result.append(contentsOf: text.utf8)
            case .value(let value): result.append(contentsOf: bytes(values.piece(value)))
            }
        }
        return result
    }
}
