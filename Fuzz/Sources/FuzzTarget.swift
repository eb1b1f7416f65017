/// Something that reads bytes from outside. It is right where `check` returns for every input; a trap is a finding.
struct FuzzTarget: Sendable {
    let name: String
    /// Inputs to start from: one of each kind that is accepted.
    let seeds: @Sendable () -> [[UInt8]]
    /// Parts of the format that random bytes would be long to find.
    let words: [String]
    let check: @Sendable (UnsafeBufferPointer<UInt8>) -> Void

    static let all: [FuzzTarget] = [entry, posting, note, proof, merkle, event, json, time]
}

/// Ends the run where what must hold does not.
func require(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fatalError(what()) }
}
