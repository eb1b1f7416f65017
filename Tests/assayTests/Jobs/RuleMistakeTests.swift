import Foundation
import Testing

@testable import assay

/// One live rule as a file writes it; members are exchanged or left out.
private func file(_ members: [String: String?] = [:], top: String = "", more: String = "") -> String {
    let plain: [(String, String)] = [
        ("id", "a"), ("version", "1"), ("status", "live"), ("outcome", "hold"), ("on", "[assay.submission.v1]"),
        ("when", "near_duplicate.jaccard >= 0.8"), ("reason", "It repeats."), ("owner", "integrity"), ("false_positives", "[a form]"),
    ]
    let lines = plain.compactMap { key, value in (members[key] ?? value).map { "    \(key): \($0)\n" } }.joined()
    return top + "rules:\n  -" + lines.dropFirst(3) + more
}

private func when(_ condition: String, top: String = "") -> String { file(["when": condition], top: top) }

private func aggregate(_ text: String) -> String { when("aggregates.n > 3", top: "aggregates:\n  n: \(text)\n") }

@Suite("Mistakes in rule files") struct RuleMistakeTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func check(_ bytes: [UInt8]) throws -> CapturedRun {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path("r.yaml")))
        return CapturedRun("rules", "check", folder.path("r.yaml"), "--now", "2026-03-01T00:00:00Z")
    }

    /// Every mistake ends with 1, its place, its code, and a hint.
    private func expect(_ text: String, _ place: String, _ hint: String, _ location: Testing.SourceLocation = #_sourceLocation) throws {
        let run = try check(Array(text.utf8))
        #expect(
            run.code == .findings && run.stderr.contains("r.yaml:" + place) && run.stderr.contains(hint), "\(run.stderr)", sourceLocation: location)
    }

    @Test("Conditions as other languages write them are answered with how they are written here")
    func otherLanguages() throws {
        try expect(when("near_duplicate.jaccard => 0.8"), "7:34: error[expression/syntax]", ">=")
        try expect(when("near_duplicate.jaccard <> 0.8"), "7:35: error[expression/syntax]", "!=")
        try expect(when("near_duplicate.jaccard ≥ 0.8"), "7:34: error[expression/syntax]: '≥'", ">=")
        try expect(when("near_duplicate.jaccard >= 80%"), "7:40: error[expression/syntax]", "0.8")
        try expect(when("near_duplicate.jaccard >= 0,8"), "7:38: error[expression/syntax]", "point")
        try expect(when("near_duplicate.jaccard >=\u{A0}0.8"), "7:36: error[expression/syntax]: the invisible character U+A0", "plain space")
        try expect(when("event.id == ‘abc’"), "7:23: error[expression/syntax]", "straight quotes")
        try expect(when("event.id == 'abc"), "7:23: error[expression/syntax]", "the quote that it begins with")
        try expect(when("not near_duplicate.jaccard >= 0.8"), "7:15: error[expression/syntax]", "not is written !")
        try expect(when("near_duplicate.jaccard >= 0.8 & true"), "7:41: error[expression/syntax]", "and is &&")
        try expect(when("0.3 <= near_duplicate.jaccard < 0.8"), "7:41: error[expression/type]", "compare twice")
        try expect(when("event.id > 3"), "7:20: error[expression/type]: > does not compare a string with an int", "without quotes")
    }

    @Test("Names that are not there: the nearest one, also of a beginning, or where to define it")
    func names() throws {
        try expect(when("event.dat.text == 'x'"), "7:11: error[expression/unknown-name]", "did you mean event.data.text?")
        try expect(when("event.data.license in lists.free"), "7:33: error[expression/unknown-name]", "lists: {free:")
        try expect(when("aggregates.n > 3"), "7:11: error[expression/unknown-name]", "aggregates: {n:")
        try expect(when("macros.m", top: "macros:\n  m: macros.m || true\n"), "2:6: error[expression/unknown-name]", "not itself")
        try expect(when("macros.a", top: "macros:\n  a: macros.b\n  b: macros.a\n"), "2:6: error[expression/unknown-name]", "those above it")
        try expect(when("true", top: "lists:\n  public-domain: [CC0]\n"), "2:3: error[config/bad-value]", "letters, digits and _")
        try expect(when("swarm.loop >= 0.5"), "7:11: error[rules/never-measured]", "assay.interaction.v1")
    }

    @Test("What fails for every event is found before an event comes")
    func constants() throws {
        try expect(when("event.time > timestamp('2026-02-30T00:00:00Z')"), "7:24: error[expression/evaluation]", "RFC 3339")
        try expect(when("event.data.fee / 0 == 1 || 1 / 0 == 1"), "7:40: error[expression/evaluation]", "division by zero")
        try expect(when("event.data.text.matches('a{1000}{1000}')"), "7:35: error[expression/pattern]", "RE2")
        try expect(
            when("lists.p.exists(p, event.data.text.matches(p))", top: "lists:\n  p: ['(a', b]\n"), "9:18: error[expression/pattern]",
            "'(a' of the list")
    }

    @Test("An aggregate over the future, over nothing, or by a field that is not there")
    func aggregates() throws {
        let count = "count: assay.submission.v1"
        for window in ["-1h", "+1h", "next 1h"] {
            try expect(aggregate("{\(count), by: event.data.contributor, last: \(window)}"), "2:69: error[rules/aggregate-window]", "the future")
        }
        for window in ["0h", "0", "60", "1.5h", "367d", "99999999999999999999d", "an hour"] {
            try expect(aggregate("{\(count), by: event.data.contributor, last: \(window)}"), "2:69: error[rules/aggregate-window]", "is no window")
        }
        try expect(aggregate("{\(count), by: event.data.contributor}"), "2:3: error[rules/aggregate-window]", "add last: 1h")
        let misspelt = try check(Array(aggregate("{\(count), by: event.data.contributer, last: 1h}").utf8))
        #expect(misspelt.stderr.contains("r.yaml:2:39: warning[rules/unknown-field]") && misspelt.stderr.contains("did you mean \"contributor\"?"))
        let foreign = try check(Array(aggregate("{count: assay.retrieval.v1, by: event.data.consumer, last: 1h}").utf8))
        #expect(foreign.stderr.contains("r.yaml:9:11: warning[rules/unknown-field]: aggregates.n is never known for assay.submission.v1"))
    }

    @Test("YAML that says something else than its author thinks")
    func yaml() throws {
        try expect(when("!has(event.data.language)"), "7:11: error[yaml/tag]", "stands in quotes")
        try expect(when("event.id == 'a: b'"), "7:25: error[yaml/syntax]", "KEY: >-")
        try expect(when("%x"), "7:11: error[yaml/syntax]", "stands in quotes")
        try expect(file(["reason": "\"abc"]), "8:13: error[yaml/syntax]", "never closed")
        try expect(when(""), "7:10: error[expression/syntax]: the expression is empty", "as in")
        try expect(file(["on": "assay.submission.v1"]), "6:9: error[config/wrong-type]", "write on: [assay.submission.v1]")
        try expect(file(["version": "1.5"]), "3:14: error[config/wrong-type]: \"version\" is \"1.5\"", "digits alone")
        try expect(file(more: "    review_by: 2026-02-30\n"), "11:16: error[config/bad-value]", "2026-03-01")
        try expect("a: &a [x, x]\nrules: [*a, *a]\n", "1:4: error[yaml/alias]", "write the value out")
        try expect("rules: " + String(repeating: "[", count: 100_000), "1:40: error[yaml/too-deep]", "needs so many")
        try expect("# nothing\n", "1:1: error[yaml/empty]", "write its keys")
    }

    @Test("What somebody answers for must be there, and fit for a report")
    func answering() throws {
        try expect(file(["reason": "\" \""]), "8:13: error[config/bad-value]", "write it out")
        try expect(file(["reason": nil]), "2:5: error[config/missing-key]", "add reason")
        try expect(file(["owner": nil]), "2:5: error[config/missing-key]", "add owner")
        for id in ["\"\"", "\"a b\"", "detector-could-not-run:swarm", String(repeating: "a", count: 81)] {
            try expect(file(["id": id]), "2:9: error[config/bad-value]", "letters, digits")
        }
    }

    @Test("Bytes that are no text stand where they are; a byte order mark and other line ends are read")
    func encodings() throws {
        let plain = Array(file().utf8)
        let broken = Array(file(["reason": "caf#."]).utf8).map { $0 == UInt8(ascii: "#") ? 0xE9 : $0 }
        #expect(try check(broken).stderr.contains("r.yaml:8:17: error[yaml/encoding]"))
        let bell = Array(file(["reason": "a#"]).utf8).map { $0 == UInt8(ascii: "#") ? 7 : $0 }
        #expect(try check(bell).stderr.contains("r.yaml:8:14: error[yaml/encoding]: control characters are not allowed (0x07)"))
        #expect(try check([0xEF, 0xBB, 0xBF] + plain).code == .clean)
        let windows = plain.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        #expect(try check(windows).code == .clean)
        #expect(try check(plain.flatMap { [0, $0] }).code == .findings)
    }

    @Test("Macros that multiply are refused before they are written out")
    func bombs() throws {
        let doubling =
            "macros:\n  m0: near_duplicate.jaccard > 0.5\n" + (1..<60).map { "  m\($0): macros.m\($0 - 1) && macros.m\($0 - 1)\n" }.joined()
        try expect(when("macros.m59", top: doubling), "18:8: error[expression/too-long]", "multiply")
        let lists = (1..<12).map { n in "  m\(n): \"[\((0..<10).map { _ in "macros.m\(n - 1)" }.joined(separator: ", "))]\"\n" }.joined()
        let ten = "macros:\n  m0: \"[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\"\n"
        try expect(when("size(macros.m11) > 3", top: ten + lists), "7:8: error[expression/too-long]", "multiply")
    }

    @Test("A directory without rules, and one with what is no file")
    func directories() throws {
        try FileManager.default.createDirectory(atPath: folder.path("d"), withIntermediateDirectories: true)
        let empty = CapturedRun("rules", "check", folder.path("d"))
        #expect(empty.code == .findings && empty.stderr.contains("error[rules/none]"))
        for make in [{ _ = mkfifo($0, 0o600) }, { _ = mkdir($0, 0o700) }, { _ = symlink("x.yaml", $0) }] as [(String) -> Void] {
            make(folder.path("d/x.yaml"))
            let run = CapturedRun("rules", "check", folder.path("d"))
            #expect(run.code == .cannotRun && run.stderr.contains("error[input/cannot-") && run.stderr.contains("d/x.yaml"), "\(run.stderr)")
            try FileManager.default.removeItem(atPath: folder.path("d/x.yaml"))
        }
    }
}
