extension Town {
    /// Distinct in the whole world and saying nothing about what it names: a permutation of 32 bits over (town, index).
    private func opaque(_ index: Int, salt: UInt32) -> String {
        var value = UInt32(truncatingIfNeeded: number * Town.capacity + index) ^ salt
        value ^= value >> 16
        value = value &* 0x85EB_CA6B
        value ^= value >> 13
        value = value &* 0xC2B2_AE35
        value ^= value >> 16
        return Self.hex(UInt64(value), digits: 8)
    }

    func memberName(_ index: Int) -> String { "p-" + opaque(index, salt: 0x51ED_270B) }
    func submissionName(_ index: Int) -> String { "s-" + opaque(index, salt: 0x2545_F491) }
    func adapterName(_ run: Int) -> String { "adapter-" + opaque(run, salt: 0x1B87_3593) }
    func runName(_ run: Int) -> String { "run-" + opaque(run, salt: 0x6C07_8965) }

    func datasetName(owner: Int, domain: Int) -> String { "ds-" + Domain.all[domain].slug + "-" + opaque(owner, salt: 0x3C6E_F372) }

    /// The name under which a member signs.
    func penName(_ index: Int) -> String {
        var random = PathRandom(seed, 0x9E, UInt64(index))
        return NameMaker.fullName(&random)
    }

    func groupName(_ cause: Cause, _ group: Int) -> String { cause.rawValue + "-\(number + 1).\(group)" }

    /// What a keyed hash of a connection looks like; the same connection gives the same hash.
    func keyedHash(_ kind: UInt64, _ connection: Int) -> String {
        "hmac:" + Self.hex(PathRandom.mix(seed ^ PathRandom.mix(kind &* 0x1_0000_0001 &+ UInt64(connection))), digits: 16)
            + Self.hex(PathRandom.mix(seed &+ kind &* 7_919 &+ UInt64(connection) &* 104_729), digits: 16)
    }

    static func hex(_ value: UInt64, digits: Int) -> String {
        String(unsafeUninitializedCapacity: digits) { buffer in
            for place in 0..<digits {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 * (digits - 1 - place)) & 15)
                buffer[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return digits
        }
    }
}
