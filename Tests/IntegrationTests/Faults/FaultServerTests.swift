import CurlTransport
import ESJinaTesting
import HTTPTransport
import JSONValues
import Testing

@Suite struct `A fault server` {
    private let transport = LibcurlTransport()

    /// Answers bulk requests as if all were done, everything else with its path.
    private static let upstream = RecordedTransport { request in
        let isBulk = request.url.hasSuffix("_bulk")
        var items: [JSONValue] = []
        if isBulk, case .bytes(let bytes) = request.body {
            for line in bytes.split(separator: 0x0A) {
                guard let id = try? JSONValue.parse(Array(line))["index"]?["_id"] else { continue }
                items.append(["index": ["_id": id, "status": 201]])
            }
        }
        let body: JSONValue = isBulk ? ["errors": false, "items": .array(items)] : ["url": .string(request.url)]
        return HTTPResponse(status: 200, headers: ["X-elastic-product": "Elasticsearch"], body: body.serialized())
    }

    private func get(_ server: FaultServer, _ path: String = "/x") async -> String {
        do {
            let answer = try await transport.send(
                // Or libcurl would send it again by itself where a kept-alive connection ends.
                HTTPRequest(.get, server.url + path, isIdempotent: false)
            )
            return "\(answer.status)"
        } catch {
            return (error as? TransportError)?.kind.rawValue ?? "\(error)"
        }
    }

    private func bulk(_ server: FaultServer, _ ids: [String]) async throws -> [Int] {
        let lines = ids.map { "{\"index\":{\"_id\":\"\($0)\"}}\n{\"a\":1}\n" }.joined()
        let answer = try await transport.send(
            HTTPRequest(.post, server.url + "/things/_bulk", body: .bytes(Array(lines.utf8)))
        )
        let items = try JSONValue.parse(answer.body)["items"]?.array ?? []
        return items.compactMap { $0["index"]?["status"]?.int }
    }

    @Test func `passes on what it does not harm, and says what it did`() async throws {
        let server = try FaultServer(
            in: Self.upstream,
            plan: FaultPlan([
                FaultRule(.resetAfterBody(carriedOut: true), on: "/x", .number(2)),
                FaultRule(.html(), on: "/x", .number(2)),
            ])
        )
        defer { server.stop() }
        #expect(await get(server) == "200")
        #expect(await get(server) == "connection_lost")
        // The second rule counts only what the first one let pass.
        #expect(await get(server) == "502")
        #expect(await get(server, "/y") == "200")
        #expect(server.exchanges.map(\.isCarriedOut) == [true, true, false, true])
        #expect(server.injected == ["reset after the body, carried out", "HTML 502"])
        server.heal()
        #expect(await get(server) == "200")
    }

    @Test func `lets the same requests fail in every run of a seed`() async throws {
        var runs: [[String]] = []
        for seed in [UInt64(5), 5, 6] {
            let server = try FaultServer(
                in: Self.upstream,
                plan: FaultPlan(seed: seed, [FaultRule(.status(503), .share(0.5))])
            )
            defer { server.stop() }
            var run: [String] = []
            for _ in 0..<20 { run.append(await get(server)) }
            runs.append(run)
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
        #expect(Set(runs[0]) == ["200", "503"])
    }

    @Test func `takes operations out of a bulk request, which then never reach the server behind`() async throws {
        let server = try FaultServer(
            in: Self.upstream,
            plan: FaultPlan(seed: 2, [FaultRule(.items(.rejected.first(1), .malformed, share: 0.5), on: "_bulk")])
        )
        defer { server.stop() }
        let ids = (0..<40).map { "id-\($0)" }
        let statuses = try await bulk(server, ids)
        #expect(statuses.count == 40)
        #expect(Set(statuses) == [201, 400, 429])
        #expect(Set(server.writes.keys) == Set(zip(ids, statuses).filter { $0.1 == 201 }.map(\.0)))
        // A document meets as many faults as were given for it, and others for ever.
        let again = try await bulk(server, ids)
        #expect(again == statuses.map { $0 == 429 ? 201 : $0 })
    }

    @Test func `refuses connections for a while and has the same port afterwards`() async throws {
        let server = try FaultServer(in: Self.upstream)
        defer { server.stop() }
        #expect(await get(server) == "200")
        server.goAway()
        #expect(await get(server) == "connection_failed")
        try server.comeBack()
        #expect(await get(server) == "200")
    }

    @Test func `delivers late what its client believes to be lost`() async throws {
        let server = try FaultServer(
            in: Self.upstream,
            plan: FaultPlan([FaultRule(.deliveredLate(after: .milliseconds(50)), .first(1))])
        )
        defer { server.stop() }
        #expect(await get(server) == "connection_lost")
        #expect(!server.exchanges.contains { $0.isCarriedOut })
        await server.settle()
        #expect(server.exchanges.map(\.isCarriedOut) == [true])
    }
}
