import Contributions
import Ledger
import Rewards
import Testing

@Suite("The life of a reward")
struct RewardStateTests {
    static let until = Timestamp(seconds: 1000)
    static let before = Timestamp(microseconds: until.microseconds - 1)

    static let states: [RewardState] = [
        .proposed, .held(until: until), .escalated, .rejected, .final, .clawedBack, .disputed(.rejection), .disputed(.clawback),
        .upheld(.rejection), .upheld(.clawback), .overturned, .withdrawn,
    ]
    static let moves: [RewardState.Move] = [
        .hold(until: until), .reject, .withdraw, .finalize(at: until), .expire(at: until), .clawBack, .writeOff, .dispute, .uphold, .overturn,
    ]

    struct Arrow: Sendable {
        let from: RewardState
        let move: RewardState.Move
        let to: RewardState
    }

    /// The whole table; whatever is not in it is illegal.
    static let arrows: [Arrow] = [
        Arrow(from: .proposed, move: .hold(until: until), to: .held(until: until)),
        Arrow(from: .proposed, move: .reject, to: .rejected),
        Arrow(from: .held(until: until), move: .reject, to: .rejected),
        Arrow(from: .held(until: until), move: .withdraw, to: .withdrawn),
        Arrow(from: .rejected, move: .withdraw, to: .withdrawn),
        Arrow(from: .held(until: until), move: .finalize(at: until), to: .final),
        Arrow(from: .held(until: until), move: .expire(at: until), to: .escalated),
        Arrow(from: .escalated, move: .reject, to: .rejected),
        Arrow(from: .escalated, move: .finalize(at: until), to: .final),
        Arrow(from: .final, move: .clawBack, to: .clawedBack),
        Arrow(from: .clawedBack, move: .writeOff, to: .clawedBack),
        Arrow(from: .upheld(.clawback), move: .writeOff, to: .upheld(.clawback)),
        Arrow(from: .rejected, move: .dispute, to: .disputed(.rejection)),
        Arrow(from: .clawedBack, move: .dispute, to: .disputed(.clawback)),
        Arrow(from: .disputed(.rejection), move: .uphold, to: .upheld(.rejection)),
        Arrow(from: .disputed(.clawback), move: .uphold, to: .upheld(.clawback)),
        Arrow(from: .disputed(.rejection), move: .overturn, to: .overturned),
        Arrow(from: .disputed(.clawback), move: .overturn, to: .final),
    ]

    @Test("every arrow of the table leads where it says", arguments: arrows)
    func legal(arrow: Arrow) throws {
        #expect(try arrow.from.after(arrow.move) == arrow.to)
    }

    @Test("every other pair of state and move is refused", arguments: states, moves)
    func illegal(state: RewardState, move: RewardState.Move) {
        guard !Self.arrows.contains(where: { $0.from == state && $0.move == move }) else { return }
        #expect(throws: RewardState.MoveError.illegal(state, move)) { try state.after(move) }
    }

    @Test("nothing becomes final, and no review expires, before the window ends")
    func early() {
        for move in [RewardState.Move.finalize(at: Self.before), .expire(at: Self.before)] {
            #expect(throws: RewardState.MoveError.tooEarly(at: Self.before, until: Self.until)) {
                try RewardState.held(until: Self.until).after(move)
            }
        }
    }

    @Test("only a heard dispute ends the life of a reward")
    func terminal() {
        for state in Self.states {
            let leads = Self.moves.contains { (try? state.after($0)).map { $0 != state } ?? false }
            #expect(state.isTerminal == !leads, "\(state)")
        }
    }

    @Test("no walk makes a rejected reward final without passing a hold again")
    func noShortcut() throws {
        for move in Self.moves {
            #expect((try? RewardState.rejected.after(move)) != .final)
            #expect((try? RewardState.disputed(.rejection).after(move)) != .final)
        }
    }
}
