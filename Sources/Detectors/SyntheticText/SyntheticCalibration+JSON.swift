public import CanonicalJSON
internal import Contributions
public import Diagnostics
internal import Numerics

extension SyntheticCalibration {
    /// Names the file type, so that another JSON file is refused by name.
    public static let format = "assay-synthetic-calibration"
    /// Raised when a field changes its meaning.
    public static let version: Int64 = 1

    /// The calibration as JSON; equal calibrations give equal bytes.
    public var json: JSONValue {
        .object(
            JSONObject([
                ("format", .string(Self.format)), ("version", .integer(Self.version)),
                ("features", .integer(Int64(Stylometry.names.count))),
                ("languages", .object(JSONObject(languages.map { ($0.key, Self.json($0.value)) }))),
            ]))
    }

    private static func json(_ language: Language) -> JSONValue {
        let reference = language.reference
        let model = language.model
        let honest = language.honest
        return [
            "reference": [
                "unigrams": .string(Base64.encode(reference.unigrams)), "bigrams": .string(Base64.encode(reference.bigrams)),
                "function_words": .array(reference.functionWords.hashes.map { .integer(Int64($0)) }),
                "unknown_surprise": .measurement(reference.unknownSurprise), "words": .integer(Int64(reference.wordCount)),
                "minimum_function_share": .measurement(reference.minimumFunctionShare),
            ],
            "model": [
                "intercept": .measurement(model.intercept), "means": numbers(model.means), "deviations": numbers(model.deviations),
                "dense": numbers(model.dense), "shapes": signed(model.shapes), "shape_scale": .measurement(model.shapeScale),
                "words": signed(model.words), "word_scale": .measurement(model.wordScale),
            ],
            "honest": [
                "documents": .array(honest.documents.map { milli($0.scores) }), "contributors": milli(honest.contributors.scores),
                "contributor_mean": .measurement(honest.contributorMean), "between_variance": .measurement(honest.betweenVariance),
                "within_variance": .measurement(honest.withinVariance),
            ],
        ]
    }

    private static func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .measurement($0) }) }
    private static func milli(_ values: [Double]) -> JSONValue { .array(values.map { .integer(Int64(($0 * 1000).rounded())) }) }
    private static func signed(_ values: [Int8]) -> JSONValue { .string(Base64.encode(values.map { UInt8(bitPattern: $0) })) }

    /// Reads a calibration back; every table is checked before it is used.
    public init(json: JSONValue, file: String? = nil) throws(Diagnostic) {
        let reader = CalibrationReader(span: file.map { SourceSpan(file: $0, line: 1) })
        guard json["format"]?.stringValue == Self.format else {
            throw reader.failure(
                "synthetic/not-a-calibration", "this is not a synthetic-text calibration", "make one with: assay calibrate synthetic")
        }
        guard json["version"]?.integerValue == Self.version, json["features"]?.integerValue == Int64(Stylometry.names.count) else {
            throw reader.failure(
                "synthetic/calibration-version",
                "the calibration was made for another version of the scorer (this one reads version \(Self.version))",
                "learn it again from the labelled files with: assay calibrate synthetic")
        }
        guard let members = json["languages"]?.objectValue?.members else { throw reader.damaged("languages") }
        languages = [:]
        for member in members { languages[member.key] = try Self.language(member.value, "languages." + member.key, reader) }
    }

    /// Parses and checks the text of a calibration file.
    public init(decoding bytes: [UInt8], file: String) throws(Diagnostic) {
        let json: JSONValue
        do throws(JSONSyntaxError) { json = try JSONParser.parse(bytes) } catch {
            let before = bytes[..<min(error.offset, bytes.count)]
            let line = before.filter { $0 == 0x0A }.count + 1
            let column = before.count - ((before.lastIndex(of: 0x0A) ?? -1) + 1) + 1
            throw Diagnostic(code: "json/syntax", at: SourceSpan(file: file, line: line, column: column), cause: error.cause)
        }
        try self.init(json: json, file: file)
    }

    private static func language(_ json: JSONValue, _ path: String, _ reader: CalibrationReader) throws(Diagnostic) -> Language {
        let reference = ReferenceLanguage(
            unigrams: try reader.bytes(json["reference"], "unigrams", path, count: ReferenceLanguage.unigramBuckets * 2),
            bigrams: try reader.bytes(json["reference"], "bigrams", path, count: ReferenceLanguage.bigramBuckets),
            functionWords: WordSet(try reader.hashes(json["reference"], "function_words", path)),
            unknownSurprise: try reader.number(json["reference"], "unknown_surprise", path),
            wordCount: Int(try reader.number(json["reference"], "words", path, within: 0...1e15)),
            minimumFunctionShare: try reader.number(json["reference"], "minimum_function_share", path, within: 0...1))
        let width = Stylometry.names.count
        let model = StyleModel(
            intercept: try reader.number(json["model"], "intercept", path), means: try reader.numbers(json["model"], "means", path, count: width),
            deviations: try reader.numbers(json["model"], "deviations", path, count: width, positive: true),
            dense: try reader.numbers(json["model"], "dense", path, count: width),
            shapes: try reader.bytes(json["model"], "shapes", path, count: PassageFeatures.shapeBuckets).map { Int8(bitPattern: $0) },
            shapeScale: try reader.number(json["model"], "shape_scale", path, within: 0...1e6),
            words: try reader.bytes(json["model"], "words", path, count: PassageFeatures.wordBuckets).map { Int8(bitPattern: $0) },
            wordScale: try reader.number(json["model"], "word_scale", path, within: 0...1e6))
        guard let bins = json["honest"]?["documents"]?.arrayValue, bins.count == HonestScores.binFloors.count else {
            throw reader.damaged(path + ".honest.documents")
        }
        var documents: [Conformal] = []
        for bin in bins { documents.append(try reader.milli(bin, path + ".honest.documents")) }
        let honest = HonestScores(
            documents: documents, contributors: try reader.milli(json["honest"]?["contributors"], path + ".honest.contributors"),
            contributorMean: try reader.number(json["honest"], "contributor_mean", path),
            betweenVariance: try reader.number(json["honest"], "between_variance", path, within: 0...1e9),
            withinVariance: try reader.number(json["honest"], "within_variance", path, within: 0...1e9))
        return Language(reference: reference, model: model, honest: honest)
    }
}

