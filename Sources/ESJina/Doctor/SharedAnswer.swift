import Synchronization

/// Something that several checks want to know, asked for once, failures included.
final class SharedAnswer<Value: Sendable>: Sendable {
    private let task: Mutex<Task<Value, any Error>?> = Mutex(nil)
    private let ask: @Sendable () async throws -> Value

    init(_ ask: @escaping @Sendable () async throws -> Value) { self.ask = ask }

    /// The answer.
    func value() async throws -> Value {
        let task = task.withLock { task in
            if let task { return task }
            let started = Task { [ask] in try await ask() }
            task = started
            return started
        }
        return try await task.value
    }
}
