public import Elasticsearch
import JSONValues

/// How large a request may be.
public struct RequestSizeCheck: NodeCheck {
    /// Its name.
    public let name = "request_size"
    /// The engine.
    public let engine: EngineUnderTest
    private let batchBytes: Int

    /// Makes the check.
    ///
    /// - Parameters:
    ///   - engine: The engine.
    ///   - batchBytes: How large es-jina's own requests are; default 5 MiB, that of an ingest.
    public init(_ engine: EngineUnderTest, batchBytes: Int = 5 << 20) {
        self.engine = engine
        self.batchBytes = batchBytes
    }

    /// Looks.
    public func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding] {
        guard let limit = nodes.compactMap(\.maxContentLength).min() else { return [skipped("no node tells it")] }
        let facts: JSONObject = ["http_max_content_length": JSONValue(limit)]
        let found = "requests of up to \(SizeText.bytes(limit)) (http.max_content_length)"
        guard limit < batchBytes else { return [ok(found, facts: facts)] }
        let fix =
            "Raise http.max_content_length, or give --batch-size less than that; batches are halved until they fit"
        return [warn(found + ", less than a batch of \(SizeText.bytes(batchBytes))", fix: fix, facts: facts)]
    }
}

/// Whether circuit breakers let work through.
public struct BreakerCheck: NodeCheck {
    /// Its name.
    public let name = "circuit_breakers"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding] {
        var findings: [HealthFinding] = []
        for node in nodes {
            for breaker in node.breakers where breaker.limit > 0 {
                let isNear = Double(breaker.estimated) > 0.85 * Double(breaker.limit)
                guard breaker.tripped > 0 || isNear else { continue }
                let facts: JSONObject = [
                    "node": .string(node.name), "breaker": .string(breaker.name), "limit": JSONValue(breaker.limit),
                    "estimated": JSONValue(breaker.estimated), "tripped": JSONValue(breaker.tripped),
                ]
                let use = "\(SizeText.bytes(breaker.estimated)) of \(SizeText.bytes(breaker.limit)) in use"
                let refusals = "refused \(SizeText.count(breaker.tripped, "request")) since \(node.name) started"
                let found =
                    "the breaker '\(breaker.name)' "
                    + (breaker.tripped > 0 ? "\(refusals), \(use)" : "of \(node.name) has \(use)")
                let fix =
                    "Give the node more heap, send less at once (--batch-size, --concurrency), or ask for fewer hits"
                findings.append(warn(found, fix: fix, facts: facts))
            }
        }
        return findings.isEmpty ? [ok("none refused anything", facts: ["tripped": 0])] : findings
    }
}

/// Whether nodes had to refuse writes or searches.
public struct PressureCheck: NodeCheck {
    /// Its name.
    public let name = "pressure"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding] {
        let writes = nodes.reduce(0) { $0 + $1.rejectedWrites }
        let searches = nodes.reduce(0) { $0 + $1.rejectedSearches }
        let facts: JSONObject = ["rejected_writes": JSONValue(writes), "rejected_searches": JSONValue(searches)]
        guard writes + searches > 0 else { return [ok("no write or search was refused", facts: facts)] }
        let found =
            "\(SizeText.count(writes, "write")) and \(SizeText.count(searches, "search", plural: "searches")) refused since the nodes started"
        let fix = "Nothing is lost, what was refused is sent again; lower --concurrency or add a node where it goes on"
        return [warn(found, fix: fix, facts: facts)]
    }
}

/// Whether heaps have room and leave some for the page cache, where vectors are searched.
public struct MemoryCheck: NodeCheck {
    /// Its name.
    public let name = "memory"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding] {
        var findings: [HealthFinding] = []
        for node in nodes {
            guard let heap = node.heapLimit else { continue }
            var facts: JSONObject = ["node": .string(node.name), "heap": JSONValue(heap)]
            facts["heap_percent"] = node.heapPercent.map { JSONValue($0) }
            facts["memory"] = node.memory.map { JSONValue($0) }
            let used = node.heapPercent.map { ", \($0) % used" } ?? ""
            let machine = node.memory.map { " of \(SizeText.bytes($0)) memory" } ?? ""
            let found = "\(node.name) has a heap of \(SizeText.bytes(heap))\(machine)\(used)"
            if let percent = node.heapPercent, percent > 85 {
                let fix = "Give the node more heap, up to half of its memory, or send it less at once"
                findings.append(warn(found, fix: fix, facts: facts))
            } else if node.hasCompressedPointers == false {
                let fix =
                    "Make the heap smaller than 32 GiB (-Xmx31g): larger ones hold less, and vectors want the page cache"
                findings.append(warn(found + ", too large for short pointers", fix: fix, facts: facts))
            } else if let memory = node.memory, node.holdsData, heap * 4 > memory * 3 {
                let fix =
                    "Give the heap half of the memory at most: vectors are searched in the page cache, which has the rest"
                findings.append(warn(found, fix: fix, facts: facts))
            } else {
                findings.append(ok(found, facts: facts))
            }
        }
        return findings.isEmpty ? [skipped("no node tells its memory")] : findings
    }
}

/// Whether Java compares vectors several numbers at a time.
public struct JavaCheck: NodeCheck {
    /// Its name.
    public let name = "java"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding] {
        let told = nodes.filter { $0.javaVersion != nil }
        guard !told.isEmpty else { return [skipped("no node tells its Java")] }
        let slow = told.filter { $0.hasVectorModule == false && $0.holdsData }
        let versions = Set(told.compactMap(\.javaVersion)).sorted().joined(separator: ", ")
        let facts: JSONObject = ["versions": .string(versions), "without_vector_module": JSONValue(slow.map(\.name))]
        guard !slow.isEmpty else { return [ok("Java \(versions) with the vector module", facts: facts)] }
        let names = slow.map(\.name).joined(separator: ", ")
        let fix = "Start it as Elasticsearch's own script does, with --add-modules=jdk.incubator.vector"
        return [
            warn(
                "Java \(versions) of \(names) lacks the vector module: vectors are compared slowly",
                fix: fix,
                facts: facts
            )
        ]
    }
}
