/// What the command line asks for.
struct Options {
    var scale = 1
    var seed: UInt64 = 20_260_301
    var events: Int?
    var directory = ""

    struct Problem: Error { let message: String }

    static let usage = "usage: assay-world --out DIR [--scale N | --events COUNT] [--seed S]"

    static func parse(_ arguments: some Sequence<String>) -> Result<Options, Problem> {
        var options = Options()
        var rest = arguments.makeIterator()
        while let name = rest.next() {
            guard let value = rest.next() else { return .failure(Problem(message: "\(name) needs a value; \(usage)")) }
            switch name {
            case "--scale":
                guard let number = Int(value), number >= 1, number <= 1 << 20 else {
                    return .failure(Problem(message: "--scale \(value) is not between 1 and \(1 << 20)"))
                }
                options.scale = number
            case "--events":
                guard let number = Int(value), number >= 1, number <= 1_000_000_000 else {
                    return .failure(Problem(message: "--events \(value) is not between 1 and 10^9"))
                }
                options.events = number
            case "--seed":
                guard let number = UInt64(value) else { return .failure(Problem(message: "--seed \(value) is not a whole number")) }
                options.seed = number
            case "--out": options.directory = value
            default: return .failure(Problem(message: "unknown option \(name); \(usage)"))
            }
        }
        guard !options.directory.isEmpty else { return .failure(Problem(message: "--out is missing; \(usage)")) }
        return .success(options)
    }
}
