internal import CLedgerPages
internal import CSQLite
internal import Ledger

/// The VFS that gives each page of a ledger's file a checksum, and the names it is registered under.
enum LedgerPages {
    /// Over the system's own VFS; nil where SQLite took it.
    private static let system: String? = register("assay-pages", over: nil)

    /// The VFS for ledgers over the one named; nil for the system's.
    static func vfs(over inner: String?) throws(LedgerError) -> String {
        guard let name = inner == nil ? system : register("assay-pages-over-\(inner ?? "")", over: inner) else {
            throw LedgerError(.inputOutput, cause: "SQLite does not take the VFS that checks pages", hint: nil)
        }
        return name
    }

    private static func register(_ name: String, over inner: String?) -> String? {
        let code = inner.map { assay_pages_register(name, $0) } ?? assay_pages_register(name, nil)
        return code == SQLITE_OK ? name : nil
    }
}

extension SQLiteConnection {
    /// Makes room for checksums in a database that has no page yet.
    func reservePageChecksums() throws(LedgerError) {
        let code = assay_pages_reserve(handle)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    var hasPageChecksums: Bool { assay_pages_are_checked(handle) != 0 }

    /// What is wrong with the file, page by page, for a connection with an open read transaction; nil where nothing is. O(file).
    func pageDamage() throws(LedgerError) -> PageDamage? {
        let pages = try integer("PRAGMA page_count") ?? 0
        var report = assay_page_report()
        let code = assay_pages_check(handle, pages, &report)
        guard code == SQLITE_OK else { throw failure(code) }
        guard let kind = PageDamage.Kind(rawValue: report.fault) else { return nil }
        return PageDamage(
            kind: kind, page: Int(report.first_page), damagedPages: Int(report.damaged_pages), filePages: Int(report.file_pages), pages: Int(pages))
    }

    /// From now on damaged pages are read as they are, so that it can be said what they did to the entries.
    func readDamagedPages() { assay_pages_read_damaged(handle) }

    /// The page that a read found damaged last.
    var damagedPage: Int? {
        let page = assay_pages_damaged(handle)
        return page > 0 ? Int(page) : nil
    }
}

/// What is wrong with the pages of a ledger's file.
struct PageDamage: Hashable, Sendable {
    enum Kind: Int32 {
        case damaged = 1
        case ragged, trailing, missing, unchecked
    }

    let kind: Kind
    /// Counted from 1.
    let page: Int
    let damagedPages: Int
    let filePages: Int
    /// As many as the database has.
    let pages: Int

    var cause: String {
        switch kind {
        case .damaged:
            damagedPages > 1
                ? "page \(page) of the file and \(damagedPages - 1) more of its \(pages) pages do not have the checksums that they were written with"
                : "page \(page) of the \(pages) pages of the file does not have the checksum that it was written with"
        case .ragged: "the file ends inside its page \(page)"
        case .trailing: "the file has \(filePages) pages, and the ledger ends with page \(pages)"
        case .missing: "page \(page) of \(pages) is missing from the end of the file"
        case .unchecked: "page 1 of the file does not say that its pages have checksums"
        }
    }
}
