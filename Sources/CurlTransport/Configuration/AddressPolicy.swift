public import HTTPTransport

/// Which addresses a ``LibcurlTransport`` may connect to.
///
/// It is asked with the very address that a socket is opened for, after every look-up of a name, so that a name which means one
/// address when it is checked and another when it is used (DNS rebinding) gains nothing. A proxy would connect in the client's
/// place and a unix socket has no address: everything but ``any`` uses no proxy, whatever is configured, and refuses unix sockets.
public struct AddressPolicy: Sendable, Hashable {
    let allowsEverything: Bool

    /// Every address.
    public static let any = AddressPolicy(allowsEverything: true)

    /// Only addresses of the public internet, for URLs that strangers wrote.
    ///
    /// Refused are this machine, private and shared networks, link-local and multicast addresses, those for documentation and
    /// benchmarks, reserved ones, clouds' metadata services, and IPv6 addresses that stand for such an IPv4 address, after the
    /// IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890).
    public static let publicOnly = AddressPolicy(allowsEverything: false)

    /// Whether a connection to `address` is allowed.
    func allows(_ address: IPAddress) -> Bool { allowsEverything || address.isPublic }
}

/// An address of IPv4 (4 bytes) or IPv6 (16 bytes), in the order of the network.
struct IPAddress: Hashable {
    let bytes: [UInt8]

    /// - Parameter bytes: 4 or 16 of them.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Whether it belongs to the public internet.
    var isPublic: Bool {
        if bytes.count == 4 { return !Self.specialIPv4.contains { $0.contains(bytes) } }
        if let (_, start) = Self.embedding.first(where: { $0.network.contains(bytes) }) {
            return IPAddress(bytes[start..<start + 4])?.isPublic ?? false
        }
        return Self.globalIPv6.contains(bytes) && !Self.specialIPv6.contains { $0.contains(bytes) }
    }

    /// The IPv6 networks whose addresses stand for an IPv4 address, with the place of its four bytes.
    private static let embedding: [(network: Network, start: Int)] = [
        // ::ffff:0:0/96, mapped
        (Network([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96), 12),
        // 64:ff9b::/96, NAT64
        (Network([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 96), 12),
        // 2002::/16, 6to4
        (Network([0x20, 0x02], 16), 2),
    ]

    private static let specialIPv4 = [
        Network([0], 8),  // this network
        Network([10], 8),  // private
        Network([100, 64], 10),  // shared, carrier-grade NAT
        Network([127], 8),  // loopback
        Network([168, 63, 129, 16], 32),  // Azure's platform services
        Network([169, 254], 16),  // link-local, and clouds' metadata services
        Network([172, 16], 12),  // private
        Network([192, 0, 0], 24),  // protocol assignments
        Network([192, 0, 2], 24),  // documentation
        Network([192, 88, 99], 24),  // 6to4 relays, given up
        Network([192, 168], 16),  // private
        Network([198, 18], 15),  // benchmarks
        Network([198, 51, 100], 24),  // documentation
        Network([203, 0, 113], 24),  // documentation
        Network([224], 4),  // multicast
        Network([240], 4),  // reserved, and the broadcast address
    ]

    /// All that is given out so far; everything else is refused.
    private static let globalIPv6 = Network([0x20], 3)

    private static let specialIPv6 = [
        Network([0x20, 0x01, 0x00], 23),  // protocol assignments: Teredo, benchmarks, ORCHID
        Network([0x20, 0x01, 0x0D, 0xB8], 32),  // documentation
        Network([0x3F, 0xFF, 0x00], 20),  // documentation
    ]
}

/// All addresses that begin with the same bits.
private struct Network {
    let prefix: [UInt8]
    let bits: Int

    init(_ prefix: [UInt8], _ bits: Int) {
        self.prefix = prefix
        self.bits = bits
    }

    func contains(_ address: [UInt8]) -> Bool {
        for index in 0..<(bits + 7) / 8 {
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(8, bits - index * 8))
            let expected = index < prefix.count ? prefix[index] : 0
            guard (address[index] ^ expected) & mask == 0 else { return false }
        }
        return true
    }
}

extension TransportError.Kind {
    /// The host is at an address that the transport's ``AddressPolicy`` does not allow.
    public static let forbiddenAddress = TransportError.Kind(rawValue: "forbidden_address")
}
