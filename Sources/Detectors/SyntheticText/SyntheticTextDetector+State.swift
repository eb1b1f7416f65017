public import Collections
internal import CanonicalJSON
public import Contributions

extension SyntheticTextDetector {
    public static let stateVersion = 1

    /// Of the calibration and the settings. O(calibration).
    public var configuration: Digest {
        var settings = ColumnWriter()
        settings.write([Self.name])
        settings.write(thresholds.values)
        settings.write(JSONWriter.bytes(scorer.calibration.json))
        return Digest.sha256(settings.bytes)
    }

    public func write(to state: inout ColumnWriter) {
        state.write(tags)
        state.write(records)
        ContributorColumns(contributors, tagNumber: { number(ofTag: $0) }).write(to: &state)
    }

    public mutating func restore(from state: inout ColumnReader) throws(ColumnError) {
        let tags = try state.texts()
        let records: [SubmissionRecord] = try state.list()
        let contributors = try ContributorColumns(from: &state).contributors(tags, records: records.count)
        var last: Int64 = -1
        for record in records {
            guard record.isSound(after: last, contributorCount: contributors.count, tagCount: tags.count) else { throw .malformed }
            last = record.position
        }
        var kept = self
        guard kept.replace(contributors: contributors, tags: tags, records: records) else { throw .malformed }
        self = kept
    }
}
