import Routing

/// Replaces the variables of a service file, as the Serverless Framework does before it looks at anything.
struct VariableResolver {
    /// What a deployment is given from outside.
    struct Surroundings {
        let folder: String
        let stage: String
        let files: TableFiles
        /// The shell's variables.
        let environment: [String: String]
        /// `--param name=value`.
        let parameters: [String: String]
    }

    let root: Node
    private let around: Surroundings
    private(set) var findings: Findings
    private var documents: [String: Node?] = [:]
    private var resolving: [VariableSource] = []
    /// How many variables that stand for maps and lists the value in hand is inside of.
    private var depth = 0
    /// Deeper than any service is made, so that a map that holds itself ends.
    private static let mostDepth = 10

    init(_ root: Node, _ around: Surroundings, _ findings: Findings) {
        self.root = root
        self.around = around
        self.findings = findings
    }

    /// The tree with every variable replaced; each value keeps the place where it is written.
    mutating func resolved(_ node: Node) -> Node {
        switch node.content {
        case .scalar:
            let value = shallow(node)
            return value.scalar == nil ? inside(value, of: node) : value
        case .list(let list):
            return Node(list: list.map { resolved($0) }, at: node.place)
        case .map(let entries):
            let resolved = entries.map { Node.Entry(key: $0.key, value: self.resolved($0.value)) }
            return Node(map: resolved, at: node.place)
        }
    }

    /// The list or map that a variable stands for, resolved as well.
    private mutating func inside(_ value: Node, of variable: Node) -> Node {
        guard depth < VariableResolver.mostDepth else {
            findings.report(.circularVariable(variable.shown, at: variable.place))
            return Node(Scalar(variable.shown, isUndetermined: true), at: variable.place)
        }
        depth += 1
        defer { depth -= 1 }
        return resolved(value)
    }

    /// A text with its variables replaced, or the list or map that it stands for, whose own are not.
    private mutating func shallow(_ node: Node) -> Node {
        guard let scalar = node.scalar, scalar.text.utf8.contains(UInt8(ascii: "$")) else { return node }
        let text = VariableText(scalar.text)
        guard text.hasVariables else { return node }
        if let only = text.only { return value(of: only, in: node) }
        return composed(text, scalar, node)
    }

    private mutating func composed(_ text: VariableText, _ scalar: Scalar, _ node: Node) -> Node {
        var result = ""
        var isUndetermined = false
        var isSecret = false
        for part in text.parts {
            switch part {
            case .literal(let literal): result += literal
            case .variable(let reference):
                let value = value(of: reference, in: node)
                isUndetermined = isUndetermined || value.isUndetermined
                isSecret = isSecret || value.scalar.map { $0.written != $0.text } ?? false
                guard let text = value.scalar?.text else {
                    findings.report(.noText(reference.written, at: node.place(of: reference.range)))
                    isUndetermined = true
                    continue
                }
                result += text
            }
        }
        let value = Scalar(
            result,
            written: isSecret ? scalar.written : result,
            isPlain: scalar.isPlain,
            isUndetermined: isUndetermined
        )
        return Node(value, at: node.place)
    }

    private mutating func value(of reference: VariableText.Reference, in node: Node) -> Node {
        let place = node.place(of: reference.range)
        for choice in reference.choices {
            let found = value(of: choice, reference, at: place)
            if let found, !found.isNull { return found }
        }
        if case .environment(let name) = VariableSource(reference.choices.last ?? "") {
            findings.report(.unsetInShell(name, at: place))
        } else {
            findings.report(.unresolved(reference.written, stage: around.stage, at: place))
        }
        return unknown(reference, at: place)
    }

    /// Nil where the choice has no value.
    private mutating func value(
        of choice: String,
        _ reference: VariableText.Reference,
        at place: Place
    ) -> Node? {
        let text = VariableText(choice)
        let node = Node(Scalar(choice), at: place)
        if let only = text.only { return value(of: only, in: node) }
        // What is nested in a choice, as in `file(../${sls:stage}.yml)`, is replaced first.
        let inner = text.hasVariables ? composed(text, Scalar(choice), node) : node
        guard !inner.isUndetermined, let name = inner.text else { return unknown(reference, at: place) }
        let source = VariableSource(name)
        guard !resolving.contains(source) else {
            findings.report(.circularVariable(reference.written, at: place))
            return unknown(reference, at: place)
        }
        resolving.append(source)
        defer { resolving.removeLast() }
        return look(for: source, reference, at: place)
    }

    private func unknown(_ reference: VariableText.Reference, at place: Place) -> Node {
        Node(Scalar(reference.written, isUndetermined: true), at: place)
    }

    private mutating func look(
        for source: VariableSource,
        _ reference: VariableText.Reference,
        at place: Place
    ) -> Node? {
        switch source {
        case .this(let address): return walk(root, address)
        case .file(let name, let address):
            let file = document(name, at: place)
            return file.flatMap { walk($0, address) }
        case .option(let name): return name == "stage" ? text(around.stage, at: place) : nil
        case .framework(let name):
            switch name {
            case "stage": return text(around.stage, at: place)
            // A number of each run: any will do.
            case "instanceId": return text("0", at: place)
            default: return nil
            }
        case .environment(let name):
            return around.environment[name].map {
                Node(Scalar($0, written: "${env:\(name)}"), at: place)
            }
        case .parameter(let name):
            return around.parameters[name].map { text($0, at: place) }
                ?? walk(root, "params.\(around.stage).\(name)") ?? walk(root, "params.default.\(name)")
        case .literal(let value, let isPlain):
            return Node(Scalar(value, isPlain: isPlain), at: place)
        case .remote: return unknown(reference, at: place)
        }
    }

    private func text(_ value: String, at place: Place) -> Node {
        Node(Scalar(value), at: place)
    }

    /// What a path of keys and indices leads to, its last text replaced as well.
    private mutating func walk(_ start: Node, _ address: String) -> Node? {
        var node = shallow(start)
        for name in address.split(separator: ".") {
            if node.isUndetermined { return node }
            let next = node.list.flatMap { list in
                Int(name).flatMap { list.indices.contains($0) ? list[$0] : nil }
            }
            guard let found = next ?? node[String(name)] else { return nil }
            node = shallow(found)
        }
        return node
    }

    private mutating func document(_ name: String, at place: Place) -> Node? {
        let path = ServicePath.resolve(name, in: around.folder)
        if let known = documents[path] { return known }
        let read = readDocument(path, at: place)
        documents[path] = .some(read)
        return read
    }

    private mutating func readDocument(_ path: String, at place: Place) -> Node? {
        do throws(TableFiles.Problem) {
            let source = SourceText(name: path, bytes: try around.files.read(path))
            return YAMLDocument.read(source, .untouched, &findings)
        } catch {
            findings.report(.noServiceFile(path, error.reason, at: place))
            return nil
        }
    }
}
