extension Event {
    /// The values of the wanted names that the front end vouches for; empty ones count as absent.
    func identity(_ wanted: [String], from frontEnd: ReplyForm.FrontEnd) -> [String: String] {
        var found: [String: String] = [:]
        for name in wanted {
            let parts = name.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let node = identityNode(parts[0], parts[1], frontEnd) else { continue }
            if let value = tape.scalar(node), !value.isEmpty { found[name] = value }
        }
        return found
    }

    private func identityNode(
        _ family: Substring,
        _ name: Substring,
        _ frontEnd: ReplyForm.FrontEnd
    ) -> Int? {
        switch frontEnd {
        case .rest, .http1: versionOneNode(family, name)
        case .http, .url: versionTwoNode(family, name)
        case .lattice: latticeNode(family, name)
        // A load balancer's claims stand in fields that the backend gets as they are.
        case .alb, .albMultiValue, .direct: nil
        }
    }

    private func versionOneNode(_ family: Substring, _ name: Substring) -> Int? {
        let authorizer = self[context: .authorizer]
        let identity = self[context: .identity]
        switch family {
        case "claims":
            let claims = tape.member("claims", of: authorizer) ?? tape.member("jwt", of: authorizer)
            return tape.member(named: name, of: tape.member("claims", of: claims) ?? claims)
        case "authorizer": return tape.member(named: name, of: authorizer)
        case "clientCert": return certificateNode(tape.member("clientCert", of: identity), name)
        case "iam":
            return switch name {
            case "arn": tape.member("userArn", of: identity)
            case "accountId": tape.member("accountId", of: identity)
            case "userId": tape.member("user", of: identity)
            case "callerId": tape.member("caller", of: identity)
            case "principalOrgId": tape.member("principalOrgId", of: identity)
            default: nil
            }
        case "apiKey": return name == "id" ? tape.member("apiKeyId", of: identity) : nil
        default: return nil
        }
    }

    private func versionTwoNode(_ family: Substring, _ name: Substring) -> Int? {
        let authorizer = self[context: .authorizer]
        switch family {
        case "claims":
            return tape.member(named: name, of: tape.member("claims", of: tape.member("jwt", of: authorizer)))
        case "authorizer": return tape.member(named: name, of: tape.member("lambda", of: authorizer))
        case "clientCert":
            return certificateNode(tape.member("clientCert", of: self[context: .authentication]), name)
        case "iam":
            let iam = tape.member("iam", of: authorizer)
            return switch name {
            case "arn": tape.member("userArn", of: iam)
            case "accountId", "userId", "callerId", "principalOrgId": tape.member(named: name, of: iam)
            default: nil
            }
        default: return nil
        }
    }

    private func latticeNode(_ family: Substring, _ name: Substring) -> Int? {
        let identity = self[context: .identity]
        switch (family, name) {
        case ("iam", "arn"): return tape.member("principal", of: identity)
        case ("iam", "principalOrgId"): return tape.member("principalOrgID", of: identity)
        case ("clientCert", "subject"): return tape.member("x509SubjectCn", of: identity)
        default: return nil
        }
    }

    private func certificateNode(_ certificate: Int?, _ name: Substring) -> Int? {
        switch name {
        case "subject": tape.member("subjectDN", of: certificate)
        case "issuer": tape.member("issuerDN", of: certificate)
        case "serialNumber": tape.member("serialNumber", of: certificate)
        case "notBefore", "notAfter": tape.member(named: name, of: tape.member("validity", of: certificate))
        default: nil
        }
    }
}
