import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("ElasticsearchError")
struct ErrorTests {
    private func error(_ fixture: String, _ version: String, index: String? = "fixture") throws -> ElasticsearchError {
        ElasticsearchError(
            try Fixture.response(fixture, version),
            operation: "search",
            index: index,
            url: "http://one:9200"
        )
    }

    @Test("Answers of real nodes", arguments: Fixture.versions)
    func recorded(version: String) throws {
        let unknown = try error("unknown-index", version, index: nil)
        #expect(unknown.kind == .indexNotFound)
        #expect(unknown.status == 404)
        #expect(
            unknown.description
                == "search on index [missing] failed: no such index [missing]; create the index first or check its name"
        )
        #expect(unknown.rootCauses.map(\.type) == ["index_not_found_exception"])

        let exists = try error("create-existing", version)
        #expect(exists.kind == .resourceAlreadyExists)

        let dims = try error("search-dims", version)
        #expect(dims.kind == .queryShard)
        #expect(
            dims.reason
                == "failed to create query: The query vector has a different number of dimensions [2] than the document vectors [4]."
        )
        #expect(dims.message.hasPrefix("search on index [fixture] failed: failed to create query: The query vector"))

        let licence = try error("search-rrf", version)
        #expect(licence.kind == .licence)
        #expect(licence.status == 403)
        #expect(
            licence.message
                == "search on index [fixture] failed: current license is non-compliant for [Reciprocal Rank Fusion (RRF)]; "
                + "use a licence that includes it, or let the client do it"
        )

        let mapping = try error("create-invalid-dims", version)
        #expect(mapping.kind == .mapperParsing)
        #expect(mapping.causedBy?.reason.contains("[1, 4096]") == true)

        let query = try error("search-unknown-query", version)
        #expect(query.kind == .parsing)

        let media = try error("media-type-text", version)
        #expect(media.status == 406)
        #expect(media.message.contains("Content-Type header [text/plain] is not supported"))

        let alias = try error("alias-missing", version, index: nil)
        #expect(alias.reason == "alias [missing] missing")
        #expect(alias.kind == .unexpectedStatus)

        let handler = try error("no-handler", version, index: nil)
        #expect(handler.message.contains("no handler found for uri"))

        let large = try error("too-large", version)
        #expect(large.kind == .requestTooLarge)
        #expect(large.message.hasSuffix("send smaller batches or raise http.max_content_length"))

        let newline = try error("bulk-without-newline", version)
        #expect(newline.kind == .illegalArgument)
    }

    @Test("The 8 line refuses the media type of 9")
    func mediaType() throws {
        let error = try error("media-type-9", "8.19.21")
        #expect(error.kind == .mediaType)
        #expect(error.message.contains("Accept version must be either version 8 or 7, but found 9"))
    }

    @Test("A proxy's page gives its title and server, an empty body the status")
    func proxies() {
        let page = HTTPResponse(
            status: 502,
            headers: ["server": "nginx/1.27.0"],
            body: Array("<html>\r\n<head><TITLE>502 Bad Gateway</TITLE></head></html>".utf8)
        )
        let error = ElasticsearchError(page, operation: "bulk", index: "a", url: "http://one:9200")
        #expect(
            error.message
                == "bulk on index [a] was answered with 502 by nginx/1.27.0 at http://one:9200 (\"502 Bad Gateway\"); "
                + "try again when the cluster behind it answers"
        )
        #expect(error.kind == .unexpectedStatus)
        #expect(error.isTransient)
        for body in ["", "{", "null", "[]", "{\"error\":null}", "{\"error\":{}}"] {
            let error = ElasticsearchError(
                HTTPResponse(status: 500, body: Array(body.utf8)),
                operation: "bulk",
                url: "http://one:9200"
            )
            #expect(error.message == "bulk was answered with 500 by http://one:9200")
            #expect(!error.isTransient)
        }
    }

    @Test("What the server quotes of a document is in no description", arguments: Fixture.versions)
    func noContent(version: String) throws {
        for fixture in ["bulk-partial", "bulk-malformed-document"] {
            let response = try BulkResponseReader.read(try Fixture.response(fixture, version).body)
            for item in response.items {
                guard let cause = item.error else { continue }
                let error = ElasticsearchError(cause, status: item.status, operation: "bulk", index: "a")
                #expect(!error.description.contains("secret"), "\(error.description)")
                #expect(!error.description.contains("0.0, 0.0"), "\(error.description)")
                #expect(!error.description.contains("Source"), "\(error.description)")
                #expect(error.description.hasPrefix("bulk on index [a] failed: ["))
            }
        }
    }

    @Test("Kinds can be matched like cases, and unknown ones survive")
    func matching() {
        let error = ElasticsearchError(
            ServerErrorCause(type: "brand_new_exception", reason: "x"),
            status: 400,
            operation: "",
            index: nil
        )
        #expect(error.kind.rawValue == "brand_new_exception")
        switch error {
        case .indexNotFound: Issue.record("matched another kind")
        case ElasticsearchError.Kind(rawValue: "brand_new_exception"): break
        default: Issue.record("did not match")
        }
        #expect(!(ElasticsearchError.Kind.indexNotFound ~= error))
    }

    @Test("Retry-After is read, in seconds or as a date")
    func retryAfter() {
        let answer = HTTPResponse(status: 429, headers: ["Retry-After": "7"])
        #expect(ElasticsearchError(answer, operation: "bulk", url: "u").retryAfter == .seconds(7))
        let headers: HTTPHeaders = [
            "Date": "Wed, 21 Oct 2026 07:27:30 GMT", "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
        ]
        let date = HTTPResponse(status: 503, headers: headers)
        #expect(ElasticsearchError(date, operation: "bulk", url: "u").retryAfter == .seconds(30))
        let unreadable = HTTPResponse(status: 429, headers: ["Retry-After": "soon"])
        #expect(ElasticsearchError(unreadable, operation: "bulk", url: "u").retryAfter == nil)
    }

    @Test("A reason of many lines and megabytes becomes one short line")
    func long() {
        let cause = ServerErrorCause(type: "t", reason: String(repeating: "line\n", count: 100_000))
        let error = ElasticsearchError(cause, status: 400, operation: "bulk", index: nil)
        #expect(error.message.count < 500)
        #expect(!error.message.contains("\n"))
    }
}
