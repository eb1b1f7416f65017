import CanonicalJSON
import Foundation

/// Public labelled data that may lie beside the project; tests that need it skip aloud where it is absent.
enum LabelledData {
    static var folder: URL {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ProcessInfo.processInfo.environment["ASSAY_DATA"].map { URL(filePath: $0) } ?? root.appending(path: "../shared/data")
    }

    static func lines(_ path: String) throws -> [JSONValue]? {
        guard let text = try text(path) else { return nil }
        return try text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
    }

    static func text(_ path: String) throws -> String? {
        let url = folder.appending(path: path)
        guard FileManager.default.fileExists(atPath: url.path) else {
            print("skipped: \(url.path) is missing; set ASSAY_DATA")
            return nil
        }
        return try String(contentsOf: url, encoding: .utf8)
    }
}
