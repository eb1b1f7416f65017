public import Contributions

extension LedgerIngest {
    /// What became of a scanned batch. Conflicts carry the index in the batch.
    public struct ScannedResult: Hashable, Sendable {
        public let appended: Int
        public let repeated: Int
        public let conflicts: [Conflict]
    }

    /// Appends what is new in a scanned batch, all or nothing, by the same rules as `ingest(_:into:onConflict:)`. O(batch).
    ///
    /// An event whose key's hash nobody has seen is new; only the others are looked at more closely.
    public static func ingest(
        _ batch: ScannedBatch, into store: some LedgerStore, onConflict policy: ConflictPolicy = .refuseBatch
    ) throws(Refusal) -> ScannedResult {
        var new: [Int] = []
        new.reserveCapacity(batch.items.count)
        var first: [UInt64: Int] = [:]
        first.reserveCapacity(batch.items.count)
        var conflicts: [Conflict] = []
        for (index, item) in batch.items.enumerated() {
            let isKnown: Bool
            do throws(LedgerError) { isKnown = try store.mayHaveEvent(keyHash: item.keyHash) } catch { throw .store(error) }
            let earlier = first.updateValue(index, forKey: item.keyHash)
            guard isKnown || earlier != nil else {
                new.append(index)
                continue
            }
            switch try closer(look: index, in: batch, before: new, store) {
            case .new: new.append(index)
            case .same: break
            case .conflict(let conflict): conflicts.append(conflict)
            }
        }
        if policy == .refuseBatch, !conflicts.isEmpty { throw .conflicts(conflicts) }
        do throws(LedgerError) { try store.append(batch, new) } catch { throw .store(error) }
        return ScannedResult(appended: new.count, repeated: batch.items.count - new.count - conflicts.count, conflicts: conflicts)
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
