extension Diagnostic {
    /// The stable name of each problem: scripts and annotations may rely on it.
    package enum Code: String, Sendable, CaseIterable {
        case byteOrderMark = "byte-order-mark"
        case carriageReturns = "carriage-returns"
        case notUTF8 = "not-utf8"
        case controlCharacter = "control-character"
        case tabIndentation = "tab-indentation"
        case yamlSyntax = "yaml-syntax"
        case unquotedBraces = "unquoted-braces"
        case noDocument = "no-document"
        case multipleDocuments = "multiple-documents"
        case unknownAlias = "unknown-alias"
        case aliasExplosion = "alias-explosion"
        case mergeKey = "merge-key"
        case yamlTag = "yaml-tag"
        case nestedTooDeeply = "nested-too-deeply"
        case tooLarge = "too-large"
        case unsetVariable = "unset-variable"
        case variableSyntax = "variable-syntax"
        case unknownKey = "unknown-key"
        case duplicateKey = "duplicate-key"
        case missingKey = "missing-key"
        case conflictingKeys = "conflicting-keys"
        case wrongType = "wrong-type"
        case unknownValue = "unknown-value"
    }
}
