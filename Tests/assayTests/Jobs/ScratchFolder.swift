import CanonicalJSON
import Foundation

/// A folder of one test, removed with it.
final class ScratchFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("assay-scratch-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    func contents(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }

    /// The repository.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static var rules: String { root.appendingPathComponent("rules").path }
    static func policy(_ name: String) -> String { root.appendingPathComponent("rules/payouts/\(name).yaml").path }

    /// A line of `assay ingest`.
    static func line(_ id: String, _ type: String, _ data: String, time: String = "2026-03-01T09:15:02Z") -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"s","type":"assay.\#(type).v1","time":"\#(time)","data":\#(data)}"# + "\n"
    }

    static func retrieval(_ id: String, of sources: [String], fee: Int64) -> String {
        let results = sources.enumerated().map { #"{"submission":"\#($1)","rank":\#($0 + 1)}"# }.joined(separator: ",")
        return line(
            id, "retrieval", #"{"retrieval":"\#(id)","consumer":"k\#(id)","index":"i","query":"q \#(id)","fee":\#(fee),"results":[\#(results)]}"#)
    }

    static func submission(_ id: String, by owner: String, _ text: String) -> String {
        line("sub-" + id, "submission", #"{"submission":"\#(id)","contributor":"\#(owner)","dataset":"d","text":"\#(text)"}"#)
    }
}
