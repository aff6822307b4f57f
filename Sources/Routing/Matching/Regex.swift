import CPCRE2
import Synchronization

/// Why a regex does not compile: PCRE2's own message, and where in the pattern.
package struct RegexProblem: Error, Sendable, Hashable {
    package let message: String
    /// UTF-8 bytes before the place in the pattern.
    package let offset: Int
}

/// Why a match has no answer.
package enum RegexFailure: Error, Sendable, Hashable {
    /// The match needed more steps or memory than it may take.
    case limit
    /// The subject is not UTF-8.
    case notUTF8
}

/// A compiled PCRE2 pattern, immutable and shared.
///
/// Patterns run in the interpreter only. A path costs it 0.1 µs; just-in-time code would save 0.07 of them after
/// 8 µs of compiling, counts its match limit in another way, and so could change an answer.
@safe package final class Regex: @unchecked Sendable {
    /// What a match has to cover.
    package enum Extent: Sendable {
        /// The whole subject: for conditions.
        case whole
        /// Any part of it: for substitutions.
        case part
    }

    package let text: String
    /// The names of the named groups, by group number.
    package let groupNames: [(name: String, number: Int)]
    /// How many groups there are, the whole match not counted.
    package let groupCount: Int
    private let extent: Extent
    private let code: OpaquePointer

    /// Compiles the pattern.
    package init(_ text: String, extent: Extent = .whole) throws(RegexProblem) {
        let options = Regex.baseOptions | (extent == .whole ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0)
        let code = unsafe try Regex.compile(text, options)
        self.text = text
        self.extent = extent
        unsafe self.code = code
        groupNames = unsafe Regex.names(in: code)
        groupCount = unsafe Int(Regex.number(PCRE2_INFO_CAPTURECOUNT, of: code))
    }

    deinit {
        unsafe pcre2_code_free_8(code)
    }

    /// Whether the regex matches the subject, over its whole extent.
    package func matches(_ subject: Span<UInt8>, isUTF8: Bool) throws(RegexFailure) -> Bool {
        unsafe try withMatch(of: subject, isUTF8: isUTF8) { _ in true } ?? false
    }

    /// The byte ranges of the match and its groups, by number; nil in place of a group that took no part, and
    /// nil for all where nothing matches.
    package func groups(in subject: Span<UInt8>, isUTF8: Bool) throws(RegexFailure) -> [Range<Int>?]? {
        let count = groupCount
        return unsafe try withMatch(of: subject, isUTF8: isUTF8) { data in
            let offsets = unsafe pcre2_get_ovector_pointer_8(data)
            let pairs = unsafe min(count + 1, Int(pcre2_get_ovector_count_8(data)))
            return (0..<pairs).map { pair in
                let start = unsafe offsets?[2 * pair] ?? Int.max
                let end = unsafe offsets?[2 * pair + 1] ?? 0
                // A group that took no part has both at PCRE2_UNSET, which is -1 here.
                return start >= 0 && start <= end && end <= subject.count ? start..<end : nil
            }
        }
    }

    private func withMatch<Result>(
        of subject: Span<UInt8>,
        isUTF8: Bool,
        _ body: (OpaquePointer) -> Result
    ) throws(RegexFailure) -> Result? {
        guard let data = MatchData.take(pairs: groupCount + 1) else { throw .limit }
        let status = unsafe subject.withUnsafeBufferPointer { bytes in
            let options = isUTF8 ? PCRE2_NO_UTF_CHECK : 0
            return unsafe pcre2_match_8(
                code,
                bytes.baseAddress,
                bytes.count,
                0,
                options,
                data.pointer,
                MatchLimits.shared.context
            )
        }
        if status == PCRE2_ERROR_NOMATCH {
            data.giveBack()
            return nil
        }
        guard status > 0 else {
            data.free()
            let isUTFError = (PCRE2_ERROR_UTF8_ERR21...PCRE2_ERROR_UTF8_ERR1).contains(status)
            throw isUTFError ? .notUTF8 : .limit
        }
        defer { data.giveBack() }
        // `\K` and `(*ACCEPT)` can end a match where its anchors did not look.
        if extent == .whole, unsafe pcre2_get_ovector_pointer_8(data.pointer)?[1] != subject.count {
            return nil
        }
        return unsafe body(data.pointer)
    }
}

