public import Diagnostics

/// Why a store refused or failed; the ledger is as it was before the call.
public struct LedgerError: Error, Hashable, Sendable {
    /// A stable slug such as `ledger/not-a-ledger`; the ones this project uses are in `LedgerError.Code`.
    public let code: String
    public let cause: String
    public let hint: String?
    /// The entry that the error is about, where it is about one.
    public let position: LedgerPosition?

    /// The stable codes.
    public enum Code: String, CaseIterable, Sendable {
        /// The file is something else, or the ledger of another program.
        case notALedger = "ledger/not-a-ledger"
        /// A ledger whose layout this build does not know.
        case otherVersion = "ledger/other-version"
        case missing = "ledger/missing"
        /// The directory or the file cannot be written, or the store was opened for reading.
        case readOnly = "ledger/read-only"
        case diskFull = "ledger/disk-full"
        /// Another process writes to this ledger.
        case locked = "ledger/locked"
        /// What is stored does not hold together.
        case corrupt = "ledger/corrupt"
        /// The event is already recorded; `LedgerIngest` tells repeats from conflicts before it appends.
        case duplicateEvent = "ledger/duplicate-event"
        case bodyTooLarge = "ledger/body-too-large"
        /// The store was closed, or a failed write left it unable to continue.
        case closed = "ledger/closed"
        /// The operating system refused something else.
        case inputOutput = "ledger/io"
        /// A size or a position that the ledger does not have.
        case outOfRange = "ledger/out-of-range"
        /// A checkpoint, key or proof that is not written as one.
        case malformedNote = "ledger/malformed-note"
        /// A signature that does not verify, or a key that is not this ledger's.
        case wrongKey = "ledger/wrong-key"
        /// A checkpoint of another ledger.
        case otherLedger = "ledger/other-ledger"
        /// The ledger is not a continuation of what was signed before.
        case inconsistent = "ledger/inconsistent"
    }

    public init(code: String, cause: String, hint: String? = nil, position: LedgerPosition? = nil) {
        self.code = code
        self.cause = cause
        self.hint = hint
        self.position = position
    }

    public init(_ code: Code, cause: String, hint: String? = nil, position: LedgerPosition? = nil) {
        self.init(code: code.rawValue, cause: cause, hint: hint, position: position)
    }

    /// What a person sees.
    public var diagnostic: Diagnostic { Diagnostic(code: code, cause: cause, hint: hint) }
}
