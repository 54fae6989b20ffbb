import EmbeddedNode
import JSONValues
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A killed process")
struct CrashTests {
    /// Documents of a bulk request of the child.
    private static let batch = 40

    /// Kills this process in the middle of whatever it then does.
    private static func kill(after microseconds: Int) {
        let argument = UnsafeMutableRawPointer(bitPattern: microseconds)
        #if canImport(Glibc)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        pthread_create(
            &thread,
            nil,
            { microseconds in
                usleep(UInt32(UInt(bitPattern: microseconds)))
                _ = raise(SIGKILL)
                return nil
            },
            argument
        )
    }

    @Test("kill -9 at any instant leaves every acknowledged bulk whole and nothing else", arguments: 0..<6)
    func killed(round: Int) async throws {
        let directory = TemporaryDirectory()
        let delay = 60_000 + round * 70_000
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = directory.path as String, delay = delay as Int] in
            let client = Client(transport: try EmbeddedNode(directory: path + "/node"))
            let vector: JSONValue = ["type": "dense_vector", "dims": 64]
            try await client.send("PUT", "/i", ["mappings": ["properties": ["v": vector, "n": ["type": "long"]]]])
            let log = open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            // The first child may die in its first request, the others once one was acknowledged.
            if delay == 60_000 { CrashTests.kill(after: delay) }
            for number in 0... {
                var documents: [(id: String, source: JSONValue)] = []
                for index in 0..<CrashTests.batch {
                    let value = number * CrashTests.batch + index
                    // Every third request overwrites documents of the one before it.
                    let id = number % 3 == 2 ? value - CrashTests.batch : value
                    let components = (0..<64).map { JSONValue.number(Double(($0 + value) % 17 + 1)) }
                    documents.append(("d\(id)", ["n": JSONValue(number), "t": "all", "v": .array(components)]))
                }
                let answer = try await client.bulk("i", documents)
                guard answer["errors"] == false else { return }
                _ = write(log, "x", 1)
                if number == 0, delay != 60_000 { CrashTests.kill(after: delay) }
            }
        }
        let acknowledged = (try? TextFile.bytes(directory.path + "/acknowledged").count) ?? 0
        let client = Client(transport: try EmbeddedNode(directory: directory.path + "/node"))
        #expect(acknowledged > 0 || round == 0, "the child was killed before its first request")
        guard acknowledged > 0 else { return }
        // The last request may have been committed without its answer getting out, never in part.
        var outcomes: [Set<Int>] = []
        for requests in [acknowledged, acknowledged + 1] {
            var newest: [Int: Int] = [:]
            for number in 0..<requests {
                for index in 0..<Self.batch {
                    let value = number * Self.batch + index
                    newest[number % 3 == 2 ? value - Self.batch : value] = number
                }
            }
            outcomes.append(Set(newest.map { $0.key * 10_000 + $0.value }))
        }
        var found: Set<Int> = []
        for from in stride(from: 0, to: 10_000, by: 1000) {
            let hits =
                try await client
                .send(
                    "POST",
                    "/i/_search",
                    ["query": ["match": ["t": "all"]], "sort": ["_doc"], "from": JSONValue(from), "size": 1000]
                )
                .json["hits"]?["hits"]?
                .array ?? []
            for hit in hits {
                let id = Int(hit["_id"]?.string?.dropFirst() ?? "") ?? -1
                found.insert(id * 10_000 + (hit["_source"]?["n"]?.int ?? -1))
            }
            if hits.isEmpty { break }
        }
        #expect(outcomes.contains(found), "\(acknowledged) acknowledged, \(found.count) documents found")
        let vectors = try await client.send("POST", "/i/_count", ["query": ["exists": ["field": "v"]]]).json["count"]
        #expect(vectors == JSONValue(found.count))
        let knn = try await client.ids(
            "i",
            [
                "knn": ["field": "v", "query_vector": .array((0..<64).map { .number(Double($0 % 17 + 1)) }), "k": 5],
                "size": 5,
            ]
        )
        #expect(knn.contains("d0") || knn.contains("d17"))
        #expect(try await client.bulk("i", [("after", ["t": "all", "n": 1])])["errors"] == false)
        #expect(try await client.send("GET", "/i/_doc/after").status == 200)
    }
}
