/// One output format of the fraud report: a file name and the text that goes into it.
public protocol ReportRenderer: Sendable {
    /// The file's name inside the output folder.
    var fileName: String { get }
    /// Equal reports give equal texts.
    func text(of report: FraudReport) -> String
}

/// Every format, in the order in which the files are written.
public enum ReportFormats {
    public static let all: [any ReportRenderer] = [HTMLReport(), JSONReport(), PayoutsCSV(), FindingsCSV()]
}
