import CanonicalJSON
import Contributions
import Testing

@Suite("The description of the events")
struct EventDescriptionTests {
    /// The example of a type with a field of its data changed, or left out.
    private static func example(_ description: EventDescription, _ field: String, _ value: JSONValue?) throws -> JSONValue {
        var envelope = try #require(description.example.objectValue)
        var data = try #require(envelope["data"]?.objectValue)
        data[field] = value
        envelope["data"] = .object(data)
        return .object(envelope)
    }

    private static func payload(_ type: String) throws -> ContributionEvent.Payload {
        let description = try #require(EventDescription.of(type))
        return try ContributionEvent(decoding: description.example).payload
    }

    @Test("the example of every type is an event of that type", arguments: EventDescription.all.map(\.type))
    func examples(type: String) throws {
        let description = try #require(EventDescription.of(type))
        let event = try ContributionEvent(decoding: description.example)
        #expect(event.type == type && event.payload != .unknown)
        #expect(try JSONParser.parse(event.canonicalBytes)["data"]?.objectValue?.members.count == description.data.fields.count)
    }

    @Test("without a required field it is refused, without an optional one it is not", arguments: EventDescription.all.map(\.type))
    func presence(type: String) throws {
        let description = try #require(EventDescription.of(type))
        for field in description.data.fields {
            let event = try Self.example(description, field.name, nil)
            do throws(EventError) {
                _ = try ContributionEvent(decoding: event)
                #expect(field.presence == .optional, "\(type) without \(field.name)")
            } catch {
                #expect(field.presence == .required && error.code == .missingField, "\(type) without \(field.name): \(error.cause)")
            }
        }
    }

    @Test("a field of the wrong kind is refused with its place", arguments: EventDescription.all.map(\.type))
    func kinds(type: String) throws {
        let description = try #require(EventDescription.of(type))
        for field in description.data.fields {
            let event = try Self.example(description, field.name, true)
            let error = #expect(throws: EventError.self) { try ContributionEvent(decoding: event) }
            #expect(error?.path.dotted == "data.\(field.name)", "\(type): \(field.name)")
        }
    }

    @Test("names stand in the relation that the description gives them")
    func roles() throws {
        let interaction = try Self.payload("assay.interaction.v1")
        #expect(interaction.actor == "agent-7" && interaction.claimant == "agent-12" && interaction.names(.concerns) == ["tool/translate"])
        let retrieval = try Self.payload("assay.retrieval.v1")
        #expect(retrieval.actor == "p-lea" && retrieval.claimant == "p-lea" && retrieval.names(.gains) == ["s-1041"])
        #expect(try Self.payload("assay.inference.v1").names(.gains) == ["s-1041"])
        let submission = try Self.payload("assay.submission.v1")
        #expect(submission.names(.brings) == ["s-1041"] && submission.names(.concerns) == ["s-0977"] && submission.actor == "p-ines")
        let label = try Self.payload("assay.label.v1")
        #expect(label.actor == nil && label.names(.judges) == ["rae"])
        #expect(ContributionEvent.Payload.unknown.names(.acts) == [])
    }

    @Test("the text that is kept apart is a submission's")
    func erasable() throws {
        let described = try #require(EventDescription.erasableText)
        #expect("\(described.type)" == "assay.submission.v1" && "\(described.key)" == "text")
    }
}
