extension Diagnostic {
    static func byteOrderMark(at place: Place) -> Diagnostic {
        Diagnostic(
            .warning,
            .byteOrderMark,
            "the file begins with a byte order mark, which is skipped",
            at: place,
            fix: "save it as UTF-8 without a mark"
        )
    }

    static func carriageReturns(at place: Place) -> Diagnostic {
        Diagnostic(
            .warning,
            .carriageReturns,
            "lines end with CR LF or CR; they are read as if they ended with LF",
            at: place,
            fix: "save the file with LF line ends"
        )
    }

    static func utf16(at place: Place) -> Diagnostic {
        Diagnostic(.error, .notUTF8, "the file is UTF-16, expected UTF-8", at: place, fix: "save it as UTF-8")
    }

    static func notUTF8(_ byte: UInt8, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .notUTF8,
            "byte 0x\(String(byte, radix: 16, uppercase: true)) is no UTF-8 here",
            at: place,
            fix: "save the file as UTF-8"
        )
    }

    static func controlCharacter(_ value: UInt32, at place: Place) -> Diagnostic {
        let hex = String(value, radix: 16, uppercase: true)
        let digits = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        return Diagnostic(
            .error,
            .controlCharacter,
            "the character U+\(digits) may not stand in YAML",
            at: place,
            fix: "remove it, or write it as an escape in double quotes"
        )
    }

    static func tooLarge(_ source: SourceText, most: Int) -> Diagnostic {
        Diagnostic(
            .error,
            .tooLarge,
            "the file holds \(source.bytes.count) bytes, expected at most \(most)",
            at: Place(wholeOf: source)
        )
    }

    static func tabIndentation(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .tabIndentation,
            "tab as indentation, expected spaces",
            at: place,
            fix: "use spaces"
        )
    }

    static func unquotedBraces(_ place: Place) -> Diagnostic {
        let text = String(decoding: place.text, as: UTF8.self)
        return Diagnostic(
            .error,
            .unquotedBraces,
            "`\(text)` holds braces without quotes, which YAML reads as a map",
            at: place,
            fix: "write `\"\(text)\"`"
        )
    }

    static func unquotedStart(_ place: Place) -> Diagnostic {
        let text = String(decoding: place.text, as: UTF8.self)
        let start = text.first.map(String.init) ?? ""
        return Diagnostic(
            .error,
            .yamlSyntax,
            "a text without quotes may not begin with `\(start)`",
            at: place,
            fix: "write `\"\(text)\"`"
        )
    }

    static func strayColon(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .yamlSyntax,
            "a second `: ` in one line, or a line that is indented too far",
            at: place,
            fix: "put the value in quotes, or align the line with the keys above it"
        )
    }

    static func unknownEscape(at place: Place) -> Diagnostic {
        let escape = String(decoding: place.text, as: UTF8.self)
        return Diagnostic(
            .error,
            .yamlSyntax,
            "YAML knows no escape `\(escape)` in double quotes",
            at: place,
            fix: "use single quotes, or double the backslash"
        )
    }

    static func missingColon(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .yamlSyntax,
            "a line without a `: ` among keys",
            at: place,
            fix: "add the colon and a space behind it"
        )
    }

    static func strayIndentation(at place: Place, _ block: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .yamlSyntax,
            "this does not continue what stands above it",
            at: place,
            fix: "align it with its neighbours, or put the value in quotes",
            related: [Related("the block begins here", at: block)]
        )
    }

    static func unclosed(_ noun: String, at place: Place, found: Place? = nil) -> Diagnostic {
        Diagnostic(
            .error,
            .yamlSyntax,
            "a \(noun) that is not closed",
            at: place,
            fix: "close it",
            related: found.map { [Related("something else begins here", at: $0)] } ?? []
        )
    }

    static func yamlSyntax(_ problem: String, at place: Place, related: Related?) -> Diagnostic {
        Diagnostic(.error, .yamlSyntax, problem, at: place, related: related.map { [$0] } ?? [])
    }

    static func nestedTooDeeply(at place: Place) -> Diagnostic {
        Diagnostic(.error, .nestedTooDeeply, "nested more than 64 levels deep", at: place)
    }

    static func noDocument(_ source: SourceText) -> Diagnostic {
        Diagnostic(
            .error,
            .noDocument,
            "the file holds no document, expected a route table",
            at: Place(wholeOf: source),
            fix: "begin with `version: 1`"
        )
    }

    static func multipleDocuments(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .multipleDocuments,
            "a second document begins here, expected one",
            at: place,
            fix: "put it into a file of its own and name that under `include`"
        )
    }

    static func unknownAlias(_ name: String, nearest: String?, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .unknownAlias,
            "alias `*\(name)` without an anchor `&\(name)` before it",
            at: place,
            fix: nearest.map { "did you mean `*\($0)`?" } ?? "if it is meant as text, write it in quotes"
        )
    }

    static func aliasInsideItself(_ name: String, at place: Place) -> Diagnostic {
        Diagnostic(.error, .aliasExplosion, "alias `*\(name)` stands inside of what it repeats", at: place)
    }

    static func aliasExplosion(most: Int, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .aliasExplosion,
            "the file's aliases stand for more than \(most) values",
            at: place
        )
    }

    static func mergeOfNoMap(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .mergeKey,
            "`<<` takes a map or a list of maps",
            at: place,
            fix: "name an anchor: `<<: *name`"
        )
    }

    static func yamlTag(_ tag: String, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .yamlTag,
            "the tag `\(tag)` has no meaning in a route table",
            at: place,
            fix: "remove it"
        )
    }

    static func unsetVariable(_ name: String, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .unsetVariable,
            "the variable `\(name)` is not set",
            at: place,
            fix: "set it, or give a default: `${\(name):-default}`"
        )
    }

    static func unclosedVariable(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .variableSyntax,
            "`${` without its `}`",
            at: place,
            fix: "close it, or write `$${` for a literal `${`"
        )
    }

    static func malformedVariable(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .variableSyntax,
            "no variable's name, expected `${NAME}` or `${NAME:-default}`",
            at: place,
            fix: "write `$${` for a literal `${`"
        )
    }
}
