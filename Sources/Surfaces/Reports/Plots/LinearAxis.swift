internal import Glibc

/// Maps values from 0 up to pixels, with ticks at 1, 2 or 5 times a power of ten.
struct LinearAxis {
    let maximum: Double
    let step: Double
    let pixels: Range<Double>

    /// - Parameters:
    ///   - largest: the largest value to be shown; anything not finite or not positive counts as 1.
    ///   - wholeNumbers: never put a tick between two integers.
    init(largest: Double, pixels: Range<Double>, wantedTicks: Double = 5, wholeNumbers: Bool = false) {
        let top = largest.isFinite && largest > 0 ? largest : 1
        let rough = top / wantedTicks
        let power = pow(10, floor(log10(rough)))
        let lead = rough / power
        var step = power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10)
        if wholeNumbers { step = max(1, step.rounded()) }
        self.step = step
        maximum = step * (top / step).rounded(.up)
        self.pixels = pixels
    }

    var ticks: [Double] { (0...Int((maximum / step).rounded())).map { Double($0) * step } }

    func position(_ value: Double) -> Double {
        let share = value.isFinite ? min(max(value / maximum, 0), 1) : 0
        return pixels.lowerBound + share * (pixels.upperBound - pixels.lowerBound)
    }

    /// With as many decimals as the step needs.
    func label(_ tick: Double) -> String {
        if step >= 1 { return FixedNotation.decimal(tick, digits: 0) }
        if step < 1e-6 { return FixedNotation.measurement(tick) }
        return FixedNotation.decimal(tick, digits: Int((-floor(log10(step) + 1e-9))))
    }
}
