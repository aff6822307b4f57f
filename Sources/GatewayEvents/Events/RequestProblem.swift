/// Why a front end's event makes no request.
enum RequestProblem: Error {
    /// The event lacks its method or its path.
    case incomplete(String)
    /// A part of the request is such that no backend may get it.
    case bad(String)
}
