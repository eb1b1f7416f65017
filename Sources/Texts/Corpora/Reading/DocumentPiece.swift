internal import CUnicodeText
internal import Contributions
internal import Diagnostics

/// Some consecutive lines of an input, whose documents are looked at one by one.
public struct DocumentPiece {
    let lines: ArraySlice<LineBlock.Line>
    let block: LineBlock
    let decode: RecordReader<SoundDocument>.DecodeLine
    let refused = RefusedLines()

    /// A class so that looking at a piece can note what it refuses.
    final class RefusedLines { var lines: [RefusedLine] = [] }

    /// Lines, sound or not.
    public var lineCount: Int { lines.count }

    /// Bytes of all lines together.
    public var byteCount: Int { lines.reduce(0) { $0 + ($1.range?.count ?? 0) } }

    private static let memberLimit = 24

    /// Lends each document with the number of its line, in order; call once. O(bytes).
    public func forEachDocument(_ body: (_ document: LentDocument, _ line: Int) -> Void) {
        let longest = lines.reduce(0) { max($0, $1.range?.count ?? 0) }
        withUnsafeTemporaryAllocation(of: json_member.self, capacity: Self.memberLimit) { members in
            let unescaped = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: longest + 64)
            defer { unescaped.deallocate() }
            for line in lines {
                let isTaken = line.refusal == nil && block.withBytes(of: line) { lend($0, members, unescaped, line.number, body) }
                if !isTaken { lendStrictly(line, body) }
            }
        }
    }

    private func lend(
        _ line: UnsafeBufferPointer<UInt8>, _ members: UnsafeMutableBufferPointer<json_member>, _ out: UnsafeMutableBufferPointer<UInt8>,
        _ number: Int, _ body: (LentDocument, Int) -> Void
    ) -> Bool {
        let count = json_object_members(line.baseAddress, line.count, members.baseAddress, members.count, out.baseAddress)
        guard count > 0 else { return false }
        var id: UnsafeBufferPointer<UInt8>?
        var text: UnsafeBufferPointer<UInt8>?
        var contributor = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var time: Timestamp?
        for member in members[..<count] {
            if member.isNamed("id") {
                id = member.name
            } else if member.isNamed("text") {
                guard member.kind == JSON_STRING else { return false }
                text = member.bytes
            } else if member.isNamed("contributor"), member.kind != JSON_NULL {
                guard let name = member.name else { return false }
                contributor = name
            } else if member.isNamed("time"), member.kind != JSON_NULL {
                guard member.kind == JSON_STRING, let moment = Timestamp(rfc3339: UnsafeRawBufferPointer(member.bytes)) else { return false }
                time = moment
            }
        }
        guard let id, let text else { return false }
        body(LentDocument(id: id, text: text, contributor: contributor, time: time), number)
        return true
    }

    private func lendStrictly(_ line: LineBlock.Line, _ body: (LentDocument, Int) -> Void) {
        switch decode(block, line) {
        case .refused(let refusal): refused.lines.append(refusal)
        case .item(var document, _):
            document.lend { body($0, line.number) }
        }
    }
}

extension SoundDocument {
    fileprivate mutating func lend(_ body: (LentDocument) -> Void) {
        var (id, text, contributor) = (id, text, contributor ?? "")
        id.withUTF8 { id in
            text.withUTF8 { text in
                contributor.withUTF8 { body(LentDocument(id: id, text: text, contributor: $0, time: time)) }
            }
        }
    }
}

extension json_member {
    fileprivate var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: value, count: value_count) }

    fileprivate func isNamed(_ name: StaticString) -> Bool {
        guard key_count == name.utf8CodeUnitCount else { return false }
        for index in 0..<key_count where key[index] != name.utf8Start[index] { return false }
        return true
    }

    /// A string that is not empty, or the digits of an integer that stands as it would be printed.
    fileprivate var name: UnsafeBufferPointer<UInt8>? {
        if kind == JSON_STRING { return value_count > 0 ? bytes : nil }
        let isShort =
            kind == JSON_INTEGER && value_count < 19 && !(value_count == 2 && value[0] == UInt8(ascii: "-") && value[1] == UInt8(ascii: "0"))
        return isShort ? bytes : nil
    }
}
