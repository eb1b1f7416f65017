internal import CTimeZones

extension ExpressionFunctions {
    static func timeArithmetic(_ sign: String, _ left: ExpressionValue, _ right: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch (sign, left, right) {
        case ("+", .timestamp(let time), .duration(let nanos)), ("+", .duration(let nanos), .timestamp(let time)):
            return .timestamp(try within(time.advanced(by: nanos)))
        case ("-", .timestamp(let time), .duration(let nanos)):
            guard nanos != .min else { throw Refusal("the time leaves the years 1 to 9999") }
            return .timestamp(try within(time.advanced(by: -nanos)))
        case ("-", .timestamp(let later), .timestamp(let earlier)):
            guard let nanos = later.nanoseconds(since: earlier) else { throw Refusal("the duration is longer than 292 years") }
            return .duration(nanos)
        case ("+", .duration(let left), .duration(let right)): return .duration(try within(left.addingReportingOverflow(right)))
        case ("-", .duration(let left), .duration(let right)): return .duration(try within(left.subtractingReportingOverflow(right)))
        default: return nil
        }
    }

    private static func within(_ time: ExpressionTimestamp?) throws(Refusal) -> ExpressionTimestamp {
        guard let time else { throw Refusal("the time leaves the years 1 to 9999") }
        return time
    }

    private static func within(_ sum: (partialValue: Int64, overflow: Bool)) throws(Refusal) -> Int64 {
        guard !sum.overflow else { throw Refusal("the duration is longer than 292 years") }
        return sum.partialValue
    }

    /// The parts of a time, in UTC or in the zone that the second value names; the parts of a duration.
    static func timeMember(_ function: String, _ values: [ExpressionValue]) throws(Refusal) -> ExpressionValue? {
        switch (values.first, values.count) {
        case (.timestamp(let time), 1): return part(function, time.seconds, time).map(ExpressionValue.int)
        case (.timestamp(let time), 2):
            guard case .string(let zone) = values[1] else { return nil }
            return part(function, time.seconds + (try offsetSeconds(zone, time)), time).map(ExpressionValue.int)
        case (.duration(let nanos), 1):
            switch function {
            case "getHours": return .int(nanos / 3_600_000_000_000)
            case "getMinutes": return .int(nanos / 60_000_000_000)
            case "getSeconds": return .int(nanos / 1_000_000_000)
            // The milliseconds beside the whole seconds, as the conformance tests have it.
            case "getMilliseconds": return .int(nanos % 1_000_000_000 / 1_000_000)
            default: return nil
            }
        default: return nil
        }
    }

    private static func part(_ function: String, _ localSeconds: Int64, _ time: ExpressionTimestamp) -> Int64? {
        let days = localSeconds >= 0 ? localSeconds / 86_400 : (localSeconds - 86_399) / 86_400
        let rest = localSeconds - days * 86_400
        let date = CivilDate(daysSince1970: days)
        switch function {
        case "getFullYear": return date.year
        case "getMonth": return date.month - 1
        case "getDate": return date.day
        case "getDayOfMonth": return date.day - 1
        case "getDayOfWeek": return ((days + 4) % 7 + 7) % 7
        case "getDayOfYear": return days - CivilDate(year: date.year, month: 1, day: 1).daysSince1970
        case "getHours": return rest / 3600
        case "getMinutes": return rest / 60 % 60
        case "getSeconds": return rest % 60
        case "getMilliseconds": return Int64(time.nanoseconds) / 1_000_000
        default: return nil
        }
    }

    /// `Europe/Berlin`, or `+02:00`, `02:00`, `-09:30`.
    private static func offsetSeconds(_ zone: String, _ time: ExpressionTimestamp) throws(Refusal) -> Int64 {
        let bytes = Array(zone.utf8)
        if let first = bytes.first, bytes.contains(0x3A) {
            let isNegative = first == UInt8(ascii: "-")
            if let offset = ExpressionTimestamp.fixedOffset(bytes[(isNegative || first == UInt8(ascii: "+") ? 1 : 0)...]) {
                return isNegative ? -offset : offset
            }
        }
        var known: Int32 = 0
        let offset = bytes.withUnsafeBytes { raw in
            assay_zone_offset_seconds(raw.bindMemory(to: CChar.self).baseAddress, Int32(raw.count), Double(time.seconds) * 1000, &known)
        }
        guard known != 0 else { throw Refusal("the time zone '\(zone)' is unknown", hint: "written as Europe/Berlin or +02:00") }
        return Int64(offset)
    }
}
