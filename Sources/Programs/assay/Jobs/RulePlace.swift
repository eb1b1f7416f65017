import Diagnostics
import ShippedRules

/// What stands at a path of rules, policies or their tests: on the disk, or inside the program where the path begins with `shipped:rules`.
enum RulePlace {
    static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
        if ShippedRules.owns(path) { return try shipped(path) }
        return try FileSystem.read(path)
    }

    /// For files that nobody named on the command line.
    static func readPlain(_ path: String) throws(Diagnostic) -> [UInt8] {
        if ShippedRules.owns(path) { return try shipped(path) }
        return try FileSystem.readPlain(path)
    }

    /// Names in the directory, sorted.
    static func list(_ path: String) throws(Diagnostic) -> [String] {
        if let names = ShippedRules.names(in: path) { return names }
        return try FileSystem.list(path)
    }

    static func isDirectory(_ path: String) -> Bool { ShippedRules.names(in: path) != nil || FileSystem.isDirectory(path) }

    static func exists(_ path: String) -> Bool { isDirectory(path) || ShippedRules.bytes(at: path) != nil || FileSystem.exists(path) }

    private static func shipped(_ path: String) throws(Diagnostic) -> [UInt8] {
        if let bytes = ShippedRules.bytes(at: path) { return bytes }
        throw Diagnostic(
            code: "rules/not-found", cause: "\(path) is not inside the program", hint: "`assay rules copy DIR` writes out everything that is")
    }
}
