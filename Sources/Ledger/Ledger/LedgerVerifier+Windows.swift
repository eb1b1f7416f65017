internal import Contributions
internal import Dispatch
internal import Synchronization

extension LedgerVerifier {
    /// What one record shows without those before it: the costly part of verifying, done on any thread.
    struct Precheck: Sendable {
        /// What the form hashes to.
        let digest: Digest
        /// What salt and text hash to, where a text is there.
        let textDigest: Digest?
        /// The digest of the event's name, for a body that is plainly a sound event in canonical form; nil leaves the body to the decoder.
        let name: Digest?

        /// Nil where no whole record stands.
        init?(_ bytes: UnsafeRawBufferPointer, _ text: StoredText?, _ depth: Depth) {
            guard let record = LedgerRecord(bytes) else { return nil }
            digest = MerkleHash.leaf(record.form)
            textDigest = text.map { TextCommitment.digest(salt: $0.salt, text: $0.bytes) }
            guard depth == .contents, record.kind == .event else {
                name = nil
                return
            }
            if let text {
                name = record.wholeBody(text).withUnsafeBytes { Self.name($0) }
            } else {
                name = Self.name(record.body)
            }
        }

        /// What passes here, the decoder accepts and writes in the same bytes; see `ScannedEvent`.
        private static func name(_ body: UnsafeRawBufferPointer) -> Digest? {
            guard let event = ScannedEvent(canonical: body) else { return nil }
            return EventKey.digest(source: UnsafeRawBufferPointer(rebasing: body[event.source]), id: UnsafeRawBufferPointer(rebasing: body[event.id]))
        }
    }
}

/// Some consecutive records and their texts, copied out of a store, and what each shows by itself.
///
/// A class because threads share it. It is filled by one thread, then worked on by many, each on its own records, then read by one again.
final class VerifierWindow: @unchecked Sendable {  // SAFETY: `group` parts the stages; in the second, results are set under a lock.
    private struct Place {
        let record: Range<Int>
        let text: Range<Int>?
        let salt: Digest
    }

    static let maximumBytes = 4 << 20
    static let maximumRecords = 8192

    private let depth: LedgerVerifier.Depth
    private var bytes: [UInt8] = []
    private var places: [Place] = []
    private var results: [LedgerVerifier.Precheck?] = []
    private let group = DispatchGroup()
    private let lock = Mutex(())

    init(depth: LedgerVerifier.Depth) {
        self.depth = depth
        bytes.reserveCapacity(Self.maximumBytes + Self.maximumBytes / 4)
        places.reserveCapacity(Self.maximumRecords)
    }

    var isFull: Bool { bytes.count >= Self.maximumBytes || places.count >= Self.maximumRecords }

    func add(_ record: UnsafeRawBufferPointer, _ text: StoredText?) {
        let start = bytes.count
        bytes.append(contentsOf: record)
        let end = bytes.count
        if let text { bytes.append(contentsOf: text.bytes) }
        places.append(Place(record: start..<end, text: text == nil ? nil : end..<bytes.count, salt: text?.salt ?? .zero))
    }

    /// Starts the prechecks, in `threadCount` consecutive pieces.
    func start(threadCount: Int) {
        results = Array(repeating: nil, count: places.count)
        for piece in 0..<threadCount {
            let range = places.count * piece / threadCount..<places.count * (piece + 1) / threadCount
            DispatchQueue.global().async(group: group) { self.check(range) }
        }
    }

    private func check(_ range: Range<Int>) {
        var found: [LedgerVerifier.Precheck?] = []
        found.reserveCapacity(range.count)
        bytes.withUnsafeBytes { all in
            for place in places[range] {
                found.append(
                    LedgerVerifier.Precheck(UnsafeRawBufferPointer(rebasing: all[place.record]), Self.text(place, all), depth))
            }
        }
        lock.withLock { _ in results.replaceSubrange(range, with: found) }
    }

    private static func text(_ place: Place, _ all: UnsafeRawBufferPointer) -> StoredText? {
        place.text.map { StoredText(salt: place.salt, bytes: UnsafeRawBufferPointer(rebasing: all[$0])) }
    }

    /// Waits for the prechecks and hands the records over in order, until the visitor returns false; false then.
    func drain(_ visitor: (UnsafeRawBufferPointer, StoredText?, LedgerVerifier.Precheck?) -> Bool) -> Bool {
        group.wait()
        let goesOn = bytes.withUnsafeBytes { all in
            for (index, place) in places.enumerated() {
                guard visitor(UnsafeRawBufferPointer(rebasing: all[place.record]), Self.text(place, all), results[index]) else { return false }
            }
            return true
        }
        bytes.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        return goesOn
    }
}
