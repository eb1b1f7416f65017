import CanonicalJSON
import Contributions
import Diagnostics
import Dispatch
import Glibc
import Ledger
import LedgerStorage

/// Signs what a ledger is, and proves things about it to people who trust nobody here.
enum CheckpointJobs {
    static func checkpoint(_ options: LedgerCheckpointOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readWrite)
        let keyPath = options.key ?? options.ledger + ".key"
        let identity = try store.identity()
        let signer = try signer(keyPath, identity: identity, origin: options.origin, terminal)
        let key = signer.verifierKey
        var earlier = try store.checkpoints()
        // What this key signed last is kept beside the key, so that a restored old copy of the ledger is not signed a second, other time.
        let lastPath = keyPath + ".last"
        for path in [lastPath, options.out].compactMap({ $0 }) where FileSystem.exists(path) {
            let signed = try SignedCheckpoint(parsing: try FileSystem.read(path), name: path)
            try signed.requireSignature(by: key, name: path)
            earlier.append(signed)
        }
        let report = try LedgerVerifier.verify(
            store, depth: .chain, rootsAt: Set(earlier.map(\.checkpoint.size)),
            threadCount: FileSystem.processorCount)
        if let fault = report.fault {
            terminal.report(fault.diagnostic)
            return .findings
        }
        for signed in earlier {
            guard let fault = signed.fault(count: store.count, rootAtSize: report.roots[signed.checkpoint.size]) else { continue }
            terminal.report(fault.diagnostic)
            return .findings
        }
        let signed = try sign(Checkpoint(origin: key.name, size: store.count, root: report.root), signer)
        try FileSystem.write(signed.note.bytes, to: lastPath)
        try store.record(signed, by: key)
        if let out = options.out { try FileSystem.write(signed.note.bytes, to: out) } else { terminal.stdout.write(signed.note.bytes) }
        return .clean
    }

    static func prove(_ options: LedgerProveOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        guard let latest = try store.checkpoints().last else {
            throw Diagnostic(
                code: "ledger/no-checkpoint", cause: "\(options.ledger) has no checkpoint, and a proof leads to one",
                hint: "run `assay ledger checkpoint --ledger \(options.ledger)`")
        }
        var tree = store.tree()
        guard try tree.root(atSize: min(latest.checkpoint.size, store.count)) == latest.checkpoint.root else {
            throw Diagnostic(
                code: "ledger/inconsistent", cause: "\(options.ledger) does not continue its own checkpoint of \(latest.checkpoint.size) entries",
                hint: "run `assay ledger verify`")
        }
        if let count = options.sample { return try proveSample(count, in: store, latest, terminal) }
        if let path = options.from {
            let old = try SignedCheckpoint(parsing: try FileSystem.read(path), name: path)
            if let key = try store.identity()?.verifierKey { try old.requireSignature(by: key, name: path) }
            let hashes = try tree.consistencyProof(from: old.checkpoint.size, to: latest.checkpoint.size)
            let proof = ConsistencyProof(oldSize: old.checkpoint.size, hashes: hashes, checkpoint: latest)
            let fits = MerkleProof.isConsistent(
                oldSize: old.checkpoint.size, oldRoot: old.checkpoint.root, newSize: latest.checkpoint.size, newRoot: latest.checkpoint.root,
                proof: hashes)
            guard fits else {
                throw Diagnostic(
                    code: "ledger/rewritten", cause: "the ledger does not continue \(path): entries that it covers are others now",
                    hint: "keep both files; `assay ledger verify --against \(path)` says more")
            }
            terminal.stdout.write(proof.bytes)
            guard !options.event.isEmpty else { return .clean }
        }
        guard let name = options.event.first, options.event.count == 1 else {
            throw Diagnostic(code: "usage/missing-argument", cause: "a proof is about one event", hint: "name it as SOURCE#ID, or an entry's number")
        }
        let position = try position(of: name, in: store)
        guard position < latest.checkpoint.size, let entry = try store.entry(at: position) else {
            throw Diagnostic(
                code: "ledger/not-covered", cause: "entry \(position) is not in the last checkpoint, which has \(latest.checkpoint.size) entries",
                hint: "run `assay ledger checkpoint --ledger \(options.ledger)`")
        }
        let hashes = try tree.inclusionProof(of: position, inSize: latest.checkpoint.size)
        terminal.stdout.write(InclusionProof(index: position, hashes: hashes, checkpoint: latest, leaf: entry.form).bytes)
        return .clean
    }

    /// Proves entries spread evenly over the ledger, checks each proof, and says what they cost. Every proof reads its tiles anew.
    private static func proveSample(_ count: Int, in store: SQLiteLedgerStore, _ latest: SignedCheckpoint, _ terminal: Terminal) throws -> ExitCode {
        let size = latest.checkpoint.size
        let positions = (0..<min(count, size)).map { size * $0 / min(count, size) }
        // The tree's unfilled tiles are read once, at the first proof.
        _ = try store.tile(level: 0, index: size / TileBuilder.width)
        let start = DispatchTime.now().uptimeNanoseconds
        var proofs: [[Digest]] = []
        for position in positions {
            var tree = store.tree()
            proofs.append(try tree.inclusionProof(of: position, inSize: size))
        }
        let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
        for (position, hashes) in zip(positions, proofs) {
            guard let entry = try store.entry(at: position),
                MerkleProof.includes(leaf: entry.digest, index: position, size: size, proof: hashes, root: latest.checkpoint.root)
            else {
                terminal.report(Diagnostic(code: "ledger/inconsistent", cause: "entry \(position) has no proof that leads to the last checkpoint"))
                return .findings
            }
        }
        let rows = terminal.rows(["proofs", "entries", "most_hashes", "most_bytes", "microseconds_each"])
        let most = proofs.map(\.count).max() ?? 0
        rows.write(
            JSONObject([
                ("proofs", .integer(Int64(proofs.count))), ("entries", .integer(Int64(size))), ("most_hashes", .integer(Int64(most))),
                ("most_bytes", .integer(Int64(most * Digest.byteCount))),
                ("microseconds_each", .integer(Int64(nanoseconds / 1000) / Int64(max(1, proofs.count)))),
            ]))
        rows.finish()
        return .clean
    }

    /// The checkpoint that a file holds, its signature checked with the key named or the ledger's own.
    static func exported(_ path: String, key keyPath: String?, for store: SQLiteLedgerStore) throws -> SignedCheckpoint {
        let signed = try SignedCheckpoint(parsing: try FileSystem.read(path), name: path)
        var key = try store.identity()?.verifierKey
        if let keyPath {
            let text = String(decoding: try FileSystem.read(keyPath, limit: 4096), as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
            guard let read = NoteVerifierKey(text) else {
                throw Diagnostic(code: "ledger/malformed-note", cause: "\(keyPath) holds no public key", hint: "it looks like NAME+KEYID+BASE64")
            }
            if let identity = try store.identity(), identity.origin != read.name {
                throw Diagnostic(
                    code: "ledger/other-ledger",
                    cause: "\(keyPath) is a key of \(read.name), and this ledger's checkpoints are signed as \(identity.origin)",
                    hint: "name the key and the checkpoint of this ledger")
            }
            key = read
        }
        if let key { try signed.requireSignature(by: key, name: path) }
        return signed
    }

    private static func sign(_ checkpoint: Checkpoint, _ signer: NoteSigner) throws -> SignedCheckpoint {
        guard let note = signer.sign(checkpoint.text), note.isSigned(by: signer.verifierKey) else {
            throw Diagnostic(code: "ledger/cannot-sign", cause: "the key signs nothing that verifies", hint: "look at the key's file")
        }
        return SignedCheckpoint(checkpoint: checkpoint, note: note)
    }

    /// The entry of an event that is named as SOURCE#ID, or by its number.
    static func position(of name: String, in store: SQLiteLedgerStore) throws -> LedgerPosition {
        if let number = Int(name), number >= 0 { return number }
        for index in name.indices where name[index] == "#" {
            let key = EventKey(source: String(name[..<index]), id: String(name[name.index(after: index)...]))
            if let found = try store.event(named: key) { return found.position }
        }
        throw Diagnostic(code: "ledger/unknown-event", cause: "no event \(name) is in the ledger", hint: "name it as SOURCE#ID, or an entry's number")
    }

    private static func signer(_ path: String, identity: SQLiteLedgerStore.Identity?, origin: String?, _ terminal: Terminal) throws -> NoteSigner {
        if let origin, let identity, origin != identity.origin {
            throw Diagnostic(
                code: "ledger/other-ledger", cause: "this ledger's checkpoints are signed as \(identity.origin)", hint: "leave --origin out")
        }
        if FileSystem.exists(path) {
            let text = String(decoding: try FileSystem.read(path, limit: 4096), as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
            guard let signer = NoteSigner(secret: text) else {
                throw Diagnostic(
                    code: "ledger/malformed-note", cause: "\(path) holds no private key",
                    hint: "it looks like PRIVATE+KEY+NAME+KEYID+BASE64; put back the file that was written with the first checkpoint")
            }
            guard identity?.verifierKey == nil || identity?.verifierKey == signer.verifierKey else {
                throw Diagnostic(
                    code: "ledger/wrong-key", cause: "\(path) is not the key that this ledger's checkpoints are signed with",
                    hint: "name the right one with --key")
            }
            if FileSystem.isReadableByOthers(path) {
                terminal.report(
                    Diagnostic(
                        .warning, code: "ledger/open-key", cause: "\(path) can be read by others, who can sign in this ledger's name",
                        hint: "chmod 600 \(path); where somebody may have copied it, start a ledger with a new key"))
            }
            return signer
        }
        guard identity == nil else {
            throw Diagnostic(
                code: "ledger/wrong-key", cause: "the key of this ledger's checkpoints is not at \(path)", hint: "name it with --key")
        }
        return try makeKey(path, origin: origin)
    }

    private static func makeKey(_ path: String, origin: String?) throws -> NoteSigner {
        guard let seed = Digest.random(), let number = Digest.random() else {
            throw Diagnostic(code: "ledger/cannot-sign", cause: "the system gives no random numbers to make a key from")
        }
        guard let signer = NoteSigner(name: origin ?? "assay.local/ledger/" + number.short, seed: seed.bytes) else {
            throw Diagnostic(code: "usage/bad-value", cause: "no log can be called \(origin ?? "")", hint: "a name without spaces or plus signs")
        }
        // Made with its final permissions, so that nobody can open it in between.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.failure("output/cannot-create", "\(path) cannot be written") }
        let text = Array((signer.secret + "\n").utf8)
        let written = write(descriptor, text, text.count)
        let synced = fsync(descriptor)
        close(descriptor)
        guard written == text.count, synced == 0 else { throw FileSystem.failure("output/cannot-write", "\(path) cannot be written") }
        try FileSystem.write(Array((signer.verifierKey.description + "\n").utf8), to: path + ".pub")
        return signer
    }
}
