import Contributions
import Detection
import Testing

@testable import Reports

@Suite("The page")
struct HTMLReportTests {
    private let page = HTMLReport().text(of: SampleReport.report)

    @Test("Tags nest, attributes are quoted and ids are unique")
    func wellFormed() {
        #expect(MarkupChecker(page).problems == [])
    }

    @Test("Coverage stands before money, money before findings, findings before method and glossary")
    func order() throws {
        let places = try ["id=\"coverage\"", "id=\"money\"", "id=\"findings\"", "id=\"measurement\"", "id=\"method\"", "id=\"glossary\""].map {
            try #require(page.firstRange(of: $0)).lowerBound
        }
        #expect(places == places.sorted())
    }

    @Test("Every link leads to a place on the page, and nothing is loaded from anywhere")
    func selfContained() {
        let checker = MarkupChecker(page)
        let ids = Set(checker.values("id"))
        for link in checker.values("href") { #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)") }
        #expect(checker.values("src") == [])
        #expect(Set(checker.elements).isDisjoint(with: ["script", "img", "link", "iframe", "object", "form", "base"]))
        #expect(!page.contains("url("))
        #expect(!page.contains("@import"))
    }

    @Test("The content policy allows only the stylesheet that stands on the page")
    func contentPolicy() throws {
        let start = try #require(page.firstRange(of: "<style>")).upperBound
        let end = try #require(page.firstRange(of: "</style>")).lowerBound
        let hash = Base64.encode(Digest.sha256(String(page[start..<end])).bytes)
        #expect(page.contains("default-src 'none'; style-src 'sha256-\(hash)'"))
        #expect(!page.contains("unsafe-inline"))
        #expect(MarkupChecker(page).values("style") == [])
    }

    @Test("Every plot has a role, a title, a description, and a table beneath")
    func plots() {
        let figures = page.split(separator: "<figure ").dropFirst()
        #expect(figures.count >= 6)
        for figure in figures {
            let inside = figure.prefix(upTo: figure.firstRange(of: "</figure>")?.lowerBound ?? figure.endIndex)
            for part in ["role=\"img\"", "<title id=", "<desc id=", "class=\"axis-title\"", "<table"] { #expect(inside.contains(part), "\(part)") }
        }
    }

    @Test("The same report gives the same bytes, in whatever order its rows were given")
    func deterministic() {
        let sample = SampleReport.report
        let money = FraudReport.Money(
            fees: sample.money.fees, asked: sample.money.asked, paid: sample.money.paid, held: sample.money.held, rejected: sample.money.rejected,
            treasury: sample.money.treasury, unpriced: sample.money.unpriced, participants: sample.money.participants.reversed())
        let coverage = FraudReport.Coverage(
            eventTypes: sample.coverage.eventTypes.reversed(), detectors: sample.coverage.detectors.reversed(),
            rules: sample.coverage.rules.reversed())
        let turned = FraudReport(
            identity: sample.identity, coverage: coverage, money: money, days: sample.days.reversed(), findings: sample.findings.reversed(),
            measurement: sample.measurement, recomputeCommands: sample.recomputeCommands, limits: sample.limits)
        for format in ReportFormats.all { #expect(format.text(of: turned) == format.text(of: sample), "\(format.fileName)") }
    }

    @Test("An empty ledger gives a whole page that says so")
    func empty() {
        let page = HTMLReport().text(of: SampleReport.empty)
        #expect(MarkupChecker(page).problems == [])
        #expect(page.contains("The ledger holds no events"))
        #expect(page.contains("No cluster of events calls for a review"))
        #expect(!page.contains("role=\"alert\""))
    }

    @Test("A micro-credit that is missing is announced before anything else")
    func notConserved() throws {
        let money = SampleReport.money
        let broken = FraudReport(
            identity: SampleReport.identity, coverage: SampleReport.coverage,
            money: .init(
                fees: money.fees + MicroCredits(1), asked: money.asked, paid: money.paid, held: money.held, rejected: money.rejected,
                treasury: money.treasury, participants: money.participants))
        let page = HTMLReport().text(of: broken)
        let banner = try #require(page.firstRange(of: "role=\"alert\""))
        #expect(banner.lowerBound < (try #require(page.firstRange(of: "class=\"lead\""))).lowerBound)
        #expect(page.contains("report/fees-not-conserved"))
        #expect(page.contains("does not add up"))
        #expect(MarkupChecker(page).problems == [])
        #expect(!self.page.contains("role=\"alert\""))
    }

    @Test("Findings beyond the limit are left to the CSV, and the page says how many")
    func manyFindings() {
        let findings = (0..<HTMLReport.findingLimit + 7).map { number in
            FraudReport.Finding(
                id: "d:k:\(number)", detector: "d", kind: "k", title: "Finding \(number)", participants: [], eventCount: 1,
                moneyTouched: MicroCredits(Int64(number)), summary: "s")
        }
        let report = FraudReport(identity: SampleReport.identity, coverage: .init(), money: SampleReport.empty.money, findings: findings)
        let page = HTMLReport().text(of: report)
        #expect(page.split(separator: "<article ").count - 1 == HTMLReport.findingLimit)
        #expect(page.contains("7 more findings are in <code>findings.csv</code>"))
        #expect(FindingsCSV().text(of: report).split(separator: "\n").count == findings.count + 1)
        #expect(page.contains("Finding 206") && !page.contains("Finding 6<"))
    }

    @Test("Ten thousand participants stay in the CSV while the page shows a part and says so")
    func manyParticipants() {
        let rows = (0..<10_000).map {
            FraudReport.ParticipantMoney(participant: "p\($0)", role: "contributor", asked: MicroCredits(5), paid: MicroCredits(5))
        }
        let total = MicroCredits(50_000)
        let report = FraudReport(
            identity: SampleReport.identity, coverage: .init(),
            money: .init(fees: total, asked: total, paid: total, held: .zero, rejected: .zero, treasury: .zero, participants: rows))
        let page = HTMLReport().text(of: report)
        #expect(page.utf8.count < 400_000)
        #expect(page.contains("9\u{202F}800 more rows are in <code>payouts.csv</code>"))
        #expect(PayoutsCSV().text(of: report).split(separator: "\n").count == 10_001)
        #expect(report.problems == [])
    }

    @Test("A finding says why it is held and which honest explanations to weigh, and never names a person a fraudster")
    func tone() {
        for finding in SampleReport.report.findings { #expect(!finding.benignExplanations.isEmpty) }
        #expect(page.contains("Held because the actor met the same others"))
        #expect(page.contains("Honest explanations to weigh before deciding"))
        for word in ["fraudster", "cheater", "criminal", "guilty"] { #expect(!page.lowercased().contains(word), "\(word)") }
    }

    @Test("Rules that never fired are listed as silent, not as working")
    func silentRules() {
        #expect(page.contains("2 rules never fired"))
        #expect(page.contains("this report cannot tell which"))
    }
}
