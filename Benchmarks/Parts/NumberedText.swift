/// A message with a number of fixed width in it, wherever the mark `bench-000000000000` stands.
///
/// Numbering it changes twelve digits in place, so that sending it costs the same every time.
package struct NumberedText: Sendable {
    /// The message with the last number in it.
    package private(set) var bytes: [UInt8]
    private var places: [Int] = []

    /// What stands where the number will be.
    package static let mark = "bench-000000000000"
    private static let digits = 12

    /// Finds the marks in a message.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let mark = Array(NumberedText.mark.utf8)
        var place = 0
        while place + mark.count <= bytes.count {
            if bytes[place] == mark[0], bytes[place..<place + mark.count].elementsEqual(mark) {
                place += mark.count
                places.append(place)
            } else {
                place += 1
            }
        }
    }

    /// Writes the number, which is not negative, wherever the mark was.
    package mutating func number(_ number: Int) {
        for end in places {
            var rest = number
            for place in (end - NumberedText.digits..<end).reversed() {
                bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
        }
    }

    /// The number behind `bench-`; nil for anything else.
    package static func number(in text: some StringProtocol) -> Int? {
        text.hasPrefix("bench-") ? Int(text.dropFirst(6)) : nil
    }
}
