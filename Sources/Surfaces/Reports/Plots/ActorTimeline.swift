internal import Contributions

/// Actors as rows, time to the right, one mark per action; bands show where several actors met at one target within the window.
struct ActorTimeline {
    struct Action: Hashable {
        let time: Timestamp
        let actor: String
        let target: String
    }

    /// In time order, ties by actor and target.
    let actions: [Action]
    let windowSeconds: Int64
    /// Rows from the top: by first action, then name.
    let actors: [String]
    /// By number of actors that touched them (falling), then name.
    let targets: [String]

    /// Actors beyond this many are left to the table.
    static let rowLimit = 40
    private static let left = 150.0
    private static let top = 10.0
    private static let labelColumns = 20

    /// O(n log n) in the number of actions.
    init(actions: [Action], windowSeconds: Int64) {
        self.actions = actions.sorted { ($0.time, $0.actor, $0.target) < ($1.time, $1.actor, $1.target) }
        self.windowSeconds = windowSeconds
        var seen: Set<String> = []
        actors = self.actions.map(\.actor).filter { seen.insert($0).inserted }
        var byTarget: [String: Set<String>] = [:]
        for action in actions { byTarget[action.target, default: []].insert(action.actor) }
        targets = byTarget.keys.sorted { left, right in
            let (a, b) = (byTarget[left]?.count ?? 0, byTarget[right]?.count ?? 0)
            return a != b ? a > b : left < right
        }
    }

    var shownActors: [String] { Array(actors.prefix(Self.rowLimit)) }
    var height: Double { plotBottom + 46 }

    private var rowHeight: Double { shownActors.count <= 12 ? 22 : 16 }
    private var plotBottom: Double { Self.top + rowHeight * Double(max(shownActors.count, 1)) }

    func mark(_ target: String) -> TargetMark { TargetMark(index: targets.prefix(TargetMark.distinctCount).firstIndex(of: target) ?? -1) }

    /// Spans no longer than the window in which at least two actors touched the same target; sorted, for the distinct targets only.
    var meetings: [(first: Timestamp, last: Timestamp)] {
        var out: [(first: Timestamp, last: Timestamp)] = []
        for target in targets.prefix(TargetMark.distinctCount) {
            let visits = actions.filter { $0.target == target }
            var start = 0
            while start < visits.count {
                var end = start
                while end + 1 < visits.count, visits[end + 1].time <= visits[start].time.advanced(bySeconds: windowSeconds) { end += 1 }
                if Set(visits[start...end].map(\.actor)).count > 1 { out.append((visits[start].time, visits[end].time)) }
                start = end + 1
            }
        }
        return out.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    }

    var drawing: HTML {
        guard let first = actions.first?.time, let last = actions.last?.time else { return .empty }
        let axis = TimeAxis(first: first, last: last, pixels: Self.left + 8..<Figure.width - 16)
        return bands(axis) + rows + ticks(axis) + marks(axis)
    }

    private func bands(_ axis: TimeAxis) -> HTML {
        var lastEnd = -Double.infinity
        return meetings.compactMap { meeting -> HTML? in
            let start = max(axis.position(meeting.first) - 5, lastEnd)
            let end = axis.position(meeting.last) + 5
            guard end > start else { return nil }
            lastEnd = end
            return """
                <rect class="band" x="\(at: start)" y="\(at: Self.top)" width="\(at: end - start)" height="\(at: plotBottom - Self.top)"/>

                """
        }.joined()
    }

    private var rows: HTML {
        shownActors.enumerated().map { index, actor -> HTML in
            let y = Self.top + rowHeight * (Double(index) + 0.5)
            let label = DisplayWidth.truncated(VisibleText.revealedLine(actor), to: Self.labelColumns)
            return """
                <line class="grid" x1="\(at: Self.left)" y1="\(at: y)" x2="\(at: Figure.width - 8)" y2="\(at: y)"/>\
                <text class="label" x="\(at: Self.left - 8)" y="\(at: y + 4)" text-anchor="end">\(label)</text>

                """
        }.joined()
    }

    private func ticks(_ axis: TimeAxis) -> HTML {
        let lines = axis.ticks.map { tick -> HTML in
            let x = axis.position(tick)
            return """
                <line class="axis" x1="\(at: x)" y1="\(at: plotBottom)" x2="\(at: x)" y2="\(at: plotBottom + 5)"/>\
                <text class="tick" x="\(at: x)" y="\(at: plotBottom + 18)" text-anchor="middle">\(axis.label(tick))</text>

                """
        }
        let day = axis.first.day == axis.last.day ? "on " + axis.first.day : "from \(axis.first.day) to \(axis.last.day)"
        return """
            <line class="axis" x1="\(at: Self.left)" y1="\(at: plotBottom)" x2="\(at: Figure.width - 8)" y2="\(at: plotBottom)"/>
            \(lines)<text class="axis-title" x="\(at: (Self.left + Figure.width) / 2)" y="\(at: plotBottom + 38)" text-anchor="middle">\
            time (UTC), \(day)</text>
            <text class="axis-title" x="12" y="\(at: (Self.top + plotBottom) / 2)" text-anchor="middle" \
            transform="rotate(-90 12 \(at: (Self.top + plotBottom) / 2))">actor</text>

            """
    }

    private func marks(_ axis: TimeAxis) -> HTML {
        var row: [String: Int] = [:]
        for (index, actor) in shownActors.enumerated() { row[actor] = index }
        let lanes = Double(min(max(targets.count, 1), TargetMark.distinctCount))
        return actions.compactMap { action -> HTML? in
            guard let index = row[action.actor] else { return nil }
            let mark = mark(action.target)
            // Targets get a lane each inside the row, so that visits at the same moment do not cover one another.
            let lane = mark.index < 0 || lanes == 1 ? 0 : (Double(mark.index) / (lanes - 1) - 0.5) * rowHeight * 0.4
            return mark.drawing(x: axis.position(action.time), y: Self.top + rowHeight * (Double(index) + 0.5) + lane) + "\n"
        }.joined()
    }
}
