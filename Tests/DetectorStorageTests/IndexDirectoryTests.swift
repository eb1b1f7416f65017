import Foundation
import DetectorStorage
import NearDuplicates
import Testing

@Suite("An index in a directory")
struct IndexDirectoryTests {
    private static func place() throws -> String {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("assay-index-\(UUID().uuidString)")
        return url.path
    }

    private static func document(_ index: Int, _ words: String? = nil) -> NearDuplicateDocument {
        let text = words ?? (0..<40).map { "word\(index)x\($0)" }.joined(separator: " ")
        return NearDuplicateDocument(id: "d\(index)", text: text, contributor: "c")
    }

    private static func add(_ index: IndexDirectory, _ document: NearDuplicateDocument) throws -> IndexDirectory.Outcome {
        try index.add(index.index.sketcher.sketch(document))
    }

    @Test("what was committed is there again, segments and merges or not, and a copy is found across them")
    func reopening() throws {
        let path = try Self.place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for round in 0..<9 {
            let index = try IndexDirectory(path: path, options: NearDuplicateOptions())
            #expect(index.index.documentCount == round * 10)
            for number in round * 10..<round * 10 + 10 { _ = try Self.add(index, Self.document(number)) }
            try index.commit()
            if round != 4 { try index.flush() }
        }
        let index = try IndexDirectory(path: path, options: NearDuplicateOptions())
        for number in [0, 45, 89] {
            let copy = NearDuplicateDocument(id: "copy\(number)", text: Self.document(number).text)
            let found = try index.matches(index.index.sketcher.sketch(copy))
            #expect(found.map(\.id) == ["d\(number)"] && found.first?.exact == true && found.first?.contributor == "c")
        }
        let segments = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".segment") }
        #expect(segments.count < 8, "neighbours are merged: \(segments)")
    }

    @Test("what was not committed is gone, and nothing else")
    func uncommitted() throws {
        let path = try Self.place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let index = try IndexDirectory(path: path, options: NearDuplicateOptions())
            _ = try Self.add(index, Self.document(1))
            try index.commit()
            _ = try Self.add(index, Self.document(2))
        }
        #expect(try IndexDirectory(path: path, options: NearDuplicateOptions()).index.documentCount == 1)
    }

    @Test("sending a document again changes nothing; its id with another text is a conflict")
    func repeats() throws {
        let path = try Self.place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let index = try IndexDirectory(path: path, options: NearDuplicateOptions())
        _ = try Self.add(index, Self.document(1))
        guard case .repeated = try Self.add(index, Self.document(1)), case .conflict = try Self.add(index, Self.document(1, "another text")) else {
            Issue.record("a repeat and a conflict")
            return
        }
        #expect(index.index.documentCount == 1)
    }

    @Test("other parameters, another seed, a second writer and a directory of other files are refused by name")
    func refusals() throws {
        let path = try Self.place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let index = try IndexDirectory(path: path, options: NearDuplicateOptions())
            _ = try Self.add(index, Self.document(1))
            try index.flush()
            let second = #expect(throws: IndexError.self) {
                try IndexDirectory(path: path, options: NearDuplicateOptions(), lockTimeoutMilliseconds: 30)
            }
            #expect(second?.code == "index/locked")
        }
        var other = NearDuplicateOptions()
        other.seed = 99
        let refused = #expect(throws: IndexError.self) { try IndexDirectory(path: path, options: other) }
        #expect(refused?.code == "index/other-parameters" && refused?.cause.contains("seed_name") == true)
        let foreign = try Self.place()
        try FileManager.default.createDirectory(atPath: foreign, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: foreign) }
        try Data("x".utf8).write(to: URL(fileURLWithPath: foreign + "/notes.txt"))
        let notOurs = #expect(throws: IndexError.self) { try IndexDirectory(path: foreign, options: NearDuplicateOptions()) }
        #expect(notOurs?.code == "index/not-an-index")
        #expect(FileManager.default.fileExists(atPath: foreign + "/notes.txt"))
    }

    @Test("a log that was cut off goes on from its last whole record; one that was changed is refused; a changed manifest is too")
    func damage() throws {
        let path = try Self.place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let index = try IndexDirectory(path: path, options: NearDuplicateOptions())
            for number in 0..<5 { _ = try Self.add(index, Self.document(number)) }
            try index.commit()
        }
        let log = try #require(try FileManager.default.contentsOfDirectory(atPath: path).first { $0.hasSuffix(".log") })
        let file = URL(fileURLWithPath: path + "/" + log)
        let whole = try Data(contentsOf: file)
        try whole.prefix(whole.count - 30).write(to: file)
        do {
            let index = try IndexDirectory(path: path, options: NearDuplicateOptions())
            #expect(index.index.documentCount == 4 && index.notes.count == 1)
        }
        var changed = whole
        changed[200] ^= 1
        try changed.write(to: file)
        #expect(throws: IndexError.self) { try IndexDirectory(path: path, options: NearDuplicateOptions()) }
        try whole.write(to: file)
        let manifest = URL(fileURLWithPath: path + "/MANIFEST")
        var bytes = try Data(contentsOf: manifest)
        bytes[20] ^= 1
        try bytes.write(to: manifest)
        let refused = #expect(throws: IndexError.self) { try IndexDirectory(path: path, options: NearDuplicateOptions()) }
        #expect(refused?.code == "index/damaged")
    }
}
