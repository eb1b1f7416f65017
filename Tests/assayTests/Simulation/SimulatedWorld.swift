import CanonicalJSON
import Contributions

/// People, texts and questions without end, each event made once and remembered.
struct SimulatedWorld {
    private(set) var events: [JSONValue] = []
    private var submissions = 0

    private static let words = [
        "amber", "birch", "copper", "delta", "ember", "forest", "granite", "harbor", "island", "juniper", "kettle", "lantern", "meadow", "nickel",
        "orchard", "pebble", "quartz", "river", "saddle", "timber", "umber", "valley", "willow", "yarrow", "zephyr",
    ]

    mutating func make(_ random: inout SplitMix) -> JSONValue {
        let number = events.count
        let event: JSONValue
        if submissions < 3 || random.below(4) == 0 {
            let text = (0..<20).map { _ in Self.words[random.below(Self.words.count)] }.joined(separator: " ")
            event = Self.envelope(
                number, "assay.submission.v1", 0,
                ["submission": .string("s\(submissions)"), "contributor": .string("p\(submissions % 5)"), "dataset": "d", "text": .string(text)])
            submissions += 1
        } else {
            let first = random.below(submissions)
            // Late events name times before those that are in already.
            event = Self.envelope(
                number, "assay.retrieval.v1", Int64(random.below(5000)) - 2500,
                [
                    "retrieval": .string("r\(number)"), "consumer": .string("c\(number % 7)"), "index": "i",
                    "query": .string("about \(Self.words[random.below(Self.words.count)]) and \(Self.words[random.below(Self.words.count)])"),
                    "fee": .integer(Int64(100 + random.below(900))),
                    "results": [
                        ["submission": .string("s\(first)"), "rank": 1], ["submission": .string("s\((first + 1) % submissions)"), "rank": 2],
                    ],
                ])
        }
        events.append(event)
        return event
    }

    func any(_ random: inout SplitMix) -> JSONValue? {
        // Not a plain nil, which would be JSON's null.
        guard !events.isEmpty else { return .none }
        return events[random.below(events.count)]
    }

    private static func envelope(_ number: Int, _ type: String, _ shift: Int64, _ data: JSONValue) -> JSONValue {
        [
            "specversion": "1.0", "id": .string("e\(number)"), "source": "engine/simulation", "type": .string(type),
            "time": .string(Timestamp(seconds: 1_772_000_000 + Int64(number) * 60 + shift).rfc3339), "data": data,
        ]
    }
}

/// SplitMix64: the same seed, the same choices.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }
}
