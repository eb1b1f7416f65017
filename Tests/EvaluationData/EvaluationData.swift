import Glibc

/// A folder of labelled data for tests: small data of the project's own, on which every test runs, or public data beside the checkout.
public struct EvaluationData: Sendable {
    /// What went wrong with a file of test data.
    public struct Missing: Error {
        public let path: String
    }

    /// The path of the folder.
    public let folder: String

    /// `Tests/Data`, which is part of the project.
    public static let own = EvaluationData(folder: root + "/Tests/Data")

    /// Public data that is not part of the project: the folder that ASSAY_DATA names, else `../shared/data`. Tests on it ask `has` first and
    /// count as skipped where it is not there.
    public static let outside = EvaluationData(folder: getenv("ASSAY_DATA").map { String(cString: $0) } ?? root + "/../shared/data")

    private static let root = String(#filePath.dropLast("/Tests/EvaluationData/EvaluationData.swift".count))

    /// True where every one of these files can be read.
    public func has(_ names: String...) -> Bool { names.allSatisfy { access(path($0), R_OK) == 0 } }

    /// The path of a file in the folder.
    public func path(_ name: String) -> String { folder + "/" + name }

    /// The bytes of a file.
    public func bytes(_ name: String) throws(Missing) -> [UInt8] {
        guard let file = fopen(path(name), "r") else { throw Missing(path: path(name)) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes.append(contentsOf: buffer[..<count]) }
        return bytes
    }

    /// The lines of a text file, without empty ones.
    public func lines(_ name: String) throws(Missing) -> [String] {
        String(decoding: try bytes(name), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}
