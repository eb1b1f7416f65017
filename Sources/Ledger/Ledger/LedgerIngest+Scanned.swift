public import Contributions

extension LedgerIngest {
    /// What became of a scanned batch. Conflicts carry the index in the batch.
    public struct ScannedResult: Hashable, Sendable {
        public let appended: Int
        public let repeated: Int
        public let conflicts: [Conflict]
    }

    /// Appends what is new in a scanned batch, or in a part of it, all or nothing, by the same rules as `ingest(_:into:onConflict:)`. O(batch).
    ///
    /// An event whose key's hash nobody has seen is new; only the others are looked at more closely.
    public static func ingest(
        _ batch: ScannedBatch, _ part: Range<Int>? = nil, into store: some LedgerStore, onConflict policy: ConflictPolicy = .refuseBatch
    ) throws(Refusal) -> ScannedResult {
        let part = part ?? 0..<batch.items.count
        let doubtful: [Int]
        do throws(LedgerError) { doubtful = try store.possiblyRecorded(batch, part) } catch { throw .store(error) }
        var new: [Int]
        var conflicts: [Conflict] = []
        if doubtful.isEmpty, !batch.mayRepeatKeys {
            new = Array(part)
        } else {
            (new, conflicts) = try sift(batch, part, doubtful, store)
        }
        if policy == .refuseBatch, !conflicts.isEmpty { throw .conflicts(conflicts) }
        do throws(LedgerError) { try store.append(batch, new) } catch { throw .store(error) }
        return ScannedResult(appended: new.count, repeated: part.count - new.count - conflicts.count, conflicts: conflicts)
    }

    /// What is new and what is in conflict, where some keys may have been seen before.
    private static func sift(
        _ batch: ScannedBatch, _ part: Range<Int>, _ doubtful: [Int], _ store: some LedgerStore
    ) throws(Refusal) -> (new: [Int], conflicts: [Conflict]) {
        var new: [Int] = []
        new.reserveCapacity(part.count)
        var seen = Set<UInt64>(minimumCapacity: part.count)
        var conflicts: [Conflict] = []
        var rest = doubtful[...]
        for index in part {
            let isKnown = rest.first == index
            if isKnown { rest.removeFirst() }
            let isFirst = seen.insert(batch.items[index].keyHash).inserted
            guard isKnown || !isFirst else {
                new.append(index)
                continue
            }
            switch try closer(look: index, in: batch, before: new, store) {
            case .new: new.append(index)
            case .same: break
            case .conflict(let conflict): conflicts.append(conflict)
            }
        }
        return (new, conflicts)
    }

    private enum CloserLook {
        case new, same
        case conflict(Conflict)
    }

    /// Compares whole keys and contents. O(batch) in the worst case, for keys that share a hash.
    private static func closer(look index: Int, in batch: ScannedBatch, before: [Int], _ store: some LedgerStore) throws(Refusal) -> CloserLook {
        let body = batch.body(index)
        let event: ContributionEvent
        switch LedgerEntry.decodeEvent(body) {
        case .success(let decoded): event = decoded
        case .failure(let reason): throw .store(LedgerError(.corrupt, cause: "an event that was scanned is none: \(reason.cause)"))
        }
        for other in before where batch.items[other].keyHash == batch.items[index].keyHash {
            let otherBody = batch.body(other)
            guard LedgerEntry.eventKey(ofBody: otherBody) == event.key else { continue }
            if otherBody == body { return .same }
            return .conflict(
                Conflict(key: event.key, index: index, digest: event.digest, earlier: .inBatch(other, Digest.sha256(otherBody))))
        }
        let outcome = try preview([event], in: store).outcomes[0]
        switch outcome {
        case .appended: return .new
        case .repeated: return .same
        case .conflict(let conflict):
            return .conflict(Conflict(key: conflict.key, index: index, digest: conflict.digest, earlier: conflict.earlier))
        }
    }
}
