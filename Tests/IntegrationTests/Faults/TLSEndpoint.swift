import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A real TLS server with a certificate that it signed itself, run by `openssl`.
final class TLSEndpoint: Sendable {
    /// The program; `nil` where it is not installed.
    static let openSSL = TestEquipment.variable("PATH")?.split(separator: ":").map { "\($0)/openssl" }
        .first(where: TestEquipment.fileExists)

    /// Where it listens.
    let url: String
    private let directory: TemporaryDirectory
    private let program: ChildProcess

    /// Starts it with further options of `openssl s_server`, and waits until it accepts connections.
    init(_ options: [String] = []) throws {
        guard let openSSL = Self.openSSL else {
            throw TemporaryDirectory.Failure(reason: "openssl is not installed: apt install openssl.")
        }
        directory = try TemporaryDirectory()
        let files = ["-keyout", directory.path + "/key", "-out", directory.path + "/certificate"]
        let maker = try ChildProcess(
            [
                openSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
            ] + files
        )
        var status: Int32 = 0
        waitpid(maker.processID, &status, 0)
        guard status == 0 else { throw TemporaryDirectory.Failure(reason: "openssl: \(maker.errorsSoFar)") }
        let port = try TestEquipment.freePort()
        url = "https://127.0.0.1:\(port)"
        program = try ChildProcess(
            [
                openSSL, "s_server", "-accept", "127.0.0.1:\(port)", "-www", "-quiet", "-key",
                directory.path + "/key", "-cert", directory.path + "/certificate",
            ] + options
        )
        for _ in 0..<500 {
            if Self.listens(port) { return }
            usleep(10_000)
        }
        throw TemporaryDirectory.Failure(reason: "openssl does not listen: \(program.errorsSoFar)")
    }

    deinit {
        program.signal(SIGKILL)
        var status: Int32 = 0
        waitpid(program.processID, &status, 0)
    }

    private static func listens(_ port: UInt16) -> Bool {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
