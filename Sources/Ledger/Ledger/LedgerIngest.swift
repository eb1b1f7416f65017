public import Contributions
public import Diagnostics

/// Takes batches of contribution events into any store, so that sending something twice changes nothing.
///
/// An event that is already there with the same content is a repeat. The same (source, id) with other content is a conflict: two stories
/// under one name, of which at most one may be paid, so it is refused with both of them named.
public struct LedgerIngest {
    /// What to do with a batch that holds conflicts.
    public enum ConflictPolicy: Hashable, Sendable {
        /// Nothing of the batch is written.
        case refuseBatch
        /// The rest is written; each conflict is in the result.
        case skipConflicts
    }

    /// Where the content that came first is.
    public enum Earlier: Hashable, Sendable {
        case recorded(LedgerPosition, Digest)
        /// An event at this index of the same batch.
        case inBatch(Int, Digest)
    }

    /// One key with two contents.
    public struct Conflict: Hashable, Sendable {
        public let key: EventKey
        /// Index in the batch.
        public let index: Int
        public let digest: Digest
        public let earlier: Earlier
    }

    /// What became of one event.
    public enum Outcome: Hashable, Sendable {
        case appended(LedgerPosition)
        /// Already recorded here with the same content, by this batch or an earlier one.
        case repeated(LedgerPosition)
        case conflict(Conflict)
    }

    /// What became of a batch, event by event.
    public struct Result: Hashable, Sendable {
        public let outcomes: [Outcome]
        public let appended: Int
        public let repeated: Int
        public let conflicts: [Conflict]
    }

    /// Why a batch was not taken. Nothing of it was written.
    public enum Refusal: Error, Hashable, Sendable {
        case conflicts([Conflict])
        case store(LedgerError)
    }

    /// Appends what is new in the batch, all or nothing. O(batch).
    public static func ingest(
        _ events: [ContributionEvent], into store: some LedgerStore, onConflict policy: ConflictPolicy = .refuseBatch
    ) throws(Refusal) -> Result {
        let plan = try plan(events, for: store)
        if policy == .refuseBatch, !plan.conflicts.isEmpty { throw .conflicts(plan.conflicts) }
        do throws(LedgerError) { try store.append(plan.new.map { EntryDraft(events[$0]) }) } catch { throw .store(error) }
        return Result(
            outcomes: plan.outcomes, appended: plan.new.count, repeated: events.count - plan.new.count - plan.conflicts.count,
            conflicts: plan.conflicts)
    }

    /// What ingesting the batch would do; writes nothing.
    public static func preview(_ events: [ContributionEvent], in store: some LedgerStore) throws(Refusal) -> Result {
        let plan = try plan(events, for: store)
        return Result(
            outcomes: plan.outcomes, appended: plan.new.count, repeated: events.count - plan.new.count - plan.conflicts.count,
            conflicts: plan.conflicts)
    }

    private struct Plan {
        var outcomes: [Outcome] = []
        /// Indexes of the events that are to be appended.
        var new: [Int] = []
        var conflicts: [Conflict] = []
    }

    private static func plan(_ events: [ContributionEvent], for store: some LedgerStore) throws(Refusal) -> Plan {
        var plan = Plan()
        plan.outcomes.reserveCapacity(events.count)
        var firstInBatch: [EventKey: (index: Int, position: LedgerPosition)] = [:]
        firstInBatch.reserveCapacity(events.count)
        for (index, event) in events.enumerated() {
            let outcome: Outcome
            if let first = firstInBatch[event.key] {
                let same = events[first.index].canonicalBytes == event.canonicalBytes
                outcome = same ? .repeated(first.position) : conflict(event, index, .inBatch(first.index, events[first.index].digest))
            } else if let recorded = try recorded(event.key, in: store) {
                let digest = event.digest
                let same = recorded.digest == digest ? true : try isErased(event, recorded, in: store)
                outcome = same ? .repeated(recorded.position) : conflict(event, index, .recorded(recorded.position, recorded.digest))
            } else {
                let position = store.count + plan.new.count
                firstInBatch[event.key] = (index, position)
                plan.new.append(index)
                outcome = .appended(position)
            }
            if case .conflict(let conflict) = outcome { plan.conflicts.append(conflict) }
            plan.outcomes.append(outcome)
        }
        return plan
    }

    private static func conflict(_ event: ContributionEvent, _ index: Int, _ earlier: Earlier) -> Outcome {
        .conflict(Conflict(key: event.key, index: index, digest: event.digest, earlier: earlier))
    }

    /// True where the recorded event has lost its text on request and is otherwise this one: the text does not come back by being sent again.
    private static func isErased(
        _ event: ContributionEvent, _ recorded: (position: LedgerPosition, digest: Digest), in store: some LedgerStore
    ) throws(Refusal) -> Bool {
        guard let range = EntryDraft(event).textRange else { return false }
        var blank = event.canonicalBytes
        blank.removeSubrange(range)
        guard Digest.sha256(blank) == recorded.digest else { return false }
        do throws(LedgerError) { return try store.entry(at: recorded.position)?.isErased == true } catch { throw .store(error) }
    }

    private static func recorded(_ key: EventKey, in store: some LedgerStore) throws(Refusal) -> (position: LedgerPosition, digest: Digest)? {
        do throws(LedgerError) { return try store.event(named: key) } catch { throw .store(error) }
    }
}

extension LedgerIngest.Conflict {
    /// The conflict for a person. `span` is where the refused event stands, `earlierSpan` where the one in the same batch does.
    public func diagnostic(at span: SourceSpan?, earlier earlierSpan: SourceSpan? = nil) -> Diagnostic {
        let place: String
        switch earlier {
        case .recorded(let position, let digest): place = "entry \(position) of the ledger (\(digest.short))"
        case .inBatch(let index, let digest): place = "\(earlierSpan.map(\.description) ?? "event \(index + 1) of the same batch") (\(digest.short))"
        }
        return Diagnostic(
            code: "ledger/conflict", at: span, cause: "the event \(key) has other content (\(digest.short)) than \(place)",
            hint: "an id names one event for good; give the changed event an id of its own")
    }
}
