extension JSONCursor {
    /// Where a number stands, and whether it is written without point and exponent.
    @frozen public struct Number: Hashable, Sendable {
        public let range: Range<Int>
        public let isInteger: Bool

        @inlinable init(range: Range<Int>, isInteger: Bool) {
            self.range = range
            self.isInteger = isInteger
        }
    }

    @inlinable @inline(__always) func endOfDigits(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
        return index
    }

    /// Steps over a number as RFC 8259 (section 6) writes it.
    @inlinable public mutating func number() -> Number? {
        let start = position
        let whole = next == UInt8(ascii: "-") ? start + 1 : start
        var index = endOfDigits(from: whole)
        // Digits, and no zero before others.
        guard index > whole, index == whole + 1 || bytes[whole] != 0x30 else { return nil }
        let endOfWhole = index
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            let end = endOfDigits(from: index + 1)
            guard end > index + 1 else { return nil }
            index = end
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            let end = endOfDigits(from: index)
            guard end > index else { return nil }
            index = end
        }
        position = index
        return Number(range: start..<index, isInteger: index == endOfWhole)
    }

    /// The value of an integer's digits; nil where they do not fit 64 bits. The range is one that `number()` found.
    @inlinable public func integer(_ number: Number) -> Int64? {
        let isNegative = bytes[number.range.lowerBound] == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in number.range.lowerBound + (isNegative ? 1 : 0)..<number.range.upperBound {
            let digit = Int64(bytes[index] &- 0x30)
            let (product, isTooLong) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = product.addingReportingOverflow(isNegative ? -digit : digit)
            if isTooLong || isTooLarge { return nil }
            value = sum
        }
        return value
    }

    /// The double nearest to a number; the same that the standard library reads from its characters. Infinite beyond what a double holds.
    ///
    /// Few digits and a small exponent, which is what measurements have, make one exact product or quotient of doubles, rounded once
    /// (Clinger, "How to read floating point numbers accurately", PLDI 1990). Anything else goes to the standard library.
    public func double(_ number: Number) -> Double? {
        let isNegative = bytes[number.range.lowerBound] == UInt8(ascii: "-")
        var digits: UInt64 = 0
        var digitCount = 0
        var exponent = 0
        var isFraction = false
        for index in number.range.lowerBound + (isNegative ? 1 : 0)..<number.range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte &- 0x30 < 10 {
                digits = digits &* 10 &+ UInt64(byte &- 0x30)
                digitCount += 1
                if isFraction { exponent -= 1 }
            } else {
                return plainDouble(number)
            }
        }
        guard digitCount <= 15, -exponent < Self.powersOfTen.count else { return plainDouble(number) }
        let value = Double(digits) / Self.powersOfTen[-exponent]
        return isNegative ? -value : value
    }

    private func plainDouble(_ number: Number) -> Double? { Double(text(number.range)) }

    /// Powers of ten that a double holds exactly, of as many decimals as 15 digits may have.
    private static let powersOfTen: [Double] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]
}
