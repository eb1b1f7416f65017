import Testing

@testable import assay

@Suite("Reading a command line")
struct ParsingTests {
    private func fault(_ words: String...) -> UsageFault? {
        do {
            _ = try Assay.table.parse(words)
            return nil
        } catch { return error }
    }

    @Test("defaults are the initial values of the options")
    func defaults() throws {
        #expect(try Probe.parse() == ProbeOptions())
    }

    @Test("values after a space or an equals sign, in any order, between files")
    func values() throws {
        let options = try Probe.parse("a", "--count", "7", "--share=0.25", "-", "--mode", "careful", "--windows=3,4,5", "--loud", "--out", "-", "b")
        #expect(options.files == ["a", "-", "b"])
        #expect(options.count == 7)
        #expect(options.share == 0.25)
        #expect(options.mode == .careful)
        #expect(options.windows == [3, 4, 5])
        #expect(options.out == "-")
        #expect(options.loud)
        #expect(try Probe.parse("-c", "2").count == 2)
    }

    @Test("after -- everything is a file, and --flag=value may begin with a hyphen")
    func hyphens() throws {
        #expect(try Probe.parse("--", "--loud", "-x").files == ["--loud", "-x"])
        #expect(try Probe.parse("--key=--odd").key == "--odd")
    }

    @Test(
        "values of the wrong kind name the flag, the value and what is allowed",
        arguments: [
            (["--count", "11"], "--count takes a whole number from 1 to 10, not \"11\""),
            (["--count", "-1"], "--count takes a whole number from 1 to 10, not \"-1\""),
            (["--count", "x"], "--count takes a whole number from 1 to 10, not \"x\""),
            (["--share", "nan"], "--share takes a number from 0 to 1, not \"nan\""),
            (["--share", "1.01"], "--share takes a number from 0 to 1, not \"1.01\""),
            (["--windows", "1,,2"], "--windows takes whole numbers from 1 to 100, separated by commas, not \"1,,2\""),
            (["--windows", "1,200"], "--windows takes whole numbers from 1 to 100, separated by commas, not \"1,200\""),
            (["--key="], "--key takes a text that is not empty, not \"\""),
        ])
    func badValues(words: [String], cause: String) {
        let fault = #expect(throws: UsageFault.self) {
            switch words.count {
            case 1: _ = try Probe.parse(words[0])
            default: _ = try Probe.parse(words[0], words[1])
            }
        }
        #expect(fault?.code == "usage/bad-value")
        #expect(fault?.cause == cause)
    }

    @Test("a misspelt choice is met with the right one")
    func choices() {
        let fault = #expect(throws: UsageFault.self) { try Probe.parse("--mode", "carefull") }
        #expect(fault?.hint == "did you mean careful?")
    }

    @Test("a missing value, a value too many, a flag twice, an argument too many")
    func shape() {
        #expect(#expect(throws: UsageFault.self) { try Probe.parse("--count") }?.code == "usage/missing-value")
        #expect(#expect(throws: UsageFault.self) { try Probe.parse("--out", "--loud") }?.code == "usage/missing-value")
        #expect(#expect(throws: UsageFault.self) { try Probe.parse("--loud=yes") }?.code == "usage/unexpected-value")
        #expect(#expect(throws: UsageFault.self) { try Probe.parse("--count", "1", "-c", "2") }?.code == "usage/repeated-flag")
        #expect(fault("ledger", "verify", "--ledger", "a", "b")?.code == "usage/unexpected-argument")
    }

    @Test("what a verb needs is named with its help and an example")
    func required() {
        let files = fault("detect", "swarms")
        #expect(files?.code == "usage/missing-argument")
        #expect(files?.cause.contains("FILE") == true)
        let ledger = fault("run", "x.jsonl", "--out", "o")
        #expect(ledger?.cause.contains("--ledger L.db") == true)
        #expect(ledger?.hint?.contains("assay run") == true)
    }

    @Test(
        "misspelt verbs and flags are met with the right ones",
        arguments: [
            (["detct"], "did you mean `assay detect`?"), (["inges"], "did you mean `assay ingest`?"), (["igest"], "did you mean `assay ingest`?"),
            (["rnu"], "did you mean `assay run`?"), (["ledger", "verfiy"], "did you mean `assay ledger verify`?"),
            (["detect", "near"], "did you mean `assay detect near-duplicates`?"), (["swarms"], "did you mean `assay detect swarms`?"),
            (["verify"], "did you mean `assay ledger verify`?"), (["run", "x", "--ledgr"], "did you mean --ledger?"),
            (["run", "x", "--skip"], "did you mean --skip-invalid?"), (["scan", "x", "--fromat"], "did you mean --format?"),
        ])
    func didYouMean(words: [String], hint: String) {
        #expect(#expect(throws: UsageFault.self) { try Assay.table.parse(words) }?.hint == hint)
    }

    @Test("words near to nothing get the list, not a guess")
    func noGuess() {
        let verb = fault("xylophone")
        #expect(verb?.code == "usage/unknown-verb")
        #expect(verb?.hint?.hasPrefix("one of run, ingest") == true)
        #expect(fault("ledger", "xylophone")?.hint?.hasPrefix("one of verify") == true)
        #expect(fault("run", "--xylophone")?.hint?.contains("--help") == true)
    }

    @Test("no verb, half a verb, a flag before the verb")
    func partial() {
        #expect(fault()?.code == "usage/missing-verb")
        #expect(fault("detect")?.hint?.contains("`assay detect swarms`") == true)
        #expect(fault("--quiet", "run")?.code == "usage/missing-verb")
    }

    @Test("a usage fault goes to stderr as a diagnostic and exits 2")
    func exit() {
        let run = CapturedRun("dtect")
        #expect(run.code == .cannotRun)
        #expect(run.stdout.isEmpty)
        #expect(run.stderr == "error[usage/unknown-verb]: there is no verb `assay dtect`\n  hint: did you mean `assay detect`?\n")
    }
}
