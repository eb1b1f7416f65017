import Foundation

/// Reads a file of the repository.
enum CommittedFile {
    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
}
