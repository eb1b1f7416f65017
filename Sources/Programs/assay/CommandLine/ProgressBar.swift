/// How far a verb is, redrawn in place. Draws after a hundredth of the total (or 10 000 items), so it needs no clock.
final class ProgressBar {
    static let itemsPerDrawing = 10_000

    private let label: String
    private let total: Int?
    private let stream: OutputStream?
    private let width: Int
    private var drawnAt = -1
    private(set) var done = 0

    init(label: String, total: Int?, stream: OutputStream?, width: Int) {
        self.label = label
        self.total = total
        self.stream = stream
        self.width = width
    }

    func advance(by count: Int = 1) {
        done += count
        let step = total.map { max(1, $0 / 100) } ?? Self.itemsPerDrawing
        guard stream != nil, done / step != drawnAt else { return }
        drawnAt = done / step
        stream?.write("\r\u{1B}[K" + text)
        stream?.flush()
    }

    /// Removes the bar.
    func finish() {
        guard drawnAt >= 0 else { return }
        stream?.write("\r\u{1B}[K")
        stream?.flush()
    }

    /// The bar as it stands, never wider than the terminal.
    var text: String {
        guard let total, total > 0 else { return String("\(label) \(done)".prefix(width - 1)) }
        let part = min(1, Double(done) / Double(total))
        let tail = " \(Int(part * 100))% (\(done)/\(total))"
        let room = max(0, min(40, width - 3 - label.count - tail.count))
        let filled = Int(part * Double(room))
        let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: room - filled)
        return String("\(label) \(bar)\(tail)".prefix(width - 1))
    }
}
