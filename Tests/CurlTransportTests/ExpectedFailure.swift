import CurlTransport
import HTTPTransport
import Testing

/// Sends a request that must fail, and gives the error.
func failure(
    _ transport: any HTTPTransport,
    _ request: HTTPRequest,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws -> TransportError {
    do {
        let answer = try await transport.send(request)
        Issue.record("answered with \(answer.status), \(answer.body.count) bytes", sourceLocation: sourceLocation)
        throw CancellationError()
    } catch let error as TransportError { return error }
}

/// Waits until `condition` holds, for 5 s at most.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<1000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return condition()
}
