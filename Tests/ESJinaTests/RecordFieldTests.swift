import ESJina
import Embeddings
import JSONValues
import TestSupport
import Testing

@Suite struct `Fields of records` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func record(_ line: String, _ fields: RecordFields = RecordFields()) async throws -> IngestRecord {
        let path = try directory.write(line, to: "r.jsonl")
        return try #require(try await loaded(try FileSource([path], fields: fields)).first)
    }

    private func rejection(_ line: String, _ fields: RecordFields = RecordFields()) async throws -> String {
        let path = try directory.write(line, to: "r.jsonl")
        let endings = await endings(try FileSource([path], fields: fields))
        guard case .rejected(let message)? = endings.first else { return "\(endings)" }
        return message.replacing("Line 1 of \(directory.path)/r.jsonl ", with: "")
    }

    @Test func `paths lead into objects, and what is left of these stays`() async throws {
        let fields = RecordFields(id: "meta.id", text: ["about.title.en", "a.b"], tags: "meta.kinds")
        let line = #"{"meta":{"id":7,"kinds":["x"]},"about":{"title":{"en":"Lamp","de":"Lampe"}},"a.b":"dots"}"#
        let record = try await record(line, fields)
        #expect(record.id == "7")
        #expect(record.text == "Lamp\ndots")
        #expect(record.tags == ["x"])
        #expect(record.attributes == ["about": ["title": ["de": "Lampe"]]])
    }

    @Test func `several texts are joined, those that are absent are not`() async throws {
        let fields = RecordFields(text: ["a", "b", "c"])
        #expect(try await record(#"{"a":"1","b":null,"c":"3"}"#, fields).text == "1\n3")
    }

    @Test func `attributes are all, none or those of a list`() async throws {
        let line = #"{"text":"x","a":1,"b":{"c":2,"d":3}}"#
        #expect(try await record(line, RecordFields(attributes: .none)).attributes == [:])
        #expect(
            try await record(line, RecordFields(attributes: .only(["b.c", "none"]))).attributes == ["b.c": 2]
        )
        #expect(try await record(line).attributes.count == 2)
    }

    @Test(arguments: [
        (#""2024-05-01""#, "2024-05-01"), (#""2024""#, "2024"),
        (#""2024-05-01T10:00:00.123+02:00""#, "2024-05-01T10:00:00.123+02:00"),
        (#""2024-05-01 10:00""#, "2024-05-01T10:00"), ("1714566600123", "2024-05-01T12:30:00.123Z"),
        (#""1714566600123""#, "2024-05-01T12:30:00.123Z"), ("-62167219200000", "0000-01-01T00:00:00.000Z"),
        ("253402300799999", "9999-12-31T23:59:59.999Z"), ("951782400000", "2000-02-29T00:00:00.000Z"),
        ("-86400000000", "1967-04-07T00:00:00.000Z"),
    ])
    func `dates are ISO 8601`(written: String, expected: String) async throws {
        let record = try await record("{\"text\":\"x\",\"made\":\(written)}", RecordFields(date: "made"))
        #expect(record.attributes == ["date": .string(expected)])
    }

    @Test(arguments: [
        #""2023-02-29""#, #""1.5.2024""#, "1714566600", "20240501", "true", #""""#, #""2024-05-01T24:00""#,
        #""2024-05-01Z""#,
        "999999999999999",
    ])
    func `what is no date fails`(written: String) async throws {
        let message = try await rejection("{\"text\":\"x\",\"made\":\(written)}", RecordFields(date: "made"))
        #expect(
            message
                == "has '\(written)' in 'made', which is no date: ISO 8601, or milliseconds since 1970 of 11 digits or more."
        )
    }

    @Test func `a second date is not overwritten`() async throws {
        let message = try await rejection(#"{"text":"x","made":"2024","date":"x"}"#, RecordFields(date: "made"))
        #expect(message == "has a field 'date' besides 'made'; rename it or leave it out with --attributes.")
    }

    @Test func `versions, routings and large ids are taken as they are`() async throws {
        let fields = RecordFields(version: "v", routing: "r")
        let record = try await record(
            #"{"id":12345678901234567890123,"text":"x","v":"9","r":77,"n":18446744073709551615}"#,
            fields
        )
        #expect(record.id == "12345678901234567890123")
        #expect(record.version == 9)
        #expect(record.routing == "77")
        #expect(record.attributes["n"]?.text == "18446744073709551615")
        #expect(
            try await rejection(#"{"text":"x","v":-1}"#, fields)
                == "has '-1' in 'v', which is no version: a whole number from 0."
        )
    }

    @Test func `of a key that is there twice the last value counts`() async throws {
        #expect(try await record(#"{"text":"x","text":"y"}"#).text == "y")
    }

    // MARK: Vectors

    @Test func `a vector is an array or base64 in either byte order`() async throws {
        let vector = Embedding([0.5, -2, 3.25])
        var fields = RecordFields(vector: "v")
        #expect(try await record(#"{"v":[0.5,-2,3.25]}"#, fields).vector == vector)
        #expect(try await record(#"{"v":"[0.5, -2, 3.25]"}"#, fields).vector == vector)
        #expect(try await record("{\"v\":\"\(vector.base64(.little))\"}", fields).vector == vector)
        fields.vectorByteOrder = .big
        let record = try await record("{\"v\":\"\(vector.base64(.big))\",\"text\":\"x\",\"w\":[1]}", fields)
        #expect(record.vector == vector)
        #expect(record.text == "x")
        #expect(record.attributes == ["w": [1]])
    }

    @Test func `a record with nothing but a vector has no content`() async throws {
        let record = try await record(#"{"v":[1]}"#, RecordFields(vector: "v"))
        guard case .none = record.content else {
            Issue.record("\(record.content)")
            return
        }
    }

    @Test(arguments: [
        ("[1,\"x\"]", "its component 2 is no number"), ("[1e39]", "its component 1 is not finite"),
        ("[]", "it is empty"),
        ("[0,0.0]", "all its components are zero"), ("{}", "it must be an array of numbers or base64"),
        ("\"[1,\"", "it begins as an array and is none"),
    ])
    func `what is no vector fails its record`(vector: String, reason: String) async throws {
        let message = try await rejection("{\"text\":\"x\",\"v\":\(vector)}", RecordFields(vector: "v"))
        #expect(message == "has a 'v' that is no vector: \(reason).")
    }

    @Test func `a vector of NaN is found in base64`() async throws {
        let nan = Embedding([1, .nan]).base64(.little)
        let message = try await rejection("{\"v\":\"\(nan)\"}", RecordFields(vector: "v"))
        #expect(message == "has a 'v' that is no vector: its component 2 is not finite.")
    }

    @Test func `cells of tables hold vectors too`() async throws {
        let vector = Embedding([1, 2])
        let path = try directory.write("id,v\na,\"[1,2]\"\nb,\(vector.base64(.little))\nc,\n", to: "v.csv")
        let source = try FileSource([path], fields: RecordFields(vector: "v"))
        let steps = await endings(source)
        #expect(steps.map(\.isRecord) == [true, true, false])
        for await step in source {
            guard case .entry(let entry) = step, let record = try? entry.load() else { continue }
            #expect(record.vector == vector)
        }
    }

    // MARK: Pictures

    @Test func `a picture at a URL is left to be fetched, and no password is shown`() async throws {
        let record = try await record(#"{"image":"HTTPS://ann:secret@example.org/a.png?x=@"}"#)
        guard case .remoteImage("HTTPS://ann:secret@example.org/a.png?x=@") = record.content else {
            Issue.record("\(record.content)")
            return
        }
        #expect(record.path == "HTTPS://example.org/a.png?x=@")
    }

    @Test func `a data URI may be percent-encoded`() async throws {
        #expect(try await record(#"{"image":"data:image/svg+xml,%3Csvg/%3E"}"#).image == Array("<svg/>".utf8))
        #expect(
            try await rejection(#"{"image":"data:image/png;base64,*"}"#)
                == "has a data URI that is neither base64 nor percent-encoded."
        )
    }
}
