import Messages

extension PathRewrite {
    /// The path after the rewrite, in canonical form again; `prefix` is the one that the match found, if any.
    func path(
        from path: CanonicalPath,
        prefix: String?,
        _ values: TemplateValues,
        _ policy: PathPolicy
    ) throws(Refusal) -> CanonicalPath {
        switch self {
        case .exactly(let text): return CanonicalPath(canonical: text)
        case .template(let template): return try PathRewrite.checked(template.path(values), policy)
        case .replacePrefix(let replacement):
            guard let prefix else { return path }
            let rest = path.text.utf8.dropFirst(prefix.utf8.count)
            return try PathRewrite.checked(Array(replacement.utf8) + rest, policy)
        case .regex(let regex, let substitution):
            guard let bytes = try PathRewrite.replaced(regex, substitution, in: path, values) else {
                return path
            }
            return try PathRewrite.checked(bytes, policy)
        }
    }

    private static func checked(_ bytes: [UInt8], _ policy: PathPolicy) throws(Refusal) -> CanonicalPath {
        let text = String(decoding: bytes, as: UTF8.self)
        let isAbsolute = bytes.first == UInt8(ascii: "/")
        do throws(PathProblem) {
            return try CanonicalPath(RawPath(isAbsolute ? text : "/" + text), policy: policy)
        } catch {
            throw .badRequest("the rewritten path \(error.reason)")
        }
    }

    /// The path with the regex's first match replaced; nil where nothing matches.
    private static func replaced(
        _ regex: Regex,
        _ substitution: Template,
        in path: CanonicalPath,
        _ values: TemplateValues
    ) throws(Refusal) -> [UInt8]? {
        let bytes = path.text.utf8.span
        do throws(RegexFailure) {
            guard let groups = try regex.groups(in: bytes, isUTF8: true), let whole = groups.first ?? nil
            else {
                return nil
            }
            var values = values
            values.groups = groups.map { bytes.bytes(in: $0 ?? 0..<0) }
            for (name, number) in regex.groupNames.reversed() where number < groups.count {
                values.captures.put(name, values.groups[number])
            }
            return bytes.bytes(in: 0..<whole.lowerBound) + substitution.path(values)
                + bytes.bytes(in: whole.upperBound..<bytes.count)
        } catch {
            throw Refusal(error)
        }
    }
}
