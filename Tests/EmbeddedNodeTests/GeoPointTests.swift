import HTTPTransport
import JSONValues
import Testing

@Suite("Points in documents of the embedded node")
struct GeoPointTests {
    /// As 9.5.4 and 8.19.21 answered for the same documents.
    @Test("A document that has a point is found by 'exists', however the point is written")
    func exists() async throws {
        let node = try TemporaryNode()
        let mapping = """
            {"mappings": {"properties": {"p": {"type": "geo_point"}, "q": {"type": "geo_point", "ignore_malformed": true},
             "n": {"type": "geo_point", "index": false, "doc_values": false}}}}
            """
        #expect(try await node.client.send("PUT", "/places", text: mapping).status == 200)
        let documents = [
            #"{"p":{"lat":1,"lon":2}}"#, #"{"p":[2,1]}"#, #"{"p":"1,2"}"#, #"{"p":"POINT(2 1)"}"#,
            #"{"p":"drm3btev3e86"}"#,
            #"{"p":null}"#, #"{"p":[]}"#, #"{"p":[{"lat":1,"lon":2},{"lat":3,"lon":4}]}"#, #"{"q":"nowhere at all"}"#,
            #"{"n":[2,1]}"#, #"{"x":1}"#, #"{"p":{"type":"Point","coordinates":[2,1]}}"#,
        ]
        for (place, document) in documents.enumerated() {
            let status = try await node.client.send("PUT", "/places/_doc/\(place + 1)", text: document).status
            #expect(status == 201, "\(document)")
        }
        func found(_ field: String) async throws -> [String] {
            let body = #"{"size":50,"sort":["_doc"],"query":{"exists":{"field":"\#(field)"}}}"#
            let answer = try await node.client.send("POST", "/places/_search", text: body).json
            return (answer["hits"]?["hits"]?.array ?? []).compactMap { $0["_id"]?.string }
        }
        #expect(try await found("p") == ["1", "2", "3", "4", "5", "8", "12"])
        #expect(try await found("q") == [])
        #expect(try await found("n") == [])
        #expect(try await found("x") == ["11"])
    }
}
