import Elasticsearch
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Languages of captions` {
    /// The servers' answer where an index has no room for another field, recorded from Elasticsearch 9.5.4.
    private static let refusal =
        #"{"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"Limit of total fields [3] has been exceeded"}],"type":"illegal_argument_exception","reason":"Limit of total fields [3] has been exceeded"},"status":400}"#

    @Test func `an index without room for a language costs the run nothing`() async throws {
        let workshop = try Workshop { request, _ in
            guard request.operation == "put mapping" else { return nil }
            return HTTPResponse(
                status: 400,
                headers: ["Content-Type": "application/json"],
                body: Array(Self.refusal.utf8)
            )
        }
        var record = IngestRecord(id: "a", content: .text("x"))
        record.captions = [.init(language: "xx", text: "hello")]
        let report = try await workshop.ingest([.record(record), .text("b", "y")])
        #expect(report.counters.indexed == 2, "the embedded node maps the field by itself")
        #expect(report.counters.finished == 2)
    }
}
