import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the answers of servers have shown of where these are.
final class KnownPeers: Sendable {
    private struct Peer {
        var address: String
        var isPublic: Bool
    }

    /// More than a client of a few clusters ever meets; what fetches from strangers begins again.
    private static let maxPeers = 256

    private let peers = Mutex<[String: Peer]>([:])

    /// Takes note of the address that answered for `origin`; empty for a unix socket.
    func note(_ origin: String, address: String) {
        peers.withLock { peers in
            if peers[origin]?.address == address { return }
            if peers.count >= Self.maxPeers { peers = [:] }
            peers[origin] = Peer(address: address, isPublic: IPAddress(written: address)?.isPublic ?? false)
        }
    }

    /// Whether the last answer for `origin` came from an address on the public internet; `nil` where there was none.
    func isPublic(_ origin: String) -> Bool? { peers.withLock { $0[origin]?.isPublic } }
}

extension IPAddress {
    /// Reads an address as it is written: `192.0.2.1` or `2001:db8::1`.
    init?(written text: String) {
        for (family, size) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: size)
            if inet_pton(family, text, &bytes) == 1 {
                self.init(bytes)
                return
            }
        }
        return nil
    }
}
