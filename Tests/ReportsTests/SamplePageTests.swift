import Testing

@testable import Reports

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Sample page")
struct SamplePageTests {
    @Test("Every format of the sample report is written where ASSAY_SAMPLE_REPORT names a folder, and is the same twice")
    func sample() throws {
        for format in ReportFormats.all {
            let text = format.text(of: SampleReport.report)
            #expect(text == format.text(of: SampleReport.report))
            guard let folder = getenv("ASSAY_SAMPLE_REPORT").map({ String(cString: $0) }) else { continue }
            let file = try #require(fopen("\(folder)/\(format.fileName)", "w"))
            fputs(text, file)
            fclose(file)
        }
    }
}
