public import Detection
internal import Ledger
internal import Parallelism

extension NearDuplicateDetector {
    /// Submissions that one assessor measures in a row, so that it meets the same sources again, and pieces that share the work.
    private static let smallestPiece = 64
    private static let pieceCount = 16

    /// O(asked submissions + their matches + their clusters); texts that share nothing cost next to nothing.
    public func findings(on asked: AskedEvents) -> Findings {
        var findings = Findings()
        let numbers = numbers(of: asked)
        var known: [Int: MatchAssessment] = [:]
        for (number, assessment) in zip(numbers, assessments(of: numbers)) {
            let position = LedgerPosition(submissions[number].position)
            guard let assessment else {
                let why = "the text has \(submissions[number].wordCount) words; \(thresholds.minimumWords) are needed to tell a copy from chance"
                findings.abstentions[position] = [NearDuplicateSignal.jaccard, .containment, .novelty].map {
                    Abstention(signal: $0.name, why: why)
                }
                continue
            }
            findings.signals[position] = assessment.signals
            if assessment.strongest != nil { known[number] = assessment }
        }
        var clusters = CopyClusters()
        for (number, tie) in ties(around: numbers, asked, known) { clusters.take(number, tie, thresholds) }
        var assessor = MatchAssessor(self)
        findings.clusters = clusters.clusters(self) { known[$0] ?? assessor.assess($0) }
        return findings
    }

    /// The asked submissions, in order. O(log submissions) each.
    private func numbers(of asked: AskedEvents) -> [Int] {
        guard case .at(let positions) = asked else { return Array(submissions.indices) }
        var numbers: [Int] = []
        var low = 0
        for position in positions {
            var high = submissions.count
            while low < high {
                let middle = (low + high) / 2
                if submissions[middle].position < position { low = middle + 1 } else { high = middle }
            }
            if low < submissions.count, submissions[low].position == position { numbers.append(low) }
        }
        return numbers
    }

    /// What each is measured to be; nil where the text is too short to judge.
    private func assessments(of numbers: [Int]) -> [MatchAssessment?] {
        pieces(numbers) { assessor, number in submissions[number].shingleCount == 0 ? nil : assessor.assess(number) }
    }

    private func pieces<Value: Sendable>(_ numbers: [Int], _ body: @Sendable (inout MatchAssessor, Int) -> Value) -> [Value] {
        ParallelMap.pieces(numbers.count, minimumItems: Self.smallestPiece, threadCount: Self.pieceCount) { range in
            var assessor = MatchAssessor(self)
            return numbers[range].map { body(&assessor, $0) }
        }.flatMap { $0 }
    }

    /// For every submission in a cluster with an asked one, what ties it to an earlier one; in order.
    ///
    /// Goes from the asked ones along their edges: to the submission that each is tied to, and to those later ones that might be tied to it.
    private func ties(around numbers: [Int], _ asked: AskedEvents, _ known: [Int: MatchAssessment]) -> [(Int, MatchAssessment.Tie?)] {
        guard case .at = asked else { return numbers.map { ($0, known[$0]?.strongest) } }
        var ties: [Int: MatchAssessment.Tie?] = [:]
        for number in numbers { ties[number] = .some(known[number]?.strongest) }
        var visited = Set(numbers)
        var front = numbers
        while !front.isEmpty {
            var open = Set<Int>()
            for number in front {
                if ties[number] == nil { open.insert(number) }
                candidates.forEachHolder(of: number) { if ties[$0] == nil { open.insert($0) } }
            }
            let measured = open.sorted()
            for (number, tie) in zip(measured, pieces(measured) { $0.strongest($1) }) { ties[number] = .some(tie) }
            var next: [Int] = []
            func visit(_ number: Int) { if visited.insert(number).inserted { next.append(number) } }
            for number in front {
                if let tie = ties[number], let edge = CopyClusters.edge(tie, thresholds) { visit(edge.earlier) }
                candidates.forEachHolder(of: number) { later in
                    if let tie = ties[later], CopyClusters.edge(tie, thresholds)?.earlier == number { visit(later) }
                }
            }
            front = next
        }
        return visited.sorted().map { ($0, ties[$0] ?? nil) }
    }
}
