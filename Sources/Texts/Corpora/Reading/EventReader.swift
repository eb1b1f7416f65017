internal import CanonicalJSON
public import Contributions
internal import Diagnostics

/// Reads contribution events, one CloudEvents envelope per line.
public typealias EventReader = RecordReader<ContributionEvent>

extension RecordReader<ContributionEvent> {
    /// Seconds by which an event's time may be ahead of the run: clocks drift, but no emitter is a day ahead.
    public static var maximumLeadSeconds: Int64 { 86_400 }

    /// - Parameter paths: files, or `-` for standard input.
    public convenience init(events paths: [String], options: ReadingOptions = ReadingOptions()) throws(BadInput) {
        let latest = options.now?.advanced(bySeconds: Self.maximumLeadSeconds)
        try self.init(paths: paths, options: options) { block, line in
            do throws(Diagnostic) {
                let event = try Self.event(try Self.parse(block, line), block, line)
                if let latest, event.time > latest { throw Self.farFuture(event, block, line) }
                return .item(event, at: SourceSpan(file: block.file, line: line.number))
            } catch {
                return .refused(RefusedLine(diagnostic: error, bytes: block.copy(line)))
            }
        }
    }

    private static func event(_ value: JSONValue, _ block: LineBlock, _ line: LineBlock.Line) throws(Diagnostic) -> ContributionEvent {
        do throws(EventError) {
            return try ContributionEvent(decoding: value)
        } catch {
            throw Diagnostic(error, file: block.file, line: line.number, bytes: block.copy(line) ?? [])
        }
    }

    private static func farFuture(_ event: ContributionEvent, _ block: LineBlock, _ line: LineBlock.Line) -> Diagnostic {
        let column = JSONLocator.offset(of: [.key("time")], in: block.copy(line) ?? []) + 1
        return Diagnostic(
            code: "event/far-future", at: SourceSpan(file: block.file, line: line.number, column: column),
            cause: "the time \(event.time) is more than \(maximumLeadSeconds / 3600) hours ahead of now",
            hint: "check the emitter's clock; a time in the future would hold back the ledger's own time")
    }
}
