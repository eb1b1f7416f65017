internal import CShippedRules

/// The detection rules, their tests and the payout policies that are inside the program, so that one copied file can decide.
///
/// Their paths begin with `shipped:rules`; the rest is the path below the folder `rules` of the repository.
public enum ShippedRules {
    /// The folder that holds all of them.
    public static let folder = "shipped:rules"

    /// True where the path names something inside the program, or something that could only be there.
    public static func owns(_ path: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }

    /// The paths of all files below the folder, e.g. `payouts/default.yaml`, in the order of their bytes.
    public static var paths: [String] { (0..<shipped_file_count()).map { String(cString: shipped_file_at($0).path) } }

    /// The bytes of the file with this path below the folder; nil where there is none.
    public static func bytes(_ path: String) -> [UInt8]? {
        guard let index = paths.firstIndex(of: path) else { return nil }
        let file = shipped_file_at(index)
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }

    /// The names that stand in a folder, sorted, given by its whole path; nil where there is no such folder.
    public static func names(in path: String) -> [String]? {
        let prefix = path + "/"
        let below = paths.map { folder + "/" + $0 }.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        guard !below.isEmpty else { return nil }
        return Set(below.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
    }

    /// The bytes of a file, given by its whole path; nil where there is none.
    public static func bytes(at path: String) -> [UInt8]? { owns(path) ? bytes(String(path.dropFirst(folder.count + 1))) : nil }
}
