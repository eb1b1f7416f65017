import CanonicalJSON
import Contributions
import Ledger
import Testing

@Suite("Entries")
struct LedgerEntryTests {
    @Test("an export line is canonical JSON from which the digest can be computed")
    func export() throws {
        let store = InMemoryLedgerStore()
        _ = try LedgerIngest.ingest([try Sample.event("e0"), try Sample.event("e1", second: 5)], into: store)
        for entry in try store.entries() {
            let value = try JSONParser.parse(entry.exportLine)
            #expect(JSONWriter.bytes(value) == entry.exportLine)
            let body = try #require(value["body"])
            let time = try #require(value["time"]?.stringValue.flatMap { Timestamp(rfc3339: $0) })
            let previous = try #require(value["previous"]?.stringValue.flatMap { Digest(hex: $0) })
            let again = LedgerEntry(
                position: Int(value["position"]?.integerValue ?? -1), kind: .event, time: time, body: JSONWriter.bytes(body), previous: previous)
            #expect(again == entry)
        }
    }

    @Test("an event's name is found in its body as the whole parser finds it")
    func names() throws {
        let bodies: [String] = [
            #"{"id":"a","source":"b"}"#, #"{"data":{"id":"x","source":["y",{"id":1}]},"id":"a","source":"b","time":"t"}"#,
            #"{"data":"\"id\":\"x\\","id":"a","source":"b"}"#, #"{"id":"a\"b","source":"b"}"#, #"{ "id" : "a" , "source" : "b" }"#,
            #"{"id":"é🦔","source":"\u00e9"}"#, #"{"id":1,"source":"b"}"#, #"{"id":"a"}"#, #"["id","a","source","b"]"#, "", "{",
            #"{"id":"a","source":"b"#, #"{"a":}"#, #"{"a":[1,2},"id":"a"#,
        ]
        for body in bodies {
            let value = try? JSONParser.parse(body)
            let expected = value?["source"]?.stringValue.flatMap { source in value?["id"]?.stringValue.map { EventKey(source: source, id: $0) } }
            #expect(LedgerEntry.eventKey(ofBody: Array(body.utf8)) == expected, "\(body)")
        }
        let event = try Sample.event("e\u{1F994}", query: "\"id\":\"no\", \\")
        #expect(LedgerEntry.eventKey(ofBody: event.canonicalBytes) == event.key)
    }
}
