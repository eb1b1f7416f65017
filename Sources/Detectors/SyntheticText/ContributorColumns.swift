internal import Collections
internal import Contributions

/// What is kept of all contributors, as columns: the numbers and texts of one after those of another, with how many each has.
struct ContributorColumns {
    private var names: [String] = []
    /// Languages, hours, shown submissions and templates of each contributor; then its other whole numbers.
    private var sizes: [Int64] = []
    private var integers: [Int64] = []
    private var levels: [Double] = []
    private var shown: [String] = []
    private var skeletons: [String] = []
    private var hashes: [UInt32] = []
    private var counts: [Int32] = []
    private var slotBits: [UInt64] = []

    /// The years that a time may lie in, 1970 to 9999, in microseconds.
    private static let times: ClosedRange<Int64> = 0...253_402_300_799_999_999
    private static let noTime: Int64 = -1

    /// - Parameter tagNumber: the number of every language that a contributor was scored in.
    init(_ contributors: [ContributorState], tagNumber: (String) -> Int) {
        for state in contributors {
            names.append(state.name)
            let languages = state.scores.sorted { $0.key < $1.key }
            sizes += [languages.count, state.pace.hours.count, state.shown.count, state.templates.templates.count].map { Int64($0) }
            for (tag, score) in languages {
                integers += [Int64(tagNumber(tag)), Int64(score.count)]
                levels.append(score.sum)
            }
            for hour in state.pace.hours { integers += [hour.hour, Int64(hour.count)] }
            integers += [Int64(state.pace.peak), state.pace.peakEnd?.microseconds ?? Self.noTime]
            for submission in state.shown {
                integers.append(submission.time.microseconds)
                shown.append(submission.submission)
            }
            integers += [Int64(state.templates.documents), Int64(state.templates.created)]
            for template in state.templates.templates { add(template) }
        }
    }

    private mutating func add(_ template: TemplateTracker.Template) {
        integers += [template.number, template.fillings, template.slotWords].map { Int64($0) }
        integers += [template.coreHashes.count, template.firstHashes.count, template.slotBits.count].map { Int64($0) }
        skeletons.append(template.beginning)
        hashes += template.coreHashes
        counts += template.coreCounts
        hashes += template.firstHashes
        counts += template.kept
        slotBits += template.slotBits
    }

    func write(to state: inout ColumnWriter) {
        state.write(names)
        state.write(sizes)
        state.write(integers)
        state.write(levels)
        state.write(shown)
        state.write(skeletons)
        state.write(hashes)
        state.write(counts)
        state.write(slotBits)
    }

    init(from state: inout ColumnReader) throws(ColumnError) {
        names = try state.texts()
        sizes = try state.list()
        integers = try state.list()
        levels = try state.list()
        shown = try state.texts()
        skeletons = try state.texts()
        hashes = try state.list()
        counts = try state.list()
        slotBits = try state.list()
    }

    /// The contributors again; what does not hold together is an error. O(columns).
    ///
    /// - Parameter records: submissions of all of them together, which bounds every count.
    func contributors(_ tags: [String], records: Int) throws(ColumnError) -> [ContributorState] {
        var reader = Reader(columns: self, tags: tags, limit: records)
        var contributors: [ContributorState] = []
        contributors.reserveCapacity(names.count)
        for name in names { contributors.append(try reader.contributor(name)) }
        guard reader.isAtEnd else { throw .malformed }
        return contributors
    }

    /// Takes the columns apart again, each from its own place.
    private struct Reader {
        let columns: ContributorColumns
        let tags: [String]
        let limit: Int
        private var places = (sizes: 0, integers: 0, levels: 0, shown: 0, skeletons: 0, hashes: 0, counts: 0, slotBits: 0)

        init(columns: ContributorColumns, tags: [String], limit: Int) {
            self.columns = columns
            self.tags = tags
            self.limit = limit
        }

        var isAtEnd: Bool {
            places.sizes == columns.sizes.count && places.integers == columns.integers.count && places.levels == columns.levels.count
                && places.shown == columns.shown.count && places.skeletons == columns.skeletons.count && places.hashes == columns.hashes.count
                && places.counts == columns.counts.count && places.slotBits == columns.slotBits.count
        }

