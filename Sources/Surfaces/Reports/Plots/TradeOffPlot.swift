internal import Glibc

/// What is caught against whom it touches, for every set of rules that was looked at: a picture of its own, with axes in people and credits.
///
/// People stand on a logarithmic axis of 1 + n, because the sets worth choosing touch few and the others touch hundreds.
public struct TradeOffPlot: Sendable {
    /// One set of rules.
    public struct Point: Hashable, Sendable {
        /// Honest people of whom something is held.
        public let people: Int
        /// Credits that attacks asked for and do not get at once.
        public let credits: Double
        /// What tells it from the others, such as `copy near_duplicate.jaccard 0.4`.
        public let label: String

        public init(people: Int, credits: Double, label: String) {
            self.people = people
            self.credits = credits
            self.label = label
        }
    }

    private let title: String
    private let points: [Point]
    private let current: Point
    private let chosen: Point?
    /// Credits at the lower and the upper edge.
    private let low: Double
    private let high: Double
    private let step: Double
    private let axis: LinearAxis

    private static let (left, right, top, bottom, height) = (96.0, 24.0, 104.0, 408.0, 464.0)
    /// Between the axis and those who touch nobody.
    private static let inset = 14.0

    /// - Parameters:
    ///   - points: all that were looked at.
    ///   - current: the rules as they are.
    ///   - chosen: the rules that are proposed; nil where nothing is.
    public init(title: String, points: [Point], current: Point, chosen: Point?) {
        self.title = title
        (self.points, self.current, self.chosen) = (points, current, chosen)
        // From the better half of the front on, or lower where the rules as they are stand there: what catches less is nobody's choice.
        let front = Self.front(points + [current] + (chosen.map { [$0] } ?? []))
        let most = front.map(\.credits).max() ?? 0
        let wanted = ([current, chosen].compactMap { $0?.credits } + front.map(\.credits).filter { $0 >= most / 2 }).min() ?? 0
        let room = max((most - wanted) * 0.08, most * 0.01, 0.01)
        let scale = LinearAxis(largest: most - wanted + 2 * room, pixels: 0..<1)
        step = scale.step
        low = max(0, wanted - room)
        high = most + room
        let people = front.map(\.people).max() ?? 0
        axis = LinearAxis(largest: log1p(Double(max(people, 4)) * 1.15), pixels: Self.left + Self.inset..<Figure.width - Self.right)
    }

    /// Points that no other one beats or equals on both counts, fewest people first. O(n log n).
    static func front(_ points: [Point]) -> [Point] {
        var best: [Point] = []
        for point in points.sorted(by: { ($0.people, -$0.credits, $0.label) < ($1.people, -$1.credits, $1.label) })
        where best.last.map({ point.credits > $0.credits }) ?? true { best.append(point) }
        return best
    }

