/// What a world holds, counted while it was written.
public struct WorldSummary: Sendable {
    public private(set) var events = 0
    public private(set) var eventsByType: [String: Int] = [:]
    public private(set) var labelsByCause: [Cause: Int] = [:]
    /// All fees of retrievals and inferences, in micro-credits.
    public private(set) var feesMicros: Int64 = 0
    /// The part of the fees that an unguarded payout by rank (weights 1, 1/2, 1/3 …) would hand to attacks.
    public private(set) var attackFeesMicros: Int64 = 0
    /// What interactions claim for their receivers, in micro-credits.
    public private(set) var claimsMicros: Int64 = 0
    public private(set) var attackClaimsMicros: Int64 = 0

    public var participants: Int { eventsByType["assay.participant.v1", default: 0] }

    mutating func count(type: String) {
        events += 1
        eventsByType[type, default: 0] += 1
    }

    mutating func count(cause: Cause) { labelsByCause[cause, default: 0] += 1 }

    mutating func countFee(_ fee: Int64, isAttack: Bool, credited: [Bool]) {
        feesMicros += fee
        if isAttack {
            attackFeesMicros += fee
            return
        }
        var total: Int64 = 0
        var bad: Int64 = 0
        for (position, flag) in credited.enumerated() {
            let weight = 5_040 / Int64(position + 1)
            total += weight
            if flag { bad += weight }
        }
        if total > 0 { attackFeesMicros += fee * bad / total }
    }

    mutating func countClaim(_ amount: Int64, isAttack: Bool) {
        claimsMicros += amount
        if isAttack { attackClaimsMicros += amount }
    }
}