extension Regex {
    private static var baseOptions: UInt32 {
        PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C
    }

    private static func compile(_ text: String, _ options: UInt32) throws(RegexProblem) -> OpaquePointer {
        var error: Int32 = 0
        var offset = 0
        let code = unsafe text.utf8.span.withUnsafeBufferPointer { bytes in
            unsafe pcre2_compile_8(bytes.baseAddress, bytes.count, options, &error, &offset, nil)
        }
        if let code = unsafe code { return unsafe code }
        throw RegexProblem(message: message(of: error), offset: min(offset, text.utf8.count))
    }

    private static func message(of error: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
            unsafe pcre2_get_error_message_8(error, bytes.baseAddress, bytes.count)
        }
        return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }

    private static func number(_ what: Int32, of code: OpaquePointer) -> UInt32 {
        var value: UInt32 = 0
        _ = unsafe pcre2_pattern_info_8(code, UInt32(what), &value)
        return value
    }

    private static func names(in code: OpaquePointer) -> [(name: String, number: Int)] {
        let count = unsafe Int(number(PCRE2_INFO_NAMECOUNT, of: code))
        let size = unsafe Int(number(PCRE2_INFO_NAMEENTRYSIZE, of: code))
        var table: UnsafePointer<UInt8>?
        guard unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table) == 0,
            let table = unsafe table
        else { return [] }
        let entries = (0..<count).map { index in
            let entry = unsafe UnsafeBufferPointer(start: table + index * size, count: size)
            let name = unsafe entry.dropFirst(2).prefix { $0 != 0 }
            return unsafe (
                name: String(decoding: name, as: UTF8.self), number: Int(entry[0]) << 8 | Int(entry[1])
            )
        }
        return entries.sorted { $0.number < $1.number }
    }

    /// Whether some subject that begins with the text can match; in doubt true.
    package func canMatch(subjectBeginningWith text: String) -> Bool {
        guard let code = unsafe try? Regex.compile(self.text, Regex.baseOptions | PCRE2_ANCHORED) else {
            return true
        }
        defer { unsafe pcre2_code_free_8(code) }
        guard let data = MatchData.take(pairs: 1) else { return true }
        defer { data.giveBack() }
        let status = unsafe text.utf8.span.withUnsafeBufferPointer { bytes in
            unsafe pcre2_match_8(
                code,
                bytes.baseAddress,
                bytes.count,
                0,
                PCRE2_PARTIAL_HARD,
                data.pointer,
                MatchLimits.shared.context
            )
        }
        return status != PCRE2_ERROR_NOMATCH
    }
}

/// The limits of every match: 100,000 steps, 8 MiB of heap.
@safe private struct MatchLimits: @unchecked Sendable {
    static let shared = MatchLimits()
    let context: OpaquePointer?

    private init() {
        unsafe context = pcre2_match_context_create_8(nil)
        _ = unsafe pcre2_set_match_limit_8(context, 100_000)
        _ = unsafe pcre2_set_heap_limit_8(context, 8 * 1024)
    }
}

/// A block that PCRE2 writes matches into, kept for the next one: making it costs more than a match.
@safe private struct MatchData: @unchecked Sendable {
    private static let idle = Mutex<[MatchData]>([])
    private static let usualPairs = 16
    private static let mostIdle = 8

    let pointer: OpaquePointer
    private let isUsual: Bool

    /// Nil where memory is out.
    static func take(pairs: Int) -> MatchData? {
        if pairs <= usualPairs, let kept = idle.withLock({ $0.popLast() }) { return kept }
        guard let pointer = unsafe pcre2_match_data_create_8(UInt32(max(pairs, usualPairs)), nil) else {
            return nil
        }
        return unsafe MatchData(pointer: pointer, isUsual: pairs <= usualPairs)
    }

    func giveBack() {
        let isKept =
            isUsual
            && MatchData.idle.withLock { idle in
                guard idle.count < MatchData.mostIdle else { return false }
                idle.append(self)
                return true
            }
        if !isKept { free() }
    }

    func free() {
        unsafe pcre2_match_data_free_8(pointer)
    }
}