    /// The whole file.
    public var svg: String {
        let hidden = points.count { !isShown($0) }
        let picture: HTML = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(at: Figure.width) \(at: Self.height)" width="\(at: Figure.width)" \
            height="\(at: Self.height)" role="img" aria-labelledby="t d"><title id="t">\(title)</title><desc id="d">\(description)</desc>

            """
        let style = "<style>" + Stylesheet.plot + Self.style + "</style>\n"
        let body: HTML = """
            <rect class="paper" x="0" y="0" width="\(at: Figure.width)" height="\(at: Self.height)"/>
            <text class="head" x="\(at: Self.left)" y="28">\(title)</text>
            \(legend)\(grid)\(frontLine)\(marks)\(hidden > 0 ? Self.note(hidden) : .empty)</svg>

            """
        return picture.markup + style + body.markup
    }

    private static let style = """
        .paper{fill:var(--bg)}svg .head{font-size:15px;font-weight:600}svg .aside{fill:var(--soft);font-size:11px}
        .front{fill:none;stroke:var(--observed);stroke-width:1.6}.look{fill:var(--expected)}.best{fill:var(--observed)}
        .chosen{fill:var(--diff);stroke:var(--bg);stroke-width:1.5}.current{fill:var(--bg);stroke:var(--fg);stroke-width:2}
        """

    private static func note(_ hidden: Int) -> HTML {
        "<text class=\"aside\" x=\"\(at: Figure.width - right)\" y=\"\(at: height - 8)\" text-anchor=\"end\">\(FixedNotation.count(hidden, "set")) of rules outside the picture</text>\n"
    }

    private var description: String {
        "Each mark is a set of rules that was looked at: honest people touched to the right, credits of attacks caught upwards. "
            + words(current, "The rules as they are")
            + (chosen.map { " " + words($0, "The proposal") } ?? "")
    }

    private func words(_ point: Point, _ who: String) -> String {
        "\(who): \(point.people == 1 ? "1 person" : FixedNotation.integer(point.people) + " people"), \(FixedNotation.decimal(point.credits, digits: 2)) credits."
    }

    // MARK: Places

    private func x(_ people: Int) -> Double { axis.position(log1p(Double(people))) }
    private func y(_ credits: Double) -> Double { Self.bottom - (credits - low) / (high - low) * (Self.bottom - Self.top) }
    private func isShown(_ point: Point) -> Bool { point.credits >= low && log1p(Double(point.people)) <= axis.maximum }

    // MARK: Parts

    private var legend: HTML {
        var lines: [(HTML, String)] = [(Self.square(Self.left + 6, 47), words(current, "As the rules are"))]
        if let chosen { lines.append((Self.diamond(Self.left + 6, 66), words(chosen, "Proposed"))) }
        let texts = lines.enumerated().map { index, line -> HTML in
            "\(line.0)<text x=\"\(at: Self.left + 20)\" y=\"\(at: 51 + 19 * Double(index))\">\(line.1)</text>\n"
        }
        let y = 47 + 19 * Double(lines.count)
        return texts.joined() + """
            <circle class="best" cx="\(at: Self.left + 6)" cy="\(at: y)" r="3.5"/><text x="\(at: Self.left + 20)" y="\(at: y + 4)">nothing looked at \
            catches more and touches fewer</text>
            <circle class="look" cx="\(at: Self.left + 352)" cy="\(at: y)" r="3"/><text x="\(at: Self.left + 364)" y="\(at: y + 4)">also looked at</text>

            """
    }

    private var grid: HTML {
        var out = HTML.empty
        for tick in Int((low / step).rounded(.up))...max(Int((low / step).rounded(.up)), Int((high / step).rounded(.down))) {
            let credits = Double(tick) * step
            out += """
                <line class="grid" x1="\(at: Self.left)" y1="\(at: y(credits))" x2="\(at: Figure.width - Self.right)" y2="\(at: y(credits))"/>\
                <text class="tick" x="\(at: Self.left - 8)" y="\(at: y(credits) + 4)" text-anchor="end">\(label(credits))</text>

                """
        }
        for people in peopleTicks {
            out += """
                <line class="grid" x1="\(at: x(people))" y1="\(at: Self.top)" x2="\(at: x(people))" y2="\(at: Self.bottom)"/>\
                <text class="tick" x="\(at: x(people))" y="\(at: Self.bottom + 18)" text-anchor="middle">\(FixedNotation.integer(people))</text>

                """
        }
        let (across, middle) = ((Self.left + Figure.width - Self.right) / 2, (Self.top + Self.bottom) / 2)
        return out + """
            <line class="axis" x1="\(at: Self.left)" y1="\(at: Self.bottom)" x2="\(at: Figure.width - Self.right)" y2="\(at: Self.bottom)"/>\
            <line class="axis" x1="\(at: Self.left)" y1="\(at: Self.top)" x2="\(at: Self.left)" y2="\(at: Self.bottom)"/>
            <text class="axis-title" x="\(at: across)" y="\(at: Self.bottom + 38)" text-anchor="middle">honest people touched</text>
            <text class="axis-title" x="18" y="\(at: middle)" text-anchor="middle" transform="rotate(-90 18 \(at: middle))">credits of attacks \
            caught</text>

            """
    }

    /// 0, 1, 2, 5, 10, …, as far as they stand apart.
    private var peopleTicks: [Int] {
        var (ticks, power) = ([0], 1)
        while log1p(Double(power)) <= axis.maximum {
            for value in [power, 2 * power, 5 * power] where log1p(Double(value)) <= axis.maximum && x(value) - x(ticks[ticks.count - 1]) > 26 {
                ticks.append(value)
            }
            power *= 10
        }
        return ticks
    }

    private func label(_ credits: Double) -> String {
        FixedNotation.decimal(credits, digits: step >= 1 ? 0 : min(6, Int(-floor(log10(step) + 1e-9))))
    }

    private var frontLine: HTML {
        let front = Self.front(points).filter(isShown)
        guard let first = front.first else { return .empty }
        var path: HTML = "<path class=\"front\" d=\"M\(at: x(first.people)) \(at: y(first.credits))"
        for point in front.dropFirst() { path += "H\(at: x(point.people))V\(at: y(point.credits))" }
        return path + "\"/>\n"
    }

    private var marks: HTML {
        let best = Set(Self.front(points))
        var seen: Set<String> = []
        func dots(_ points: [Point], _ draw: (Double, Double) -> HTML) -> HTML {
            points.compactMap { point -> HTML? in
                // Marks at one place would only cover one another.
                guard isShown(point), seen.insert("\(point.people) \(point.credits)").inserted else { return nil }
                return draw(x(point.people), y(point.credits)) + "<title>\(words(point, point.label))</title></circle>\n"
            }.joined()
        }
        let front = dots(points.filter(best.contains)) { "<circle class=\"best\" cx=\"\(at: $0)\" cy=\"\(at: $1)\" r=\"3.5\">" }
        let rest = dots(points.filter { !best.contains($0) }) { "<circle class=\"look\" cx=\"\(at: $0)\" cy=\"\(at: $1)\" r=\"3\">" }
        let now = isShown(current) ? Self.square(x(current.people), y(current.credits)) : .empty
        return rest + front + now + (chosen.map { isShown($0) ? Self.diamond(x($0.people), y($0.credits)) : .empty } ?? .empty)
    }

    private static func square(_ x: Double, _ y: Double) -> HTML {
        "<rect class=\"current\" x=\"\(at: x - 5)\" y=\"\(at: y - 5)\" width=\"10\" height=\"10\"/>\n"
    }

    private static func diamond(_ x: Double, _ y: Double) -> HTML {
        "<path class=\"chosen\" d=\"M\(at: x) \(at: y - 7)L\(at: x + 7) \(at: y)L\(at: x) \(at: y + 7)L\(at: x - 7) \(at: y)Z\"/>\n"
    }
}
