import Contributions
import Testing

@testable import Ledger
@testable import Rewards
@testable import Screening

@Suite("The book of rewards")
struct RewardBookTests {
    static let start = Timestamp(seconds: 1_772_000_000)
    static let until = start.advanced(bySeconds: 1000)
    static let ann = RewardID(event: 0, line: 0)
    static let bob = RewardID(event: 0, line: 1)
    static let cyn = RewardID(event: 0, line: 2)

    /// Ann's reward of 100 is cleared, Bob's of 50 held, Cyn's of 30 refused; 20 remain.
    static func settled() throws -> RewardBook {
        var book = Fixture.book()
        for posting in try book.plan(.settle(terms(10), [try event(0)], until: until), at: start) { try book.apply(posting, at: start, position: 20) }
        return book
    }

    static func terms(_ watermark: Int) -> SettlementTerms { SettlementTerms(policy: ["policy": "test"], watermark: watermark, until: until) }

    static func claim(_ participant: String, _ micros: Int64) -> RewardClaim {
        RewardClaim(
            participant: participant, role: "contributor", source: "s-" + participant, amount: MicroCredits(micros), because: 0,
            verdict: Fixture.entry(of: 0))
    }

    static func event(_ position: Int) throws -> EventSettlement {
        EventSettlement(
            event: position, fee: MicroCredits(200),
            claims: [(claim("ann", 100), .clear(try Fixture.cleared(position))), (claim("bob", 50), .hold), (claim("cyn", 30), .reject)],
            remainder: MicroCredits(20), reason: "test")
    }

    func run(_ book: inout RewardBook, _ command: RewardCommand, at time: Timestamp = start) throws {
        for posting in try book.plan(command, at: time) {
            #expect(try Posting(decoding: posting.body) == posting)
            try book.apply(posting, at: time, position: 100)
            #expect(book.accounts.total == 0)
        }
    }

    func balance(_ book: RewardBook, _ account: AccountName) -> Int64 { book.accounts.balance(account).micros }

    @Test("a settlement brings the fee in, holds what may be earned, and leaves the rest in the treasury")
    func settle() throws {
        let book = try Self.settled()
        #expect(balance(book, .fees) == -200 && balance(book, .pool) == 0)
        #expect(balance(book, .held("ann")) == 100 && balance(book, .held("bob")) == 50 && balance(book, .held("cyn")) == 0)
        #expect(balance(book, .treasury) == 50)
        #expect(book[Self.cyn]?.state == .rejected && book[Self.bob]?.isCleared == false && book.settledThrough == 10)
    }

