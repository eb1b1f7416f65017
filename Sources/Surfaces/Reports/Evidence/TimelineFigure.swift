internal import Contributions
internal import Ledger

/// A swarm's actions as a plot with one row per actor, and as a table.
struct TimelineFigure {
    let id: String
    let evidence: Evidence

    /// Actions drawn; the rest stands in the JSON twin.
    static let actionLimit = 400

    var html: HTML {
        let all = evidence.timelineActions.map { ActorTimeline.Action(time: $0.time, actor: $0.actor, target: $0.target) }
        guard !all.isEmpty else { return EvidenceDetails(evidence, except: ["actions"]).html }
        let timeline = ActorTimeline(
            actions: Array(all.prefix(Self.actionLimit)), windowSeconds: evidence.windowSeconds)
        let figure = Figure(
            id: id, title: "Who acted where, and when", description: description(timeline, total: all.count), height: timeline.height,
            drawing: timeline.drawing, legend: legend(timeline), table: table(timeline))
        return figure.html + EvidenceDetails(evidence, except: ["actions", "window_seconds", "shown", "of"]).html
    }

    private func description(_ timeline: ActorTimeline, total: Int) -> String {
        var text =
            "\(FixedNotation.count(timeline.actions.count, "action")) of \(FixedNotation.count(timeline.actors.count, "actor")) on "
            + "\(FixedNotation.count(timeline.targets.count, "target"))."
        let meetings = timeline.meetings.count
        if meetings > 0 {
            let span = timeline.windowSeconds > 0 ? "a span of at most \(FixedNotation.duration(seconds: timeline.windowSeconds))" : "a moment"
            text += " Each shaded band marks \(span) in which several actors acted on the same target: \(FixedNotation.count(meetings, "band"))."
        }
        if timeline.actors.count > timeline.shownActors.count {
            text += " The first \(timeline.shownActors.count) actors are drawn."
        }
        if let all = evidence.actionCount, all > total {
            text += " The evidence keeps \(FixedNotation.integer(total)) of \(FixedNotation.count(all, "action"))."
        }
        if total > timeline.actions.count { text += " \(FixedNotation.integer(total - timeline.actions.count)) more actions are in report.json." }
        return text
    }

    private func legend(_ timeline: ActorTimeline) -> [Figure.LegendItem] {
        var items = timeline.targets.prefix(TargetMark.distinctCount).map {
            Figure.LegendItem(mark: timeline.mark($0).drawing(x: 7, y: 7), label: $0)
        }
        let others = timeline.targets.count - items.count
        if others > 0 {
            items.append(.init(mark: TargetMark(index: -1).drawing(x: 7, y: 7), label: FixedNotation.count(others, "other target")))
        }
        return items
    }

    private func table(_ timeline: ActorTimeline) -> HTMLTable {
        let shown = timeline.actions.prefix(EvidenceView.tableRowLimit)
        let caption = shown.count < timeline.actions.count ? "Actions, the first \(shown.count) of \(timeline.actions.count)" : "Actions"
        var table = HTMLTable(caption, [.text("Time (UTC)"), .text("Actor"), .text("Target")])
        table.rows = shown.map { ["\(DateText.second($0.time))", "\($0.actor)", "\($0.target)"] }
        return table
    }
}
