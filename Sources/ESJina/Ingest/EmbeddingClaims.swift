import ContentDigests
import Synchronization

/// Keys whose vectors are being bought at this moment.
final class EmbeddingClaims: Sendable {
    private let waiters = Mutex<[ContentDigest: [CheckedContinuation<Void, Never>]]>([:])

    /// Takes those of `keys` nobody else has taken.
    func claim(_ keys: [ContentDigest]) -> [ContentDigest] {
        waiters.withLock { waiters in
            keys.filter { key in
                if waiters[key] != nil { return false }
                waiters[key] = []
                return true
            }
        }
    }

    /// Gives `keys` back and wakes those who wait for them.
    func release(_ keys: [ContentDigest]) {
        let woken = waiters.withLock { waiters in keys.flatMap { waiters.removeValue(forKey: $0) ?? [] } }
        for waiter in woken { waiter.resume() }
    }

    /// Waits until `key` was given back; its owner gives it back also when it fails or is cancelled.
    func released(_ key: ContentDigest) async {
        await withCheckedContinuation { continuation in
            let isTaken = waiters.withLock { waiters in
                waiters[key]?.append(continuation)
                return waiters[key] != nil
            }
            if !isTaken { continuation.resume() }
        }
    }
}
