import HTTPTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Answers recorded from real nodes by `Fixtures/record.sh`.
enum Fixture {
    static let versions = ["9.5.4", "8.19.21"]

    static func response(_ name: String, _ version: String = "9.5.4") throws -> HTTPResponse {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let file = try Data(contentsOf: URL(filePath: "/\(folder)/Fixtures/\(version)/\(name).http"))
        let bytes = [UInt8](file)
        let ends = bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
        guard let end = ends else { throw Broken(name: name) }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Broken(name: name)
        }
        let headers = lines.dropFirst()
            .map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (String(parts[0]), String(parts[1].drop { $0 == " " }))
            }
        return HTTPResponse(status: status, headers: HTTPHeaders(headers), body: Array(bytes[(end + 2)...]))
    }

    struct Broken: Error { let name: String }
}
