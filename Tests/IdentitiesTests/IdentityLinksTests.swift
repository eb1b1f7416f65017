import Collections
import Contributions
import Glibc
import Identities
import Numerics
import Testing

@Suite("Who is linked to whom") struct IdentityLinksTests {
    private static func uses(_ list: [(Int32, Identifiers)]) -> IdentifierUses {
        var uses = IdentifierUses()
        for (participant, identifiers) in list { uses.add(identifiers, of: participant) }
        return uses
    }

    @Test("an identifier of many links nobody, one of two links them in both readings") func hubs() {
        var list = (0..<200).map { (Int32($0), Identifiers(network: "hmac:office")) }
        list += [(3, Identifiers(device: "hmac:laptop")), (4, Identifiers(device: "hmac:laptop"))]
        let links = IdentityLinks(Self.uses(list), participantCount: 200)
        #expect(links.weight(10, 20) == 0)
        #expect(links.strength(10, 20) == 0)
        #expect(abs(links.weight(3, 4) - 1 / log(7)) < 1e-12)
        #expect(abs(links.strength(3, 4) - 0.9) < 1e-12)
        #expect(links.components()[4] == 3)
        #expect(links.components()[5] == 5)
        #expect(links.sharedKinds(3, 4).map(\.holders) == [200, 2])
    }

    @Test("a shared address weighs as much as a device and is not as strong") func readings() {
        let links = IdentityLinks(
            Self.uses([(0, .init(network: "n")), (1, .init(network: "n")), (2, .init(device: "d")), (3, .init(device: "d"))]), participantCount: 4)
        #expect(links.weight(0, 1) == links.weight(2, 3))
        #expect(links.strength(0, 1) < IdentityLinks.joining)
        #expect(links.strength(2, 3) >= IdentityLinks.joining)
        #expect(links.personalTie(0) == 0 && links.personalTie(2) > 0)
    }

    @Test("partners are the pairs that are strong enough, as strong as asked one by one") func partners() {
        var random = SeededRandom(seed: 17)
        let list = (0..<300).map { index -> (Int32, Identifiers) in
            (
                Int32(index % 90),
                Identifiers(
                    network: "n\(random.int(in: 0..<40))", device: "d\(random.int(in: 0..<120))",
                    funder: "f\(random.int(in: 0..<60))")
            )
        }
        let links = IdentityLinks(Self.uses(list), participantCount: 90)
        let partners = links.partners()
        for one in Int32(0)..<90 {
            for other in Int32(0)..<90 {
                let strength = links.strength(one, other)
                #expect(partners.strength(one, other) == (strength >= IdentityLinks.least ? strength : 0))
            }
        }
    }

    @Test("names that look alike are two identifiers") func lookAlike() {
        let links = IdentityLinks(Self.uses([(0, .init(device: "Kim")), (1, .init(device: "\u{212A}im"))]), participantCount: 2)
        #expect(links.weight(0, 1) == 0)
    }

    @Test("uses are read back as written; cuts and flips are errors or other uses, never a trap") func state() throws {
        let uses = Self.uses([(0, .init(network: "n", device: "d")), (1, .init(network: "n")), (0, .init(network: "n", funder: "f"))])
        var writer = ColumnWriter()
        uses.write(to: &writer)
        func read(_ bytes: [UInt8]) throws -> IdentityLinks {
            try bytes.withUnsafeBytes { bytes in
                var reader = ColumnReader(bytes)
                return IdentityLinks(try IdentifierUses(from: &reader, participantCount: 2), participantCount: 2)
            }
        }
        #expect(try read(writer.bytes).weight(0, 1) == IdentityLinks(uses, participantCount: 2).weight(0, 1))
        for length in 0..<writer.bytes.count { #expect(throws: ColumnError.self) { try read(Array(writer.bytes.prefix(length))) } }
        for bit in 0..<writer.bytes.count * 8 {
            var bytes = writer.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            _ = try? read(bytes).weight(0, 1)
        }
    }
}
