import ArgumentParser
import Routing
import TableTools

/// How findings are printed.
enum FindingsFormat: String, ExpressibleByArgument, CaseIterable {
    /// For a person: place, line, caret, fix.
    case text
    /// A list of objects.
    case json
    /// GitHub's annotations.
    case github

    func text(for diagnostics: [Diagnostic], _ style: Style = .plain) -> String {
        switch self {
        case .text: diagnostics.map { FindingsFormat.coloured($0, style) + "\n\n" }.joined()
        case .json:
            "[" + diagnostics.map { "\n  " + FindingsFormat.json($0) }.joined(separator: ",") + "\n]\n"
        case .github: diagnostics.map { FindingsFormat.annotation($0) + "\n" }.joined()
        }
    }

    /// The severity, the mark under the place and the fix stand out.
    private static func coloured(_ finding: Diagnostic, _ style: Style) -> String {
        guard style.isColoured else { return finding.rendered }
        let lines = finding.rendered.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { index, line in
            let severity = "\(finding.severity.rawValue):"
            if index == 0, let range = line.firstRange(of: " \(severity) ") {
                let mark = finding.severity == .error ? style.bad(severity) : style.open(severity)
                return style.strong(String(line[..<range.lowerBound])) + " \(mark) "
                    + line[range.upperBound...]
            }
            if line.hasPrefix("      = fix: ") { return style.good(String(line)) }
            let isMark = line.contains("^") && line.allSatisfy { " |^~".contains($0) }
            return isMark ? style.bad(String(line)) : String(line)
        }.joined(separator: "\n")
    }

    private static func json(_ finding: Diagnostic) -> String {
        let start = finding.place.start
        let end = finding.place.end
        var members = [
            #""severity": \#(quoted(finding.severity.rawValue))"#,
            #""code": \#(quoted(finding.code.rawValue))"#,
            #""message": \#(quoted(finding.message))"#, #""file": \#(quoted(finding.place.file))"#,
        ]
        if !finding.place.isWholeFile {
            members.append(#""line": \#(start.line), "column": \#(start.column)"#)
            members.append(#""endLine": \#(end.line), "endColumn": \#(end.column)"#)
        }
        if let fix = finding.fix { members.append(#""fix": \#(quoted(fix))"#) }
        return "{" + members.joined(separator: ", ") + "}"
    }

    /// GitHub's workflow command: a property's value has `,` and `:` escaped too.
    private static func annotation(_ finding: Diagnostic) -> String {
        var properties = "file=\(escaped(finding.place.file, inProperty: true))"
        if !finding.place.isWholeFile {
            properties += ",line=\(finding.place.start.line),col=\(finding.place.start.column)"
        }
        properties += ",title=\(escaped(finding.code.rawValue, inProperty: true))"
        let message = finding.message + (finding.fix.map { " (\($0))" } ?? "")
        return "::\(finding.severity.rawValue) \(properties)::\(escaped(message, inProperty: false))"
    }

    private static func escaped(_ text: String, inProperty: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where inProperty: result += "%3A"
            case "," where inProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
