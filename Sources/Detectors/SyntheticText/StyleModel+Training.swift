internal import LinearAlgebra
internal import Numerics

/// A passage with what training needs to know of it.
struct TrainingPassage {
    let features: PassageFeatures
    let isMachine: Bool
    let domain: String
}

extension StyleModel {
    /// L2 penalty on every weight.
    static let penalty = 1.0
    /// Share of a domain's passages in which a word bucket must stand to count as present there.
    static let presentShare = 0.01
    /// Value of the columns that absorb each domain's own level; large, so that the penalty hardly touches them.
    private static let domainValue = 10.0

    /// Fits passages of all domains that hold both classes; nil where there is none.
    ///
    /// Each domain has its own intercept and both its classes weigh the same, so that only differences between persons and machines
    /// writing about the same things are learned, not which sources happen to be human. O(iterations × features).
    static func train(_ passages: [TrainingPassage]) -> StyleModel? {
        var counts: [String: (human: Int, machine: Int)] = [:]
        for passage in passages {
            if passage.isMachine { counts[passage.domain, default: (0, 0)].machine += 1 } else { counts[passage.domain, default: (0, 0)].human += 1 }
        }
        let domains = counts.filter { $0.value.human > 0 && $0.value.machine > 0 }.keys.sorted()
        guard !domains.isEmpty else { return nil }
        let used = passages.filter { domains.contains($0.domain) }
        let width = Stylometry.names.count
        let columns = (0..<width).map { column in used.map { $0.features.dense[column] } }
        let means = columns.map { Summary.mean($0) }
        let deviations = columns.map { max(1e-6, Summary.standardDeviation($0)) }
        let kept = sharedWords(passages)
        let index = Dictionary(uniqueKeysWithValues: domains.enumerated().map { ($1, $0) })
        let shapesStart = width
        let wordsStart = shapesStart + PassageFeatures.shapeBuckets
        let domainsStart = wordsStart + PassageFeatures.wordBuckets
        let rows = used.map { passage -> [SparseEntry] in
            let features = passage.features
            var row = standardised(features.dense, means: means, deviations: deviations).enumerated().map {
                SparseEntry(index: $0, value: Float($1))
            }
            row.reserveCapacity(width + features.shapes.count + features.words.count + 1)
            let shape = 1 / Float(max(1, features.shapes.count)).squareRoot()
            for bucket in features.shapes { row.append(SparseEntry(index: shapesStart + Int(bucket), value: shape)) }
            let word = 1 / Float(max(1, features.words.count)).squareRoot()
            for bucket in features.words where kept[Int(bucket)] { row.append(SparseEntry(index: wordsStart + Int(bucket), value: word)) }
            row.append(SparseEntry(index: domainsStart + (index[passage.domain] ?? 0), value: Float(domainValue)))
            return row
        }
        let (intercept, weights) = fit(
            rows, labels: used.map(\.isMachine), sampleWeights: balancedWeights(used, counts), width: domainsStart + domains.count)
        let level = weights[domainsStart...].reduce(0) { $0 + Double($1) } * domainValue / Double(domains.count)
        let (shapes, shapeScale) = quantised(weights[shapesStart..<wordsStart])
        let (words, wordScale) = quantised(weights[wordsStart..<domainsStart])
        return StyleModel(
            intercept: Double(intercept) + level, means: means, deviations: deviations, dense: weights[..<width].map(Double.init),
            shapes: shapes, shapeScale: shapeScale, words: words, wordScale: wordScale)
    }

    /// Fits over the columns that occur; the others have weight 0, as the penalty would give them.
    private static func fit(
        _ rows: [[SparseEntry]], labels: [Bool], sampleWeights: [Double], width: Int
    ) -> (intercept: Float, weights: [Float]) {
        var place = [Int](repeating: -1, count: width)
        var columns: [Int] = []
        let packed = rows.map { row in
            row.map { entry -> SparseEntry in
                let column = Int(entry.index)
                if place[column] < 0 {
                    place[column] = columns.count
                    columns.append(column)
                }
                return SparseEntry(index: place[column], value: entry.value)
            }
        }
        let fit = SparseLogisticRegression(
            rows: packed, labels: labels, sampleWeights: sampleWeights, width: columns.count, penalty: penalty, iterations: 80, tolerance: 1e-4)
        var weights = [Float](repeating: 0, count: width)
        for (index, column) in columns.enumerated() { weights[column] = fit.weights[index] }
        return (fit.intercept, weights)
    }

    /// A domain weighs as the root of its size, and its classes alike; 1 on average.
    private static func balancedWeights(_ passages: [TrainingPassage], _ counts: [String: (human: Int, machine: Int)]) -> [Double] {
        let weights = passages.map { passage -> Double in
            let count = counts[passage.domain] ?? (1, 1)
            return Double(count.human + count.machine).squareRoot() / Double(passage.isMachine ? count.machine : count.human)
        }
        let mean = Summary.mean(weights)
        return weights.map { $0 / mean }
    }

    /// Word buckets that are at home in at least half of the domains; with a single domain, all.
    private static func sharedWords(_ passages: [TrainingPassage]) -> [Bool] {
        var byDomain: [String: (passages: Int, present: [Int32])] = [:]
        for passage in passages {
            byDomain[passage.domain, default: (0, [Int32](repeating: 0, count: PassageFeatures.wordBuckets))].passages += 1
            for bucket in passage.features.words { byDomain[passage.domain]?.present[Int(bucket)] += 1 }
        }
        let domains = byDomain.values.filter { $0.passages >= 20 }
        guard domains.count > 1 else { return [Bool](repeating: true, count: PassageFeatures.wordBuckets) }
        return (0..<PassageFeatures.wordBuckets).map { bucket in
            domains.filter { Double($0.present[bucket]) > presentShare * Double($0.passages) }.count * 2 >= domains.count
        }
    }

    private static func quantised(_ weights: ArraySlice<Float>) -> ([Int8], Double) {
        let largest = weights.reduce(0) { max($0, abs($1)) }
        guard largest > 0 else { return (weights.map { _ in 0 }, 0) }
        return (weights.map { Int8(($0 / largest * 127).rounded()) }, Double(largest) / 127)
    }
}
