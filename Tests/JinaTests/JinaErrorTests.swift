import ESJinaTesting
import HTTPTransport
import Testing

@testable import Jina

@Suite("JinaError")
struct JinaErrorTests {
    private func error(_ status: Int, _ body: String, headers: HTTPHeaders = [:], sent: [String] = []) -> JinaError {
        JinaError(HTTPResponse(status, body, headers: headers), context(hosted: true, sent: sent))
    }

    private func context(hosted: Bool, key: Bool = true, sent: [String] = []) -> JinaError.Context {
        JinaError.Context(
            server: hosted ? "api.jina.ai (hosted)" : "127.0.0.1:7997 (infinity)",
            task: "embeddings with model “jina-clip-v2”",
            hasKey: key,
            isHosted: hosted,
            sent: sent
        )
    }

    @Test("a flat detail gives code, request id and the fix")
    func flat() {
        let error = error(
            401,
            #"{"detail":"Invalid API key","code":"AUTH_INVALID_API_KEY","request_id":"03f58cd9da22fabf"}"#
        )
        #expect(error.kind == .unauthorized)
        #expect(error.code == "AUTH_INVALID_API_KEY")
        #expect(error.requestID == "03f58cd9da22fabf")
        #expect(
            error.description
                == "api.jina.ai (hosted) rejected the API key (401, AUTH_INVALID_API_KEY), saying “Invalid API key”:"
                + " set JINA_API_KEY to a key from https://jina.ai (request 03f58cd9da22fabf)"
        )
    }

    @Test("a nested detail is read like a flat one")
    func nested() {
        let error = error(
            400,
            #"{"detail":{"message":"Input text exceeds the model's maximum of 8192 tokens.","request_id":"ab12","code":"INPUT_TOKEN_LIMIT_EXCEEDED"}}"#
        )
        #expect(error.kind == .tokenLimitExceeded)
        #expect(error.isCausedByInput)
        #expect(
            error.description
                == "api.jina.ai (hosted) found a text longer than the model reads (400, INPUT_TOKEN_LIMIT_EXCEEDED), saying"
                + " “Input text exceeds the model's maximum of 8192 tokens”: shorten it, or let long texts be truncated"
                + " (request ab12)"
        )
    }

    @Test("a missing key is told from a wrong one")
    func missingKey() {
        let error = JinaError(HTTPResponse(401, #"{"detail":"Unauthorized"}"#), context(hosted: false, key: false))
        #expect(
            error.description
                == "127.0.0.1:7997 (infinity) needs an API key (401), saying “Unauthorized”: set JINA_API_KEY to the key"
                + " this server was started with"
        )
    }

    @Test("402 and 403 with the balance code both mean that credit is out; other 403 do not")
    func credit() {
        #expect(error(402, "").kind == .outOfCredit)
        let balance = error(403, #"{"detail":{"message":"no","code":"AUTHZ_INSUFFICIENT_BALANCE"}}"#)
        #expect(balance.kind == .outOfCredit)
        #expect(
            balance.description
                == "api.jina.ai (hosted) has no credit left for this API key (403, AUTHZ_INSUFFICIENT_BALANCE), saying “no”:"
                + " top it up at https://jina.ai, then run again; nothing more was sent"
        )
        #expect(error(403, #"{"detail":"no","code":"AUTHZ_RESOURCE_LIMIT_EXCEEDED"}"#).kind == .forbidden)
    }

    @Test(
        "429 says which limit it was",
        arguments: [
            ("RATE_REQUEST_LIMIT_EXCEEDED", JinaError.RateLimit.requests, "too many requests a minute"),
            ("RATE_TOKEN_LIMIT_EXCEEDED", .tokens, "too many tokens a minute"),
            ("RATE_CONCURRENCY_LIMIT_EXCEEDED", .concurrency, "too many requests at once"),
            ("RATE_IP_LIMIT_EXCEEDED", .address, "too many requests from this address"),
        ]
    )
    func rateLimits(code: String, limit: JinaError.RateLimit, words: String) {
        let error = error(429, #"{"detail":"slow down","code":"\#(code)"}"#, headers: ["Retry-After": "17"])
        #expect(error.kind == .rateLimited)
        #expect(error.rateLimit == limit)
        #expect(error.retryAfter == .seconds(17))
        #expect(error.message.contains("was asked for \(words) (429, \(code))"))
    }

    @Test("infinity's full queue is a rate limit of no name")
    func overloaded() {
        let error = error(429, #"{"error":{"message":"model x is currently overloaded","type":null,"code":429}}"#)
        #expect(error.kind == .rateLimited)
        #expect(error.rateLimit == .unknown)
        #expect(error.retryAfter == nil)
    }

    @Test("models that are not served are recognised in every dialect")
    func models() {
        #expect(error(400, #"{"detail":"no","code":"INPUT_MODEL_NOT_FOUND"}"#).kind == .modelNotFound)
        #expect(error(400, Recorded.unknownModel).kind == .modelNotFound)
        #expect(error(400, Recorded.unfitModel).kind == .modelNotFound)
        let onPrem =
            #"{"detail":{"message":"This image serves 'jina-clip-v2', not 'x'. 'x' is not a model this project ships.","request_id":"0a","code":"bad_request"}}"#
        #expect(error(400, onPrem).kind == .modelNotFound)
        #expect(
            error(400, Recorded.unknownModel).message
                == "api.jina.ai (hosted) does not serve embeddings with model “jina-clip-v2” (400), saying “Invalid model: Engine"
                + " for model name `nope` not found. Available model names are ['all-MiniLM-L6-v2', 'jina-clip-v2',"
                + " 'jina-reranker-v3']”: name a model that the server lists at GET /v1/models"
        )
    }

    @Test("a validation error names its field, and only those of inputs are the inputs' fault")
    func validation() {
        let input = error(422, Recorded.objectInput)
        #expect(input.kind == .invalidInput)
        #expect(
            input.message
                == "api.jina.ai (hosted) cannot use an input of embeddings with model “jina-clip-v2” (422), saying “body -> text ->"
                + " input -> 0: Input should be a valid string; body -> text -> input -> constrained-str: Input should be a valid"
                + " string”: correct or leave out that input"
        )
        #expect(error(422, Recorded.nullDims).kind == .invalidRequest)
        #expect(error(400, Recorded.badDims).kind == .invalidRequest)
        let hosted =
            #"{"detail":"Validation errors in 1 fields. Field errors: : Invalid value","request_id":"0123456789abcdef0123456789abcdef","errors":[{"field":"body -> dimensions","message":"Input should be less than or equal to 1024","type":"less_than_equal","input":4096}]}"#
        let dimensions = error(422, hosted)
        #expect(dimensions.kind == .invalidRequest)
        #expect(dimensions.requestID == "0123456789abcdef0123456789abcdef")
        #expect(dimensions.message.contains("saying “body -> dimensions: Input should be less than or equal to 1024”"))
    }

    @Test("a bad picture is the input's fault")
    func badImage() { #expect(error(400, Recorded.badImage).kind == .invalidInput) }

    @Test("nothing that was sent comes back in a message, and no key does")
    func echoes() {
        let secretText = "My diary of 3 May: I took the money"
        let bodies = [
            #"{"detail":[{"loc":["body","input"],"msg":"bad","input":"\#(secretText)","ctx":{"given":"\#(secretText)"}}]}"#,
            #"{"detail":"cannot embed '\#(secretText)'"}"#,
            #"{"error":{"message":"Value error: \#(secretText)"}}"#,
            #"{"detail":{"message":"\#(secretText)","code":"\#(secretText)","request_id":"\#(secretText)"}}"#,
            "could not parse \(secretText)",
        ]
        for body in bodies {
            let error = error(422, body, sent: [secretText])
            #expect(!error.description.contains("diary"), "\(error)")
            #expect(!String(reflecting: error).contains("diary"))
        }
        let key = error(401, #"{"detail":"key jina_abcdef0123456789 is bad","code":"jina_abcdef0123456789"}"#)
        #expect(!String(reflecting: key).contains("jina_abc"))
        #expect(key.message.contains("saying “key … is bad”"))
        let encoded = error(400, #"{"detail":"bad image data:image/png;base64,iVBORw0KGgo here"}"#)
        #expect(encoded.message.contains("saying “bad image … here”"))
    }

    @Test("pages of proxies, plain texts, bare strings, empty bodies and control characters are borne")
    func oddBodies() {
        let page = error(502, "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>…</body></html>")
        #expect(page.kind == .unavailable)
        #expect(
            page.description
                == "api.jina.ai (hosted) is not available (502), saying “a web page titled “502 Bad Gateway””: wait until it is"
                + " up and run again"
        )
        #expect(error(500, "Internal Server Error").message.contains("(500), saying “Internal Server Error”"))
        #expect(error(500, #""just a string""#).message.contains("saying “just a string”"))
        #expect(error(500, #"{"error":"bare"}"#).message.contains("saying “bare”"))
        #expect(
            error(500, "").message
                == "api.jina.ai (hosted) failed at embeddings with model “jina-clip-v2” (500): run again; if it stays, look into the server's log or status page"
        )
        #expect(!error(500, #"{"detail":"a\u001b[31mred\u0007"}"#).message.utf8.contains(0x1B))
        #expect(error(500, #"{"detail":"\#(String(repeating: "word ", count: 1000))"}"#).message.count < 500)
        #expect(error(418, #"{"detail":[]}"#).kind == .invalidRequest)
        #expect(error(413, "").kind == .requestTooLarge)
        #expect(error(404, #"{"detail":"Not Found"}"#).kind == .notFound)
        #expect(error(307, "").kind == .notFound)
        #expect(error(503, #"{"detail":{"message":"loading","code":"model_not_loaded"}}"#).kind == .unavailable)
    }
}