    @Test("the same settlement again is refused, and so is a second fee of one event")
    func twice() throws {
        let book = try Self.settled()
        #expect(throws: RewardRefusal.feeTakenTwice(0)) {
            try book.plan(.settle(Self.terms(20), [try Self.event(0)], until: Self.until), at: Self.start)
        }
        let noFee = EventSettlement(
            event: 0, fee: .zero, claims: [(Self.claim("ann", 1), .clear(try Fixture.cleared(0)))], remainder: .zero, reason: "again")
        #expect(throws: RewardRefusal.alreadyProposed(Self.ann)) {
            try book.plan(.settle(Self.terms(20), [noFee], until: Self.until), at: Self.start)
        }
        #expect(throws: RewardRefusal.settlementOutOfOrder(watermark: 9)) {
            try book.plan(.settle(Self.terms(9), [], until: Self.until), at: Self.start)
        }
    }

    @Test("the end of the window makes cleared rewards final and escalates the others; silence never pays")
    func finalize() throws {
        var book = try Self.settled()
        #expect(try book.plan(.finalize, at: Timestamp(microseconds: Self.until.microseconds - 1)).isEmpty)
        try run(&book, .finalize, at: Self.until)
        #expect(book[Self.ann]?.state == .final && book[Self.bob]?.state == .escalated)
        #expect(balance(book, .payable("ann")) == 100 && balance(book, .held("bob")) == 50 && balance(book, .payable("bob")) == 0)
        #expect(try book.plan(.finalize, at: Self.until.advanced(bySeconds: 1_000_000)).isEmpty)
    }

    @Test("a held reward that a person clears waits for its window; an escalated one is final by decision, wholly or in part")
    func decide() throws {
        var book = try Self.settled()
        try run(&book, .decide(Self.bob, .post(nil), by: "rae", reason: "checked"))
        #expect(book[Self.bob]?.isCleared == true && balance(book, .payable("bob")) == 0)
        #expect(throws: RewardRefusal.alreadyCleared(Self.bob)) {
            try book.plan(.decide(Self.bob, .post(nil), by: "rae", reason: "again"), at: Self.start)
        }
        var other = try Self.settled()
        try run(&other, .finalize, at: Self.until)
        try run(&other, .decide(Self.bob, .post(MicroCredits(30)), by: "rae", reason: "a part is a copy"), at: Self.until)
        #expect(balance(other, .payable("bob")) == 30 && balance(other, .held("bob")) == 0 && balance(other, .treasury) == 70)
        #expect(other[Self.bob]?.finalAmount == MicroCredits(30))
        for ruling in [RewardCommand.Ruling.post(nil), .void] {
            #expect(throws: RewardRefusal.self) { try other.plan(.decide(Self.bob, ruling, by: "rae", reason: "again"), at: Self.until) }
        }
    }

    @Test("more than is held, nothing, or less cannot be made final", arguments: [0, -1, 51, Int64.max])
    func badAmounts(micros: Int64) throws {
        var book = try Self.settled()
        try run(&book, .finalize, at: Self.until)
        let before = book
        #expect(throws: RewardRefusal.amountBeyondHeld(Self.bob, MicroCredits(micros))) {
            try book.plan(.decide(Self.bob, .post(MicroCredits(micros)), by: "rae", reason: "r"), at: Self.until)
        }
        #expect(book == before)
    }

    @Test("nobody decides a case of their own, and nobody hears a dispute that they raised")
    func fourEyes() throws {
        var book = try Self.settled()
        #expect(throws: RewardRefusal.partial(Self.bob, decider: "bob")) {
            try book.plan(.decide(Self.bob, .post(nil), by: "bob", reason: "mine"), at: Self.start)
        }
        try run(&book, .dispute(Self.cyn, by: "lea", reason: "for cyn"))
        for upheld in [true, false] {
            for by in ["lea", "cyn"] {
                #expect(throws: RewardRefusal.partial(Self.cyn, decider: by)) {
                    try book.plan(.resolve(Self.cyn, upheld: upheld, until: Self.until, by: by, reason: "r"), at: Self.start)
                }
            }
        }
    }

    @Test("an overturned rejection is a new reward, linked to the old one, held anew; the old one stays as it ended")
    func overturn() throws {
        var book = try Self.settled()
        try run(&book, .dispute(Self.cyn, by: "cyn", reason: "my own words"))
        let later = Self.until.advanced(bySeconds: 5)
        try run(&book, .resolve(Self.cyn, upheld: false, until: later, by: "rae", reason: "a quotation"))
        #expect(book[Self.cyn]?.state == .overturned && book[Self.cyn.successor]?.state == .held(until: later))
        #expect(Self.cyn.successor.description == "R0-2-2" && balance(book, .held("cyn")) == 30 && balance(book, .treasury) == 20)
        try run(&book, .finalize, at: later)
        #expect(balance(book, .payable("cyn")) == 30)
        #expect(throws: RewardRefusal.self) { try book.plan(.dispute(Self.cyn, by: "cyn", reason: "more"), at: later) }
    }

    @Test("an upheld decision is the end")
    func uphold() throws {
        var book = try Self.settled()
        try run(&book, .dispute(Self.cyn, by: "cyn", reason: "no"))
        try run(&book, .resolve(Self.cyn, upheld: true, until: Self.until, by: "rae", reason: "a copy"))
        #expect(book[Self.cyn]?.state == .upheld(.rejection) && balance(book, .treasury) == 50)
    }

    @Test("a clawback takes what is held, else what is payable, else a debt that later rewards pay first")
    func clawBack() throws {
        var held = try Self.settled()
        try run(&held, .clawBack(Self.ann, by: "rae", reason: "a ring"))
        #expect(held[Self.ann]?.state == .rejected && balance(held, .held("ann")) == 0 && balance(held, .treasury) == 150)

        var book = try Self.settled()
        try run(&book, .finalize, at: Self.until)
        try run(&book, .payOut("ann", MicroCredits(60), by: "fin", reason: "march"), at: Self.until)
        try run(&book, .clawBack(Self.ann, by: "rae", reason: "a ring"), at: Self.until)
        #expect(balance(book, .payable("ann")) == 0 && balance(book, .paid("ann")) == 60 && balance(book, .clawback("ann")) == -60)
        #expect(balance(book, .treasury) == 150)

        // The next reward of 100 pays the debt of 60 first.
        for posting in try book.plan(.settle(Self.terms(30), [Self.event(25)], until: Self.until), at: Self.until) {
            try book.apply(posting, at: Self.until, position: 30)
        }
        try run(&book, .finalize, at: Self.until)
        #expect(balance(book, .clawback("ann")) == 0 && balance(book, .payable("ann")) == 40)
    }

    @Test("an overturned clawback gives everything back, the debt first")
    func reinstate() throws {
        var book = try Self.settled()
        try run(&book, .finalize, at: Self.until)
        try run(&book, .payOut("ann", MicroCredits(60), by: "fin", reason: "march"), at: Self.until)
        let before = book.accounts
        try run(&book, .clawBack(Self.ann, by: "rae", reason: "a ring"), at: Self.until)
        try run(&book, .dispute(Self.ann, by: "ann", reason: "no ring"), at: Self.until)
        try run(&book, .resolve(Self.ann, upheld: false, until: Self.until, by: "sol", reason: "a classroom"), at: Self.until)
        #expect(book[Self.ann]?.state == .final)
        for account in [AccountName.payable("ann"), .paid("ann"), .clawback("ann"), .treasury] {
            #expect(book.accounts.balance(account) == before.balance(account), "\(account)")
        }
    }

    @Test("a debt is written off by somebody else, at the treasury's cost, and never given a second time")
    func writeOff() throws {
        var book = try Self.settled()
        #expect(throws: RewardRefusal.self) { try book.plan(.writeOff(Self.ann, nil, by: "fin", reason: "r"), at: Self.until) }
        try run(&book, .finalize, at: Self.until)
        try run(&book, .payOut("ann", MicroCredits(60), by: "fin", reason: "march"), at: Self.until)
        try run(&book, .clawBack(Self.ann, by: "rae", reason: "a ring"), at: Self.until)
        #expect(book.debt(of: "ann").micros == 60 && balance(book, .treasury) == 150)
        #expect(throws: RewardRefusal.partial(Self.ann, decider: "ann")) {
            try book.plan(.writeOff(Self.ann, nil, by: "ann", reason: "r"), at: Self.until)
        }
        #expect(throws: RewardRefusal.writeOffBeyondDebt(Self.ann, MicroCredits(61))) {
            try book.plan(.writeOff(Self.ann, MicroCredits(61), by: "fin", reason: "r"), at: Self.until)
        }
        try run(&book, .writeOff(Self.ann, MicroCredits(20), by: "fin", reason: "a part"), at: Self.until)
        #expect(book.debt(of: "ann").micros == 40 && balance(book, .treasury) == 130 && book[Self.ann]?.forgiven.micros == 20)
        var other = book
        try run(&book, .writeOff(Self.ann, nil, by: "fin", reason: "the rest"), at: Self.until)
        #expect(book.debt(of: "ann") == .zero && balance(book, .treasury) == 90 && book.accounts.total == 0)
        #expect(throws: RewardRefusal.noDebt("ann")) { try book.plan(.writeOff(Self.ann, nil, by: "fin", reason: "r"), at: Self.until) }
        // The 60 that were paid stay paid; only the 40 that were taken back come back.
        try run(&book, .dispute(Self.ann, by: "ann", reason: "no ring"), at: Self.until)
        try run(&book, .resolve(Self.ann, upheld: false, until: Self.until, by: "sol", reason: "a classroom"), at: Self.until)
        #expect(balance(book, .payable("ann")) == 40 && balance(book, .paid("ann")) == 60 && balance(book, .treasury) == 50)
        // A decision that was upheld leaves a debt, which can still be forgiven.
        try run(&other, .dispute(Self.ann, by: "ann", reason: "no ring"), at: Self.until)
        try run(&other, .resolve(Self.ann, upheld: true, until: Self.until, by: "sol", reason: "a ring"), at: Self.until)
        try run(&other, .writeOff(Self.ann, nil, by: "fin", reason: "the rest"), at: Self.until)
        #expect(other.debt(of: "ann") == .zero && other[Self.ann]?.state == .upheld(.clawback))
    }

    @Test("only what is payable is paid out")
    func payOut() throws {
        var book = try Self.settled()
        #expect(throws: RewardRefusal.nothingPayable("ann")) { try book.plan(.payOut("ann", nil, by: "fin", reason: "r"), at: Self.start) }
        try run(&book, .finalize, at: Self.until)
        #expect(throws: RewardRefusal.payoutBeyondPayable("ann", MicroCredits(101))) {
            try book.plan(.payOut("ann", MicroCredits(101), by: "fin", reason: "r"), at: Self.until)
        }
        try run(&book, .payOut("ann", nil, by: "fin", reason: "r"), at: Self.until)
        #expect(balance(book, .paid("ann")) == 100 && balance(book, .payable("ann")) == 0)
    }

    @Test("a posting whose transfers are not those of its moves is refused, whatever it says")
    func forged() throws {
        var book = try Self.settled()
        let before = book
        func transfer(_ debit: AccountName, _ credit: AccountName, _ micros: Int64, _ code: String) throws -> Transfer {
            try Transfer(debit: debit, credit: credit, amount: MicroCredits(micros), code: code, cause: 0)
        }
        let forgeries = [
            try Posting(reason: "early", transfers: [try transfer(.held("ann"), .payable("ann"), 100, "post")]),
            try Posting(
                reason: "early", transfers: [try transfer(.held("ann"), .payable("ann"), 100, "post")],
                moves: [RewardMove(Self.ann, .post(MicroCredits(100)))]),
            try Posting(
                reason: "not cleared", transfers: [try transfer(.held("bob"), .payable("bob"), 50, "post")],
                moves: [RewardMove(Self.bob, .post(MicroCredits(50)))]),
            try Posting(
                reason: "to another", transfers: [try transfer(.held("bob"), .payable("eve"), 50, "void")], moves: [RewardMove(Self.bob, .void)],
                by: "rae"),
            try Posting(reason: "money alone", transfers: [try transfer(.treasury, .payable("eve"), 5, "post")], by: "rae"),
            try Posting(reason: "paid to another", transfers: [try transfer(.held("ann"), .paid("eve"), 5, "payout")], by: "rae"),
            try Posting(reason: "moves alone", transfers: [], moves: [RewardMove(Self.ann, .void)], by: "rae"),
            try Posting(reason: "by nobody", transfers: [try transfer(.held("ann"), .treasury, 100, "void")], moves: [RewardMove(Self.ann, .void)]),
            try Posting(reason: "second fee", transfers: [try transfer(.fees, .pool, 5, "fee")]),
        ]
        for forgery in forgeries {
            #expect(throws: RewardRefusal.self, "\(forgery.reason)") { try book.apply(forgery, at: Self.start, position: 50) }
            #expect(book == before, "\(forgery.reason)")
        }
        #expect(throws: RewardRefusal.transfersDoNotFollow) { try book.apply(forgeries[0], at: Self.until, position: 50) }
        #expect(throws: RewardRefusal.notCleared(Self.bob)) { try book.apply(forgeries[2], at: Self.until, position: 50) }
    }

    @Test("amounts beyond 64 bits are refused, and the book stays as it was")
    func overflow() throws {
        var book = Fixture.book()
        func huge(_ position: Int) throws -> EventSettlement {
            EventSettlement(
                event: position, fee: MicroCredits(.max), claims: [(Self.claim("ann", .max), .clear(try Fixture.cleared(position)))],
                remainder: .zero, reason: "huge")
        }
        for posting in try book.plan(.settle(Self.terms(5), [try huge(0)], until: Self.until), at: Self.start) {
            try book.apply(posting, at: Self.start, position: 5)
        }
        let before = book
        #expect(throws: RewardRefusal.accounts(.overflow(.fees))) {
            try book.plan(.settle(Self.terms(9), [try huge(6)], until: Self.until), at: Self.start)
        }
        #expect(book == before)
        #expect(throws: RewardRefusal.self) {
            try book.plan(
                .settle(
                    Self.terms(9),
                    [EventSettlement(event: 7, fee: MicroCredits(5), claims: [], remainder: MicroCredits(-5), reason: "negative")], until: Self.until),
                at: Self.start)
        }
    }

    @Test("a window that ends before it begins, or after the year 9999, is refused")
    func windows() throws {
        let book = Fixture.book()
        for end in [Timestamp(seconds: 0), Timestamp(microseconds: .max)] {
            #expect(throws: RewardRefusal.timeBeyondRange) {
                try book.plan(.settle(Self.terms(5), [try Self.event(0)], until: end), at: Self.start)
            }
        }
    }

    @Test("reward names are read back as they were written, and no other spelling is")
    func names() {
        for id in [RewardID(event: 0, line: 0), RewardID(event: 412, line: 7), RewardID(event: 1, line: 2, life: 3)] {
            #expect(RewardID(id.description) == id)
        }
        for text in ["", "R", "R1", "1-2", "R01-2", "R1-2-1", "R1-2-0", "R1-2-3-4", "R-1-2", "R1-+2", "R1-2 ", "R99999999999999999999-0"] {
            #expect(RewardID(text) == nil, "\(text)")
        }
    }
}
