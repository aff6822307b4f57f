/// What a command was asked for can't be done: a file that is not there, a folder without tables, an unknown name.
///
/// Ends the program with 64. Unlike `ValidationError` it brings no synopsis of the command: the line was well formed.
struct WrongUsage: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
