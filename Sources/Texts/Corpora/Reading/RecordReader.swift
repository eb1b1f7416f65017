internal import CanonicalJSON
public import Contributions
public import Diagnostics
internal import Parallelism

/// How inputs are read.
public struct ReadingOptions: Sendable {
    /// The moment of the run, against which event times are held; nil checks none.
    public var now: Timestamp?
    /// Threads that decode lines; the outcome is the same for every count.
    public var threadCount: Int
    /// Bytes of one line, without its end.
    public var maximumLineByteCount: Int

    public init(now: Timestamp? = nil, threadCount: Int = 1, maximumLineByteCount: Int = LineReader.maximumLineByteCount) {
        self.now = now
        self.threadCount = threadCount
        self.maximumLineByteCount = maximumLineByteCount
    }
}

/// What one line came to.
public enum DecodedLine<Item: Sendable>: Sendable {
    case item(Item, at: SourceSpan)
    case refused(RefusedLine)
}

/// Reads inputs with one JSON object per line, one after the other, into decoded items in the order in which they stand.
///
/// Only an input that cannot be read at all throws. Everything wrong with its content (a bad line, an empty file, a packed file that is
/// cut or corrupt) is a refused line, so that a caller may either refuse the batch or go on with the rest; see `readAll`.
/// A class because it owns the inputs. Time: O(bytes). Memory: one block of lines.
public final class RecordReader<Item: Sendable> {
    /// Decodes one record, or says what is wrong with it.
    public typealias Decode = @Sendable (Record) throws(Diagnostic) -> Item
    typealias DecodeLine = @Sendable (LineBlock, LineBlock.Line) -> DecodedLine<Item>

    /// Receives the bytes of lines that are too long to be held, piece by piece, before their refusal is returned.
    public var overlongBytes: ((_ at: SourceSpan, _ bytes: UnsafeRawBufferPointer) -> Void)?

    private var pending: ArraySlice<String>
    private let options: ReadingOptions
    let decodeLine: DecodeLine
    private var current: LineReader?

    /// - Parameter paths: files, or `-` for standard input; each is looked for at once, so that a missing one is named before any work is done.
    public convenience init(paths: [String], options: ReadingOptions = ReadingOptions(), decode: @escaping Decode) throws(BadInput) {
        try self.init(paths: paths, options: options) { block, line in
            do throws(Diagnostic) {
                let value = try Self.parse(block, line)
                guard case .object(let object) = value else {
                    throw Diagnostic(
                        code: "record/not-an-object", at: SourceSpan(file: block.file, line: line.number),
                        cause: "a record is a JSON object, this is \(value.kindName)",
                        hint: "write one object per line, like {\"id\":\"a1\",\"text\":\"…\"}")
                }
                let record = Record(object: object, block: block, line: line)
                return .item(try decode(record), at: record.span)
            } catch {
                return .refused(RefusedLine(diagnostic: error, bytes: block.copy(line)))
            }
        }
    }

    init(paths: [String], options: ReadingOptions, decodeLine: @escaping DecodeLine) throws(BadInput) {
        pending = paths[...]
        self.options = options
        self.decodeLine = decodeLine
        try FileDescriptorSource.check(paths)
    }

    /// Lines of one input, or what is wrong with an input as a whole.
    enum Lines: Sendable {
        case block(LineBlock)
        case refused(RefusedLine)
    }

    /// The next lines, at least one; nil at the end of the last input.
    func nextLines() throws(Diagnostic) -> Lines? {
        while true {
            if current == nil {
                guard let path = pending.popFirst() else { return nil }
                do throws(Diagnostic) { try open(path) } catch { return .refused(try contentFault(error)) }
            }
            guard let reader = current else { continue }
            do throws(Diagnostic) {
                if let block = try reader.nextBlock() { return .block(block) }
                current = nil
            } catch {
                current = nil
                return .refused(try contentFault(error, unfinished: reader.unfinishedLine?.bytes))
            }
        }
    }

    /// The next lines, decoded, at least one; nil at the end of the last input.
    public func nextBatch() throws(Diagnostic) -> [DecodedLine<Item>]? {
        switch try nextLines() {
        case nil: return nil
        case .refused(let line): return [.refused(line)]
        case .block(let block):
            let decodeLine = decodeLine
            return ParallelMap.map(block.lines.count, itemsPerTask: LineBlock.linesPerTask, threadCount: options.threadCount) {
                decodeLine(block, block.lines[$0])
            }
        }
    }

    private func open(_ path: String) throws(Diagnostic) {
        let reader = try LineReader(path: path, maximumLineByteCount: options.maximumLineByteCount)
        if let overlongBytes {
            let file = reader.name
            reader.overlongBytes = { line, bytes in overlongBytes(SourceSpan(file: file, line: line), bytes) }
        }
        current = reader
    }

    /// A fault of the content becomes a refused line; a failure of the machine is thrown on.
    private func contentFault(_ fault: Diagnostic, unfinished: [UInt8]? = nil) throws(Diagnostic) -> RefusedLine {
        guard InputFault.contentCodes.contains(fault.code) else { throw fault }
        return RefusedLine(diagnostic: fault, bytes: unfinished)
    }

    /// Everything in the inputs, or every fault. With `refused`, faulty lines go there and the rest is returned.
    public func readAll(refused: ((RefusedLine) -> Void)? = nil) throws(BadInput) -> [(item: Item, at: SourceSpan)] {
        var items: [(item: Item, at: SourceSpan)] = []
        var bad = BadInput()
        do throws(Diagnostic) {
            while let batch = try nextBatch() {
                for line in batch {
                    switch line {
                    case .item(let item, let span): if bad.isEmpty { items.append((item, span)) }
                    case .refused(let line): if let refused { refused(line) } else { bad.add(line.diagnostic) }
                    }
                }
            }
        } catch { bad.add(error) }
        guard bad.isEmpty else { throw bad }
        return items
    }

    static func parse(_ block: LineBlock, _ line: LineBlock.Line) throws(Diagnostic) -> JSONValue {
        if let refusal = line.refusal { throw refusal }
        let result: Result<JSONValue, JSONSyntaxError> = block.withBytes(of: line) { bytes in
            do throws(JSONSyntaxError) { return .success(try JSONParser.parse(bytes)) } catch { return .failure(error) }
        }
        switch result {
        case .success(let value): return value
        case .failure(let error): throw Diagnostic(error, file: block.file, line: line.number)
        }
    }
}

/// The faults of an input as a whole that lie in its content.
enum InputFault {
    static let contentCodes: Set<String> = [
        "input/empty-file", "input/truncated-gzip", "input/corrupt-gzip", "input/not-gzip", "input/truncated-zstd", "input/corrupt-zstd",
        "input/not-zstd",
    ]
}
