/// One key of a map of the table: from it come the check, the schema and the proof that the reference has it.
package struct Key: Sendable {
    package let keyName: KeyName
    package let shape: Shape
    /// What it means, in one sentence; shown by editors.
    package let sentence: String
    /// A value as it stands behind `key:`, in YAML.
    package let example: String
    package let isRequired: Bool
    /// What holds where the key is left out, in words or as the value; nil when that is nothing.
    package let standard: String?

    package var name: String { keyName.rawValue }

    package init(
        _ name: KeyName,
        _ shape: Shape,
        _ sentence: String,
        example: String,
        isRequired: Bool = false,
        standard: String? = nil
    ) {
        keyName = name
        self.shape = shape
        self.sentence = sentence
        self.example = example
        self.isRequired = isRequired
        self.standard = standard
    }
}
