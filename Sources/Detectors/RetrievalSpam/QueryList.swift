internal import Collections
internal import SearchIndex

/// Queries by number, each once, their words in one run.
struct QueryList: Sendable {
    private(set) var terms: [Vocabulary.Term] = []
    /// By query: where its words end in `terms`.
    private var ends: [Int] = []
    private(set) var isQuestion: [Bool] = []
    private var table = ByteTable()

    init() {}

    init(_ forms: [QueryForm]) { for form in forms { append(form) } }

    var count: Int { ends.count }

    /// Where the words of a query stand in `terms`.
    func range(_ query: Int32) -> Range<Int> { (query == 0 ? 0 : ends[Int(query) - 1])..<ends[Int(query)] }

    func words(_ query: Int32) -> ArraySlice<Vocabulary.Term> { terms[range(query)] }

    func number(of terms: [Vocabulary.Term]) -> Int32? { terms.withUnsafeBytes { table.known($0) } }

    /// The number of the query, which is a new one.
    @discardableResult
    mutating func append(_ form: QueryForm) -> Int32 {
        let number = form.terms.withUnsafeBytes { table.id($0) }
        precondition(Int(number) == ends.count, "a query that is known")
        terms.append(contentsOf: form.terms)
        ends.append(terms.count)
        isQuestion.append(form.isQuestion)
        return number
    }
}

extension QueryList {
    /// O(words).
    func write(to state: inout ColumnWriter) {
        state.write(terms)
        state.write(ends)
        state.write(isQuestion.map { $0 ? UInt8(1) : 0 })
    }

    /// Reads what `write(to:)` wrote, of words below `wordCount`. O(words).
    init(from state: inout ColumnReader, wordCount: Int) throws(ColumnError) {
        terms = try state.list()
        ends = try state.list()
        isQuestion = (try state.list(of: UInt8.self)).map { $0 == 1 }
        guard isQuestion.count == ends.count, ends.count < Int(Int32.max), terms.count == ends.last ?? 0, ends.first ?? 0 >= 0,
            zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 }), terms.allSatisfy({ $0 >= 0 && Int($0) < wordCount })
        else { throw .malformed }
        for query in 0..<Int32(ends.count) {
            guard words(query).withUnsafeBytes({ table.id($0) }) == query else { throw .malformed }
        }
    }
}
