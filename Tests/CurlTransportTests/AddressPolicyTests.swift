import ESJinaTesting
import HTTPTransport
import Testing

@testable import CurlTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:5ef5:79fd::1", "2001:2::1",
        "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::", "3fff::1", "3fff:fff::1",
        "5f00::1",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1",
    ])
    func `an address that is not public is refused`(text: String) throws {
        let address = try #require(IPAddress(text: text))
        #expect(!AddressPolicy.publicOnly.allows(address))
        #expect(AddressPolicy.any.allows(address))
    }

    @Test func `a server is on the internet where its last answer came from there`() {
        let peers = KnownPeers()
        #expect(peers.isPublic("a") == nil)
        for (address, isPublic) in [("8.8.8.8", true), ("10.0.0.1", false), ("2a00:1450::1", true), ("", false)] {
            peers.note("a", address: address)
            #expect(peers.isPublic("a") == isPublic)
        }
        for number in 0..<1000 { peers.note("\(number)", address: "8.8.8.8") }
        #expect(peers.isPublic("999") == true)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1",
        "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2001:db9::1", "2606:4700:4700::1111", "2a00:1450::1",
        "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ])
    func `a public address is allowed`(text: String) throws {
        #expect(AddressPolicy.publicOnly.allows(try #require(IPAddress(text: text))))
    }

    @Test func `what is neither IPv4 nor IPv6 is no address`() {
        for count in [0, 1, 3, 5, 15, 17] { #expect(IPAddress([UInt8](repeating: 8, count: count)) == nil) }
    }

    @Test(arguments: [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::1]",
        "0.0.0.0",
        "%31%32%37.0.0.1",
    ])
    func `no name of this machine is connected to`(host: String) async throws {
        let server = try LoopbackServer { _ in .text(200, "secret") }
        defer { server.stop() }
        let get = HTTPRequest(.get, "http://\(host):\(server.port)/")
        let error = try await failure(LibcurlTransport(publicOnly), get)
        #expect(error.kind == .forbiddenAddress)
        #expect(error.message.hasPrefix("The host of http://\(host.lowercased()):\(server.port) is at an address"))
        #expect(!error.requestMayHaveBeenProcessed)
        #expect(!error.isTransient)
        #expect(server.connectionCount == 0)
    }

    @Test func `a proxy does not get around it`() async throws {
        let proxy = try LoopbackServer { _ in .text(200, "from the proxy") }
        defer { proxy.stop() }
        var configuration = publicOnly
        configuration.proxy = .server(proxy.url)
        // A name that no network may answer (RFC 6761), so that nothing leaves this machine.
        let get = HTTPRequest(.get, "http://pictures.invalid/")
        #expect(try await failure(LibcurlTransport(configuration), get).kind == .hostNotFound)
        #expect(proxy.connectionCount == 0)
        configuration.addresses = .any
        #expect(try await LibcurlTransport(configuration).send(get).status == 200)
    }

    @Test func `a unix socket is refused`() async throws {
        let get = HTTPRequest(.get, "http+unix://%2Ftmp%2Fnothing.sock/")
        #expect(try await failure(LibcurlTransport(publicOnly), get).kind == .forbiddenAddress)
    }

    @Test func `everything is reached where any address is allowed`() async throws {
        let server = try LoopbackServer { _ in .text(200, "hello") }
        defer { server.stop() }
        #expect(try await LibcurlTransport().send(HTTPRequest(.get, server.url + "/")).status == 200)
    }

    private var publicOnly: CurlConfiguration {
        var configuration = CurlConfiguration()
        configuration.addresses = .publicOnly
        return configuration
    }
}

extension IPAddress {
    /// Reads an address as people write it.
    fileprivate init?(text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(bytes.prefix(4))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.init(bytes)
        } else {
            return nil
        }
    }
}
