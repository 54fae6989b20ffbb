import HTTPTransport

/// Runs what blocks on a thread of its own, so that a disk that does not answer holds nobody else up.
enum OwnThread {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do throws(TransportError) {
                try NativeThread(name: "es-jina doctor") { continuation.resume(with: Result { try body() }) }.detach()
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
