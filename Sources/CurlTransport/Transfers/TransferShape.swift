import HTTPTransport

/// What of a request becomes options of libcurl other than its URL and the bytes of its body.
///
/// A handle that was set up for one request serves every other of the same shape.
struct TransferShape: Hashable {
    enum Body {
        case none, stream
        /// Few enough bytes for libcurl to keep a copy of them.
        case small
        case medium, large
    }

    let method: HTTPRequest.Method
    let body: Body
    let headers: HTTPHeaders
    let acceptsGzip: Bool
    let isIdempotent: Bool
    let isSecure: Bool
    let unixSocket: String?

    init(_ job: TransferJob) {
        method = job.request.method
        headers = job.request.headers
        acceptsGzip = job.acceptsGzip
        isIdempotent = job.request.isIdempotent
        isSecure = job.target.isSecure
        unixSocket = job.target.unixSocket
        body =
            switch job.request.body {
            case .none: .none
            case .stream: .stream
            case .bytes(let bytes):
                switch bytes.count {
                case 1...(1 << 14): .small
                case ...(1 << 16): .medium
                default: .large
                }
            }
    }
}
