/// Days, hours and figures in words.
enum Calendar {
    static let months = Domain.list("January, February, March, April, May, June, July, August, September, October, November, December")
    static let weekdays = Domain.list("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")
    static let seasons = Domain.list("spring, summer, autumn, winter")
    static let small = Domain.list("two, three, four, five, six, seven, eight, nine, ten, eleven, a dozen, twenty")

    static func number(_ random: inout PathRandom) -> String {
        switch random.below(4) {
        case 0: String(random.within(3...19))
        case 1: String(random.within(20...99))
        case 2: String(random.within(100...990))
        default: String(random.within(2...40)) + "." + String(random.within(1...9))
        }
    }

    static func clock(_ random: inout PathRandom) -> String {
        let hour = random.within(4...22)
        let minute = random.below(12) * 5
        return minute == 0 ? "\(hour) o'clock" : "\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
