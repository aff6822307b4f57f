import Glibc

/// A call to the system that did not work.
package struct SystemFailure: Error, CustomStringConvertible {
    /// The call and why it failed.
    package let description: String

    /// What was called or is wrong, and the system's number for why.
    package init(_ call: String, errno number: Int32 = errno) {
        description = "\(call): error \(number)"
    }
}
