internal import CanonicalJSON
internal import Contributions
internal import Glibc
public import NearDuplicates

/// A near-duplicate index in a directory: segments that never change, a log of what came since, and a manifest that says which they are.
///
/// A document is durable once `commit` has returned. A segment counts from the moment at which a manifest that names it has taken the
/// place of the one before, in one step; files that no manifest names are what a crash left and are removed. One writer at a time.
public final class IndexDirectory {
    public private(set) var index: NearDuplicateIndex
    private let files: IndexFiles
    private var manifest: IndexManifest
    private var log: IndexLog
    /// Records that were added and not yet written.
    private var unwritten: [UInt8] = []
    /// What was wrong and could be mended when the index was opened, in words.
    public private(set) var notes: [String] = []

    /// Bytes of log after which a segment is written.
    public static let logByteLimit = 16 << 20
    /// Neighbouring segments of about one size that are made one.
    static let mergeWidth = 4

    /// Opens an index, or makes one where there is none. The parameters must be those that it was made with.
    public init(path: String, options: NearDuplicateOptions, lockTimeoutMilliseconds: Int = 5000) throws(IndexError) {
        files = try IndexFiles(directory: path, lockTimeoutMilliseconds: lockTimeoutMilliseconds)
        let parameters = IndexParameters(options)
        if let found = try IndexManifest.read(files) {
            manifest = found
            if let difference = parameters.difference(fromRecorded: manifest.parameters) {
                throw IndexError(
                    "index/other-parameters", "\(path) was made with other parameters: \(difference)",
                    hint: "use the options and the seed that it was made with, or another directory")
            }
        } else {
            manifest = IndexManifest(parameters: parameters.json, segments: [], log: IndexManifest.logName(1), next: 2)
            try files.write(IndexManifest.fileName, manifest.bytes)
        }
        var segments: [IndexSegment] = []
        for name in manifest.segments {
            let file = try files.map(name)
            segments.append(try IndexSegment(file.bytes, ownedBy: file, parameters: parameters, file: path + "/" + name))
        }
        index = try NearDuplicateIndex(options: options, segments: segments)
        log = try IndexLog(files, manifest.log)
        try replay()
        try files.removeAll(but: Set(manifest.segments + [manifest.log]))
    }

    private func replay() throws(IndexError) {
        let bytes = try log.contents()
        var place = 0
        reading: while true {
            switch bytes.withUnsafeBytes({ IndexLogForm.record($0, at: place, index.sketcher) }) {
            case .document(let document, let end):
                index.add(document)
                place = end
            case .end: break reading
            case .torn:
                // Never acknowledged: a commit returns only after the whole record was synced.
                notes.append("\(bytes.count - place) bytes of an unfinished write were cut off the log")
                try log.cut(to: place)
                break reading
            case .damaged:
                throw IndexError(
                    "index/damaged", "the log of \(files.directory) was changed at byte \(place)",
                    hint: "remove the index and build it anew from the submissions; nothing else is lost")
            }
        }
    }

    /// Earlier documents that the document overlaps with; changes nothing.
    public func matches(_ document: SketchedDocument) throws(IndexError) -> [NearDuplicateIndex.Match] { try index.matches(document) }

    /// What came of a document that was handed in.
    public enum Outcome: Sendable {
        case added([NearDuplicateIndex.Match])
        /// The id is there with the same text: nothing was changed.
        case repeated
        /// The id is there with another text: nothing was changed.
        case conflict
    }

    /// Asks about a document and adds it. Durable after the next `commit`.
    public func add(_ document: SketchedDocument) throws(IndexError) -> Outcome {
        switch try index.knows(document) {
        case .sameText: return .repeated
        case .otherText: return .conflict
        case .no: break
        }
        let matches = try index.matches(document)
        IndexLogForm.append(document, to: &unwritten)
        index.add(document)
        return .added(matches)
    }

    /// Makes everything added so far durable; writes and merges segments where it is time.
    public func commit() throws(IndexError) {
        guard !unwritten.isEmpty else { return }
        try log.append(unwritten)
        unwritten.removeAll(keepingCapacity: true)
        if log.byteCount >= Self.logByteLimit { try flush() }
    }

    /// Writes what the log holds as a segment, then merges neighbours of about one size.
    public func flush() throws(IndexError) {
        try commit()
        guard index.recentCount > 0 else { return }
        let name = IndexManifest.segmentName(manifest.next)
        let index = index
        try files.write(name) { try index.writeRecent($0) }
        try replaceSegments(manifest.segments + [name], log: IndexManifest.logName(manifest.next + 1), next: manifest.next + 2)
        while let range = mergeable { try merge(range) }
    }

    private var mergeable: Range<Int>? {
        let sizes = manifest.segments.map { files.byteCount($0) }
        guard sizes.count >= Self.mergeWidth else { return nil }
        let range = sizes.count - Self.mergeWidth..<sizes.count
        guard let largest = sizes[range].max(), largest <= sizes[range].reduce(0, +) - largest else { return nil }
        return range
    }

    private func merge(_ range: Range<Int>) throws(IndexError) {
        let name = IndexManifest.segmentName(manifest.next)
        let index = index
        try files.write(name) { try index.writeMerged(range, $0) }
        var names = manifest.segments
        names.replaceSubrange(range, with: [name])
        try replaceSegments(names, log: manifest.log, next: manifest.next + 1)
    }

    /// The one step in which segments change: a new manifest takes the place of the old one.
    private func replaceSegments(_ names: [String], log name: String, next: Int) throws(IndexError) {
        let changed = IndexManifest(parameters: manifest.parameters, segments: names, log: name, next: next)
        let keepsLog = name == manifest.log
        let newLog = keepsLog ? log : try IndexLog(files, name)
        try files.write(IndexManifest.fileName, changed.bytes)
        manifest = changed
        log = newLog
        var segments: [IndexSegment] = []
        for name in names {
            let file = try files.map(name)
            segments.append(try IndexSegment(file.bytes, ownedBy: file, parameters: index.parameters, file: files.directory + "/" + name))
        }
        index = try NearDuplicateIndex(options: index.options, segments: segments)
        if keepsLog { try replay() }
        try files.removeAll(but: Set(names + [name]))
    }
}
