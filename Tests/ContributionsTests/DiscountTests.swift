import Contributions
import Testing

@Suite("Discounts") struct DiscountTests {
    @Test(
        "A percentage is read exactly and written as short as it can be",
        arguments: [
            ("30%", 300_000, "30%"), ("30 %", 300_000, "30%"), ("12.5%", 125_000, "12.5%"), ("0.0001%", 1, "0.0001%"), ("100%", 1_000_000, "100%"),
            ("100.0000%", 1_000_000, "100%"), ("007%", 70_000, "7%"), ("99.9999%", 999_999, "99.9999%"), ("0.3%", 3_000, "0.3%"),
            // 0.07 × 10,000 is 700.0000000000001 in doubles.
            ("0.07%", 700, "0.07%"),
        ] as [(String, Int64, String)])
    func percentages(text: String, ppm: Int64, written: String) throws {
        let discount = try Discount(percentage: text)
        #expect(discount.ppm == ppm && discount.description == written)
    }

    @Test("Every share of a hundredth is written and read back", arguments: [1, 7, 9_999, 10_000, 123_456, 500_000, 999_990] as [Int64])
    func roundTrip(ppm: Int64) throws {
        let discount = try #require(Discount(ppm: ppm))
        #expect(try Discount(percentage: discount.description) == discount)
    }

    @Test(
        "What is no percentage, too fine or out of range is refused with its reason",
        arguments: [
            ("0.3", .notAPercentage), ("30", .notAPercentage), ("", .notAPercentage), ("%", .notAPercentage), (".5%", .notAPercentage),
            ("5.%", .notAPercentage), ("-5%", .notAPercentage), ("+5%", .notAPercentage), ("1e1%", .notAPercentage), ("1.2.3%", .notAPercentage),
            ("30  %", .notAPercentage), ("３０%", .notAPercentage), ("30%%", .notAPercentage), ("1.00001%", .tooManyDecimals),
            ("0%", .outOfRange), ("0.0000%", .outOfRange), ("100.0001%", .outOfRange), ("120%", .outOfRange),
            ("99999999999999999999999999%", .outOfRange),
        ] as [(String, Discount.PercentageFault)])
    func refused(text: String, fault: Discount.PercentageFault) {
        #expect(throws: fault) { try Discount(percentage: text) }
    }

    @Test("What is paid is the floor of what is left, and paid and kept are the whole")
    func rounding() throws {
        let third = try Discount(percentage: "33.3333%")
        #expect(third.paid(of: MicroCredits(10)) == MicroCredits(6) && third.kept(of: MicroCredits(10)) == MicroCredits(4))
        #expect(third.paid(of: MicroCredits(1)) == .zero)
        let all = try Discount(percentage: "100%")
        #expect(all.paid(of: MicroCredits(.max)) == .zero && all.kept(of: MicroCredits(.max)) == MicroCredits(.max))
        let least = try Discount(percentage: "0.0001%")
        #expect(least.paid(of: MicroCredits(.max)) == MicroCredits(Int64(Int128(Int64.max) * 999_999 / 1_000_000)))
        #expect(Discount(ppm: 0) == nil && Discount(ppm: 1_000_001) == nil && Discount(ppm: -1) == nil)
    }
}
