/// What is changed in a request's target and host before it goes to a backend.
package struct Rewrite: Sendable {
    /// The `Host` sent; nil leaves it to `hostHeader`.
    package var host: Template?

    package init(host: Template? = nil) {
        self.host = host
    }
}
