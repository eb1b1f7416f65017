/// Names the version and the groups of the program; the verbs and their work are put together in `Assay.swift`.
extension CommandTable {
    static let programVersion = "0.1.0"

    static let programGroups: [(name: String, abstract: String)] = [
        ("rules", "author and try detection rules"),
        ("settle", "payouts: commit, compare, finalize, decide"),
        ("ledger", "check and print the ledger"),
        ("detect", "one detector alone, on plain files"),
        ("calibrate", "train a detector on the platform's own labelled files"),
    ]

    init(_ commands: [Command]) { self.init(version: Self.programVersion, commands: commands, groups: Self.programGroups) }
}