        private func slice<Value>(_ list: [Value], _ place: inout Int, _ count: Int) throws(ColumnError) -> ArraySlice<Value> {
            guard count >= 0, count <= list.count - place else { throw .malformed }
            defer { place += count }
            return list[place..<place + count]
        }

        private func next<Value>(_ list: [Value], _ place: inout Int) throws(ColumnError) -> Value {
            guard place < list.count else { throw .malformed }
            defer { place += 1 }
            return list[place]
        }

        private mutating func integer() throws(ColumnError) -> Int64 { try next(columns.integers, &places.integers) }

        /// A count that no contributor can exceed.
        private mutating func count(_ limit: Int) throws(ColumnError) -> Int {
            let value = try integer()
            guard value >= 0, value <= limit else { throw .malformed }
            return Int(value)
        }

        private mutating func size(_ limit: Int) throws(ColumnError) -> Int {
            let value = try next(columns.sizes, &places.sizes)
            guard value >= 0, value <= limit else { throw .malformed }
            return Int(value)
        }

        private mutating func time() throws(ColumnError) -> Timestamp {
            let value = try integer()
            guard ContributorColumns.times.contains(value) else { throw .malformed }
            return Timestamp(microseconds: value)
        }

        mutating func contributor(_ name: String) throws(ColumnError) -> ContributorState {
            var state = ContributorState(name: name)
            let languages = try size(tags.count)
            let hourCount = try size(SubmissionPace.hoursKept)
            let shownCount = try size(ContributorState.shownSubmissions)
            let templateCount = try size(TemplateTracker.maximumTemplates)
            for _ in 0..<languages {
                let tag = try count(tags.count - 1)
                let scored = try count(limit)
                let sum = try next(columns.levels, &places.levels)
                guard sum.isFinite, state.scores.updateValue((sum, scored), forKey: tags[tag]) == nil else { throw .malformed }
            }
            var hours: [(hour: Int64, count: Int)] = []
            for _ in 0..<hourCount { hours.append((try integer(), try count(limit))) }
            let peak = try count(limit)
            let end = try integer()
            guard end == ContributorColumns.noTime || ContributorColumns.times.contains(end),
                let pace = SubmissionPace(hours: hours, peak: peak, peakEnd: end == ContributorColumns.noTime ? nil : Timestamp(microseconds: end))
            else { throw .malformed }
            state.pace = pace
            for _ in 0..<shownCount { state.shown.append((try time(), try next(columns.shown, &places.shown))) }
            state.templates.documents = try count(limit)
            state.templates.created = try count(limit)
            for _ in 0..<templateCount { state.templates.templates.append(try template(state.templates)) }
            return state
        }

        private mutating func template(_ tracker: TemplateTracker) throws(ColumnError) -> TemplateTracker.Template {
            let number = try count(tracker.created - 1)
            let fillings = try count(tracker.documents)
            let slotWords = try count(limit * TemplateText.comparedWords)
            let coreCount = try count(TemplateTracker.Template.maximumCore)
            let wordCount = try count(TemplateText.comparedWords)
            let bitCount = try count(TemplateTracker.Template.slotBitCount / 64)
            let core = try slice(columns.hashes, &places.hashes, coreCount)
            let coreCounts = try slice(columns.counts, &places.counts, fillings > 1 ? coreCount : 0)
            let first = try slice(columns.hashes, &places.hashes, wordCount)
            let kept = try slice(columns.counts, &places.counts, fillings > 1 ? wordCount : 0)
            let beginning = try next(columns.skeletons, &places.skeletons)
            let rises = zip(core.dropFirst(), core).allSatisfy { $0 > $1 }
            guard rises, fillings >= 1, !tracker.templates.contains(where: { $0.number == number }),
                (coreCounts + kept).allSatisfy({ $0 >= 0 && $0 <= fillings }),
                beginning.isEmpty || beginning.utf8.count(where: { $0 == 0x20 }) < wordCount,
                bitCount == 0 || bitCount == TemplateTracker.Template.slotBitCount / 64
            else { throw .malformed }
            var template = TemplateTracker.Template(number: number, firstHashes: Array(first), beginning: beginning)
            template.fillings = fillings
            template.coreHashes = Array(core)
            template.coreCounts = Array(coreCounts)
            template.kept = Array(kept)
            template.slotWords = slotWords
            template.slotBits = Array(try slice(columns.slotBits, &places.slotBits, bitCount))
            return template
        }
    }
}
