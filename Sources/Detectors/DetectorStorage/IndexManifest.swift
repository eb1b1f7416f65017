internal import CanonicalJSON
internal import Contributions
internal import NearDuplicates

/// Says which segments and which log an index consists of, with a digest of what it says.
struct IndexManifest {
    static let fileName = "MANIFEST"
    static let format: Int64 = 1

    let parameters: JSONValue
    /// In the order of their documents.
    let segments: [String]
    let log: String
    /// The number of the next file.
    let next: Int

    static func segmentName(_ number: Int) -> String { "\(number).segment" }
    static func logName(_ number: Int) -> String { "\(number).log" }

    init(parameters: JSONValue, segments: [String], log: String, next: Int) {
        self.parameters = parameters
        self.segments = segments
        self.log = log
        self.next = next
    }

    /// One line of JSON, and one with its SHA-256.
    var bytes: [UInt8] {
        let json: JSONValue = .object(
            JSONObject([
                ("format", .integer(Self.format)), ("parameters", parameters), ("segments", .array(segments.map { .string($0) })),
                ("log", .string(log)),
                ("next", .integer(Int64(next))),
            ]))
        let line = JSONWriter.bytes(json)
        return line + [0x0A] + Array(Digest.sha256(line).description.utf8) + [0x0A]
    }

    /// Nil where there is no index yet.
    static func read(_ files: IndexFiles) throws(IndexError) -> IndexManifest? {
        guard let bytes = try files.contents(fileName) else {
            guard try files.names().isEmpty else {
                throw IndexError(
                    "index/not-an-index", "\(files.directory) holds files, but no index", hint: "name an empty directory, or one that does not exist")
            }
            return nil
        }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[2].isEmpty, Array(lines[1]) == Array(Digest.sha256(Array(lines[0])).description.utf8),
            let json = try? JSONParser.parse(Array(lines[0]))
        else { throw damaged(files) }
        guard json["format"]?.integerValue == format else {
            throw IndexError(
                "index/other-version", "\(files.directory) has format \(json["format"].map(JSONWriter.text) ?? "none"), this program reads \(format)",
                hint: "remove the index and build it anew from the submissions")
        }
        guard let parameters = json["parameters"], let segments = json["segments"]?.arrayValue?.compactMap(\.stringValue),
            let log = json["log"]?.stringValue,
            let next = json["next"]?.integerValue
        else { throw damaged(files) }
        return IndexManifest(parameters: parameters, segments: segments, log: log, next: Int(next))
    }

    private static func damaged(_ files: IndexFiles) -> IndexError {
        IndexError(
            "index/damaged", "the manifest of \(files.directory) was changed",
            hint: "remove the index and build it anew from the submissions; nothing else is lost")
    }
}
