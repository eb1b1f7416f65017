import CanonicalJSON
import Contributions
import CrashDisks
import Ledger
import LedgerStorage
import Rules
import Screening
import Rewards

@testable import assay

/// The whole pipeline on one thread over a disk that loses its power: what happens next is drawn from a seed, the disk's luck and the clock too.
///
/// What must hold is checked after every step, against what the outside world was told. The same seed gives the same trace.
final class SimulatedPipeline {
    private var random: SplitMix
    private let disk: CrashDisk
    private var store: SQLiteLedgerStore
    private let rules: RuleSet
    private let policy: PayoutPolicy
    private let terminal = Terminal(stdout: OutputStream { $0.count }, stderr: OutputStream { $0.count })
    private let signer: NoteSigner
    private var world = SimulatedWorld()
    private var clock = Timestamp(seconds: 1_772_000_000)

    /// What the outside world was told: so many entries, with this root.
    private var acknowledged = (count: 0, root: MerkleHash.emptyRoot)
    private var checkpoints: [SignedCheckpoint] = []
    private var finals: [RewardID: MicroCredits] = [:]
    private(set) var trace = Digest.zero
    private(set) var tally: [String: Int] = [:]
    private(set) var broken: [String] = []

    init?(seed: UInt64, rules: RuleSet, policy: PayoutPolicy) throws {
        random = SplitMix(state: seed)
        guard let disk = CrashDisk(seed: random.next()), let signer = NoteSigner(name: "simulation.example", seed: Digest.sha256([7]).bytes) else {
            return nil
        }
        self.disk = disk
        self.signer = signer
        self.rules = rules
        self.policy = policy
        store = try disk.open()
    }

    /// Runs so many steps, then lets everything come to rest and looks at all of it once more.
    func run(steps: Int) throws {
        for index in 0..<steps where broken.isEmpty {
            let step = draw()
            if random.below(4) == 0 { disk.failAt(Int64(1 + random.below(30))) }
            let before = store.count
            do {
                try carryOut(step)
                acknowledge()
            } catch { if !disk.isOff { broken.append("step \(index), \(step): \(error)") } }
            disk.failAt(0)
            if disk.isOff || step == .crash { try recover(from: step, at: index, before: before) }
            try check("step \(index), \(step)")
            tally["\(step)", default: 0] += 1
            trace = Digest.sha256(parts: [trace.bytes, Array("\(step) \(store.count)".utf8), store.root.bytes])
        }
        try checkAtRest()
    }

    private enum Step: CaseIterable {
        case ingest, screen, settle, finalize, decide, dispute, resolve, clawBack, payOut, checkpoint, erase, crash, jump
    }

    private func draw() -> Step {
        // A ledger lives from ingest; the rest follows.
        if random.below(4) == 0 { return .ingest }
        return Step.allCases[random.below(Step.allCases.count)]
    }

    private func acknowledge() { acknowledged = (store.count, store.root) }

    private func carryOut(_ step: Step) throws {
        switch step {
        case .ingest: try ingest()
        case .screen: _ = try ScreenJob(ruleSet: rules, window: policy.window).run(store, terminal)
        case .settle: try settle()
        case .finalize: try move { _ in .finalize }
        case .decide: try move { $0.map { .decide($0.id, self.random.below(2) == 0 ? .void : .post(nil), by: "board", reason: "seen") } }
        case .dispute: try move { $0.map { .dispute($0.id, by: $0.claim.participant, reason: "it was mine") } }
        case .resolve:
            let until = policy.windowEnd(from: now)
            try move { $0.map { .resolve($0.id, upheld: self.random.below(2) == 0, until: until, by: "court", reason: "heard") } }
        case .clawBack: try move { $0.map { .clawBack($0.id, by: "board", reason: "found later") } }
        case .payOut: try move { $0.map { .payOut($0.claim.participant, nil, by: "finance", reason: "transfer") } }
        case .checkpoint: try checkpoint()
        case .erase: try erase()
        case .crash: disk.powerCycle()  // while nothing is being written
        case .jump: clock = clock.advanced(bySeconds: Int64(random.below(60 * 86_400)) - 20 * 86_400)
        }
    }

    private var now: Timestamp { max(clock, store.headTime ?? clock) }

    /// New events, some old ones again, in any order.
    private func ingest() throws {
        var batch = (0..<random.below(8)).map { _ in world.make(&random) }
        for _ in 0..<random.below(5) { if let old = world.any(&random) { batch.append(old) } }
        for index in batch.indices.reversed() { batch.swapAt(index, random.below(index + 1)) }
        _ = try LedgerIngest.ingest(try batch.map { try ContributionEvent(decoding: $0) }, into: store)
    }

