import HTTPTransport

/// What follows from the failure of a whole bulk request.
enum BulkRequestFate: Equatable {
    /// Credentials, licence or configuration let nothing through; sending more is of no use.
    case stop
    /// The body is larger than the server takes.
    case tooLarge
    /// The server finds an operation in it malformed and carried out none.
    case refused
    /// The same request may succeed later.
    case again(mayHaveHappened: Bool, isOverload: Bool)

    /// Judges an error.
    ///
    /// Whatever is not Elasticsearch's own word leaves open what happened: a page of a proxy, an empty or a broken answer. Own ids
    /// make it safe to send the request again, so it is sent again.
    init(_ error: ElasticsearchError) {
        if let transport = error.transport {
            let isRepeatable = transport.isTransient || transport.kind == .responseTooLarge
            self =
                isRepeatable
                ? .again(
                    mayHaveHappened: transport.requestMayHaveBeenProcessed,
                    isOverload: transport.kind == .timedOut
                ) : .stop
            return
        }
        switch (error.kind, error.status) {
        case (.security, _), (.licence, _), (.authentication, _): self = .stop
        case (.malformedResponse, _): self = .again(mayHaveHappened: true, isOverload: false)
        case (.notElasticsearch, .some(200..<300)): self = .again(mayHaveHappened: true, isOverload: false)
        case (_, 413): self = .tooLarge
        case (_, 400): self = .refused
        // A redirect is a gateway's, which has passed nothing on.
        case (_, .some(300..<400)): self = .again(mayHaveHappened: false, isOverload: false)
        case (_, 429): self = .again(mayHaveHappened: false, isOverload: true)
        case (_, 408), (_, 503), (_, 504): self = .again(mayHaveHappened: true, isOverload: true)
        case (_, .some(500...)): self = .again(mayHaveHappened: true, isOverload: false)
        default: self = .stop
        }
    }
}
