package import HTTPTypes
package import Messages

/// Where a request goes, or why it goes nowhere.
package enum Decision: Sendable {
    case matched(Selection)
    case refused(Refusal)
}

/// The route that was chosen for a request, and what matching found out.
package struct Selection: Sendable {
    package let route: Route
    /// The place of the alternative that matched in the route's `match`.
    package let alternative: Int
    package let subject: Subject
    package let captures: Captures
    /// Whether the request is a CORS preflight and was matched with the method that it asks for.
    package let isPreflight: Bool
    /// The stage and base path that were taken from the path's beginning; empty for none.
    package let stripped: String

    /// What the client writes before a path of the table's: what was taken away here, and before by the front end.
    var publicPrefix: String {
        let origin = subject.request.origin
        // By another name, as behind a proxy, nobody knows what the client wrote.
        guard origin.isStageRemoved, let stage = origin.stage, let domain = origin.domainName,
            subject.host == RequestHost.canonical(domain)
        else { return stripped }
        return "/" + stage + stripped
    }

    /// What templates are filled from.
    package var templateValues: TemplateValues {
        TemplateValues(subject: subject, captures: captures, routeName: route.name)
    }

    /// The prefix that the match's path found; nil for another kind of path.
    var matchedPrefix: String? {
        guard alternative < route.matches.count, case .prefix(let prefix) = route.matches[alternative].path
        else {
            return nil
        }
        return prefix
    }
}

/// Why no route was chosen.
package enum Refusal: Error, Sendable, Equatable {
    /// With what is wrong, for the log.
    case badRequest(String)
    case noRoute
    /// With the methods that some route would take.
    case methodNotAllowed([HTTPRequest.Method])
    /// A regex needed more steps than it may take.
    case matchLimit

    /// What happened, for the log.
    package var reason: String {
        switch self {
        case .badRequest(let reason): reason
        case .noRoute: "no route matches"
        case .methodNotAllowed(let methods):
            "no route takes the method, only \(methods.map(\.rawValue).joined(separator: ", "))"
        case .matchLimit: "a regex needed more steps than it may take"
        }
    }

    init(_ failure: RegexFailure) {
        switch failure {
        case .limit: self = .matchLimit
        case .notUTF8: self = .badRequest("a value that a regex looks at is not UTF-8")
        }
    }
}

/// Chooses the route of a request: the one path, then the first match.
package struct Router: Sendable {
    let routes: [Route]
    /// All matches in the order in which they are tried; their routes are places in the table's list.
    package let ranked: [RankedMatch]
    private let index: RouteIndex
    let paths: PathReading

    package init(_ table: RouteTable) {
        routes = table.routes
        ranked = RankedMatch.ranked(table.routes, bySpecificity: table.matchOrder == .specificity)
        paths = PathReading(
            policy: table.pathPolicy,
            stage: table.stripStage,
            basePath: table.stripBasePath ?? ""
        )
        index = RouteIndex(ranked)
    }

    /// The decision on a request.
    package func decide(_ request: Request) -> Decision {
        do throws(Refusal) {
            let (path, stripped) = try paths.path(of: request)
            // RFC 9112 section 3.2.
            guard request.fields.lines.count(where: { $0.traits.contains(.host) }) < 2 else {
                throw .badRequest("the request has two `Host` fields")
            }
            if let asked = request.preflightMethod {
                if let selection = try select(
                    Subject(request, path: path, method: asked),
                    stripped,
                    isPreflight: true
                ) {
                    return .matched(selection)
                }
            }
            let subject = Subject(request, path: path)
            if let selection = try select(subject, stripped, isPreflight: false) {
                return .matched(selection)
            }
            return .refused(try refusal(of: subject))
        } catch {
            return .refused(error)
        }
    }

    private func select(
        _ subject: Subject,
        _ stripped: String,
        isPreflight: Bool
    ) throws(Refusal) -> Selection? {
        switch index.first(for: subject) {
        case .none: return nil
        case .failure(_, let failure): throw Refusal(failure)
        case .match(let rank):
            let entry = ranked[rank]
            do throws(RegexFailure) {
                return Selection(
                    route: routes[entry.route],
                    alternative: entry.alternative,
                    subject: subject,
                    captures: try entry.captures(in: subject),
                    isPreflight: isPreflight,
                    stripped: stripped
                )
            } catch {
                throw Refusal(error)
            }
        }
    }

    private func refusal(of subject: Subject) throws(Refusal) -> Refusal {
        do throws(RegexFailure) {
            let methods = try index.allowedMethods(for: subject)
            return methods.isEmpty ? .noRoute : .methodNotAllowed(methods)
        } catch {
            throw Refusal(error)
        }
    }
}

extension Request {
    /// The method that a CORS preflight asks for (Fetch standard, section 3.2.2); nil for any other request.
    var preflightMethod: HTTPRequest.Method? {
        guard method == .options, let asked = fields[.accessControlRequestMethod], fields[.origin] != nil
        else { return nil }
        return HTTPRequest.Method(asked)
    }
}
