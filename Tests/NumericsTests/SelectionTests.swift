import Numerics
import Testing

@Suite("Quantiles by selection") struct SelectionTests {
    @Test("Selecting gives what sorting gives, and keeps the values", arguments: [1, 2, 3, 10, 101, 500]) func quantiles(_ count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        for round in 0..<40 {
            let values = (0..<count).map { _ in round % 2 == 0 ? random.unit() : Double(random.int(in: 0...5)) }
            for p in [0, 0.1, 0.25, 0.5, 0.9, 1] {
                var moved = values
                #expect(Summary.quantile(selecting: p, from: &moved) == Summary.quantile(values, p))
                #expect(moved.sorted() == values.sorted())
            }
        }
        var none: [Double] = []
        #expect(Summary.quantile(selecting: 0.5, from: &none).isNaN)
    }
}
