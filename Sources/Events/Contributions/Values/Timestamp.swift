/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    public init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000 }

    public func advanced(bySeconds seconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds + seconds * 1_000_000) }

    /// Parses RFC 3339 (`2026-03-01T09:15:02.114Z`, or with a numeric offset); nil for anything else.
    /// Fractions beyond the microsecond are cut. Years 1970 to 9999.
    public init?(rfc3339 text: String) {
        var text = text
        let found = text.withUTF8 { Timestamp(rfc3339: UnsafeRawBufferPointer($0)) }
        guard let found else { return nil }
        self = found
    }

    /// The same from bytes.
    public init?(rfc3339 bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 20, bytes.count <= 40 else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for index in range {
                guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
                value = value * 10 + Int64(bytes[index] - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), bytes[4] == 0x2D, bytes[7] == 0x2D,
            bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == 0x20, bytes[13] == 0x3A, bytes[16] == 0x3A,
            year >= 1970, (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, year: year), hour < 24, minute < 60, second <= 60
        else { return nil }
        var position = 19
        var micros: Int64 = 0
        if bytes[position] == UInt8(ascii: ".") {
            position += 1
            let start = position
            var scale: Int64 = 100_000
            while position < bytes.count, let digit = number(position..<position + 1) {
                micros += digit * scale
                scale /= 10
                position += 1
            }
            guard position > start else { return nil }
        }
        guard position < bytes.count else { return nil }
        var offsetSeconds: Int64 = 0
        if bytes[position] | 0x20 == UInt8(ascii: "z") {
            position += 1
        } else {
            guard bytes[position] == 0x2B || bytes[position] == 0x2D, position + 6 == bytes.count, bytes[position + 3] == 0x3A,
                let hours = number(position + 1..<position + 3), let minutes = number(position + 4..<position + 6), hours < 24, minutes < 60
            else { return nil }
            offsetSeconds = (hours * 3600 + minutes * 60) * (bytes[position] == 0x2D ? -1 : 1)
            position += 6
        }
        guard position == bytes.count else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offsetSeconds
        microseconds = seconds * 1_000_000 + micros
        // An offset or a leap second can lead out of the years that can be written.
        guard Self.writable.contains(microseconds) else { return nil }
    }

    /// From the first microsecond of 1970 to the last of 9999: what `rfc3339` writes and the parser reads back.
    private static let writable: ClosedRange<Int64> = 0...253_402_300_799_999_999
    /// The last moment of the year 9999.
    public static let latest = Timestamp(microseconds: writable.upperBound)

    /// RFC 3339 in UTC with milliseconds, or microseconds where they are needed.
    public var rfc3339: String {
        let (year, month, day) = Self.civil(days: Self.floorDivide(microseconds, 86_400_000_000))
        var rest = microseconds - Self.floorDivide(microseconds, 86_400_000_000) * 86_400_000_000
        let micros = rest % 1_000_000
        rest /= 1_000_000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let fraction = String(String(1_000_000 + micros).dropFirst().prefix(micros % 1000 == 0 ? 3 : 6))
        return "\(year)-\(two(month))-\(two(day))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)).\(fraction)Z"
    }

    /// `2026-03-01`
    public var day: String { String(rfc3339.prefix(10)) }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 { value >= 0 ? value / by : (value - by + 1) / by }

    private static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The inverse of `days` (same source, civil_from_days).
    private static func civil(days: Int64) -> (Int64, Int64, Int64) {
        let z = days + 719_468
        let era = floorDivide(z, 146_097)
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let m = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * m + 2) / 5 + 1
        let month = m < 10 ? m + 3 : m - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Timestamp: CustomStringConvertible {
    public var description: String { rfc3339 }
}