    private func settle() throws {
        let book = try RewardBook(folding: store)
        let ledger = try ScreenedLedger(reading: store)
        let time = store.headTime ?? clock
        guard let plan = try SettlementPlan(ledger, book: book, policy: policy, watermark: store.count, at: time) else { return }
        try store.append(try book.plan(plan.command, at: time).map { $0.draft(at: time) })
    }

    /// A command about some reward; one that its life does not allow is refused and changes nothing.
    private func move(_ command: (Reward?) -> RewardCommand?) throws {
        let book = try RewardBook(folding: store)
        let rewards = book.allRewards
        guard let command = command(rewards.isEmpty ? nil : rewards[random.below(rewards.count)]) else { return }
        let postings: [Posting]
        do throws(RewardRefusal) { postings = try book.plan(command, at: now) } catch {
            tally["refused", default: 0] += 1
            return
        }
        try store.append(postings.map { $0.draft(at: now) })
    }

    private func checkpoint() throws {
        guard let note = signer.sign(Checkpoint(origin: signer.verifierKey.name, size: store.count, root: store.root).text) else { return }
        let signed = SignedCheckpoint(checkpoint: Checkpoint(origin: signer.verifierKey.name, size: store.count, root: store.root), note: note)
        try store.record(signed, by: signer.verifierKey)
        checkpoints.append(signed)
    }

    private func erase() throws {
        guard store.count > 0 else { return }
        let position = random.below(store.count)
        guard let entry = try store.entry(at: position), !entry.isErased, entry.kind == .event else { return }
        do throws(LedgerError) { _ = try TextErasure.erase(position, reason: "asked for", in: store) } catch {
            // Most events have no text to erase.
            if disk.isOff { throw error }
        }
    }

    /// After a power cut: what was acknowledged is there, and of the step in flight all or nothing; sent again, it is there once.
    private func recover(from step: Step, at index: Int, before: Int) throws {
        tally["power cuts", default: 0] += 1
        if disk.isOff { disk.powerCycle() }
        store = try disk.open()
        if store.count < acknowledged.count { broken.append("step \(index), \(step): \(acknowledged.count) acknowledged, \(store.count) there") }
        guard broken.isEmpty else { return }
        var tree = store.tree()
        if try tree.root(atSize: acknowledged.count) != acknowledged.root {
            broken.append("step \(index), \(step): acknowledged entries are others now")
        }
        if step == .screen {
            let ledger = try ScreenedLedger(reading: store)
            let whole = store.count == before || ledger.pending.isEmpty
            if !whole { broken.append("step \(index): half of a screening") }
        }
        acknowledge()
    }

    private func check(_ place: String) throws {
        let report = try LedgerVerifier.verify(store, depth: .chain, rootsAt: Set(checkpoints.map(\.checkpoint.size)))
        if let fault = try store.pageFault() ?? report.fault { return broken.append("\(place): \(fault.cause)") }
        for signed in checkpoints {
            let size = signed.checkpoint.size
            if let fault = signed.fault(count: store.count, rootAtSize: report.roots[size]) { return broken.append("\(place): \(fault.cause)") }
        }
        if report.accounts.total != 0 { broken.append("\(place): the accounts sum to \(report.accounts.total)") }
        let book = try RewardBook(folding: store)
        for reward in book.allRewards {
            guard let amount = reward.finalAmount else { continue }
            if let earlier = finals[reward.id], earlier != amount {
                broken.append("\(place): \(reward.id) became final with \(earlier) and \(amount)")
            }
            finals[reward.id] = amount
        }
    }

    /// Everything is sent once more, screened, settled and finalised; then all of it is read.
    private func checkAtRest() throws {
        guard broken.isEmpty else { return }
        _ = try LedgerIngest.ingest(try world.events.map { try ContributionEvent(decoding: $0) }, into: store)
        _ = try ScreenJob(ruleSet: rules, window: policy.window).run(store, terminal)
        try settle()
        if let fault = try store.pageFault() ?? LedgerVerifier.verify(store).fault { broken.append("at rest: \(fault.cause)") }
        var posts: [RewardID: Int] = [:]
        var events = 0
        try store.visit(from: 0) { entry in
            if entry.kind == .event { events += 1 }
            if entry.kind == .posting, case .posting(let posting)? = try? entry.decoded() {
                for move in posting.moves { if case .post = move.action { posts[move.reward, default: 0] += 1 } }
            }
            return true
        }
        if events != world.events.count { broken.append("at rest: \(world.events.count) events were sent, \(events) are there") }
        for (id, count) in posts where count > 1 { broken.append("at rest: \(id) was made final \(count) times") }
        tally["rewards made final"] = posts.count
        tally["entries"] = store.count
    }
}