/// Reads checked values, naming the field that is wrong.
private struct CalibrationReader {
    let span: SourceSpan?

    func failure(_ code: String, _ cause: String, _ hint: String) -> Diagnostic { Diagnostic(code: code, at: span, cause: cause, hint: hint) }

    func damaged(_ path: String) -> Diagnostic {
        failure("synthetic/damaged-calibration", "\"\(path)\" is missing or holds something else than expected", "learn the calibration again")
    }

    func number(_ parent: JSONValue?, _ name: String, _ path: String, within: ClosedRange<Double> = -1e9...1e9) throws(Diagnostic) -> Double {
        guard let value = parent?[name]?.doubleValue, within.contains(value) else { throw damaged(path + "." + name) }
        return value
    }

    func numbers(_ parent: JSONValue?, _ name: String, _ path: String, count: Int, positive: Bool = false) throws(Diagnostic) -> [Double] {
        guard let items = parent?[name]?.arrayValue, items.count == count else { throw damaged(path + "." + name) }
        let values = items.compactMap(\.doubleValue).filter { $0.isFinite && (!positive || $0 > 0) }
        guard values.count == count else { throw damaged(path + "." + name) }
        return values
    }

    func bytes(_ parent: JSONValue?, _ name: String, _ path: String, count: Int) throws(Diagnostic) -> [UInt8] {
        guard let bytes = parent?[name]?.stringValue.flatMap(Base64.decode), bytes.count == count else { throw damaged(path + "." + name) }
        return bytes
    }

    func hashes(_ parent: JSONValue?, _ name: String, _ path: String) throws(Diagnostic) -> [UInt32] {
        guard let items = parent?[name]?.arrayValue else { throw damaged(path + "." + name) }
        let values = items.compactMap { $0.integerValue.flatMap { UInt32(exactly: $0) } }
        guard values.count == items.count, zip(values.dropFirst(), values).allSatisfy({ $0 > $1 }) else { throw damaged(path + "." + name) }
        return values
    }

    /// Rising scores in thousandths.
    func milli(_ json: JSONValue?, _ path: String) throws(Diagnostic) -> Conformal {
        guard let items = json?.arrayValue else { throw damaged(path) }
        let values = items.compactMap(\.integerValue)
        guard values.count == items.count, zip(values.dropFirst(), values).allSatisfy({ $0 >= $1 }) else { throw damaged(path) }
        return Conformal(sorted: values.map { Double($0) / 1000 })
    }
}
