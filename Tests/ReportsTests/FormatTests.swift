import Contributions
import Testing

@testable import Reports

@Suite("Numbers and characters for people")
struct FormatTests {
    @Test(
        "Decimals are rounded half away from zero with fixed digits",
        arguments: [
            (0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (1234.5, 0, "1\u{202F}235"), (-0.001, 2, "0.00"),
            (1_234_567.891, 1, "1\u{202F}234\u{202F}567.9"),
        ])
    func decimal(value: Double, digits: Int, text: String) {
        #expect(FixedNotation.decimal(value, digits: digits) == text)
    }

    @Test(
        "Measurements keep about four digits",
        arguments: [
            (0, "0"), (0.8312, "0.8312"), (28, "28"), (12.5, "12.5"), (0.0008, "0.0008"), (3.1e-9, "3.1e-09"), (9.99e-11, "1.0e-10"),
            (3400.4, "3\u{202F}400"),
            (100, "100"), (-0.5, "-0.5"), (.infinity, "infinity"), (.nan, "not a number"),
        ] as [(Double, String)])
    func measurement(value: Double, text: String) {
        #expect(FixedNotation.measurement(value) == text)
    }

    @Test("A p-value too small to tell is a bound, and the smallest double ends")
    func pValue() {
        #expect(FixedNotation.pValue(0) == "p < 1e-300")
        #expect(FixedNotation.pValue(0.012) == "p = 0.012")
        #expect(FixedNotation.measurement(.leastNonzeroMagnitude).hasSuffix("e-324"))
    }

    @Test("Counts, credits and durations read well")
    func others() {
        #expect(FixedNotation.count(1, "event") == "1 event" && FixedNotation.count(2, "event") == "2 events")
        #expect(FixedNotation.integer(-12_345) == "-12\u{202F}345")
        #expect(FixedNotation.duration(seconds: 5400) == "1 h 30 min" && FixedNotation.duration(seconds: 0) == "0 s")
        #expect(MoneyText.html(MicroCredits(-2_500_000)).markup == "\u{2212}2.50<small>0000</small>")
    }

    @Test("Sentences of rules read on after words of the report, and fragments become sentences")
    func sentences() {
        #expect(Sentence.continued("It repeats a text.") == "it repeats a text.")
        #expect(Sentence.continued("A text repeats.") == "a text repeats.")
        #expect(Sentence.continued("HTTP failed") == "HTTP failed" && Sentence.continued("") == "" && Sentence.continued("Ärger") == "Ärger")
        #expect(Sentence.complete("a long quotation") == "A long quotation.")
        #expect(Sentence.complete("Done.") == "Done." && Sentence.complete("") == "")
    }

    @Test("Hidden characters are shown by their code point, and text without any is left alone")
    func revealed() {
        #expect(VisibleText.revealed("a\u{202E}b") == "a⟨U+202E⟩b")
        #expect(VisibleText.revealed("Füße 漢字 עברית\n\tok") == "Füße 漢字 עברית\n\tok")
        #expect(VisibleText.revealedLine("a\nb\tc") == "a b c")
        #expect(VisibleText.revealed("a\u{E0041}b\u{AD}c\u{FEFF}") == "a⟨U+E0041⟩b⟨U+00AD⟩c⟨U+FEFF⟩")
    }

    @Test("Joiners stay where script or emoji need them, and are shown inside Latin words")
    func joiners() {
        for honest in ["👩\u{200D}💻", "❤\u{FE0F}\u{200D}🔥", "می\u{200C}خواهم", "क्\u{200D}ष"] { #expect(VisibleText.revealed(honest) == honest) }
        #expect(VisibleText.revealed("pay\u{200D}pal") == "pay⟨U+200D⟩pal")
    }

    @Test("Every scalar that reorders or hides text is caught")
    func exhaustive() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            let mustHide = properties.isBidiControl || properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control
            guard mustHide, ![0x09, 0x0A, 0x0D].contains(value) else { continue }
            // Unassigned code points that the standard only reserves as ignorable may show as a box.
            guard properties.generalCategory != .unassigned else { continue }
            #expect(VisibleText.isHidden(scalar), "\(VisibleText.name(scalar))")
        }
    }
}
