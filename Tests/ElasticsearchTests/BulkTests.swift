import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Bulk batches")
struct BulkBatchTests {
    private func operation(_ id: String, bytes: Int = 20) -> BulkOperation {
        BulkOperation(
            id: id,
            source: Array(#"{"a":""#.utf8) + Array(repeating: 0x78, count: bytes) + Array(#""}"#.utf8)
        )
    }

    @Test("Lines of a body")
    func body() {
        let batch = BulkBatch([
            BulkOperation(id: "1", source: Array(#"{"a":1}"#.utf8)),
            BulkOperation(.create, id: "a\"é\n", source: Array("{}".utf8), routing: "r"),
            BulkOperation(.delete, id: "2"),
            BulkOperation(id: "3", source: Array("{}".utf8), routing: "r", version: 0),
            BulkOperation(.delete, id: "4", version: .max, versioning: .externalOrEqual),
        ])
        #expect(
            String(decoding: batch.body, as: UTF8.self) == """
                {"index":{"_id":"1"}}
                {"a":1}
                {"create":{"_id":"a\\"é\\n","routing":"r"}}
                {}
                {"delete":{"_id":"2"}}
                {"index":{"_id":"3","routing":"r","version":0,"version_type":"external"}}
                {}
                {"delete":{"_id":"4","version":9223372036854775807,"version_type":"external_gte"}}

                """
        )
        #expect(batch.ids == ["1", "a\"é\n", "2", "3", "4"])
        #expect(batch.entries.map(\.action) == [.index, .create, .delete, .index, .delete])
        #expect(batch.entries.map(\.versioning) == [nil, nil, nil, .external, .externalOrEqual])
        #expect(batch.entries.last?.range.upperBound == batch.body.count)
    }

    @Test("A subset is cut out byte for byte")
    func subset() {
        let operations = (0..<5).map { operation("\($0)", bytes: $0) }
        let batch = BulkBatch(operations)
        #expect(batch.subset([1, 3, 4]) == BulkBatch([operations[1], operations[3], operations[4]]))
        #expect(batch.subset([]).isEmpty)
        #expect(batch.subset(0..<5) == batch)
    }

    @Test("Batches keep to bytes and number, and together hold every operation once and in order")
    func batcher() {
        var batcher = BulkBatcher(maxBytes: 200, maxOperations: 3)
        let sizes = [10, 10, 10, 10, 150, 500, 1, 1, 1, 1, 1, 90, 90]
        let operations = sizes.enumerated().map { operation("\($0.offset)", bytes: $0.element) }
        var batches: [BulkBatch] = []
        for operation in operations {
            if let batch = batcher.add(operation) { batches.append(batch) }
        }
        if let batch = batcher.finish() { batches.append(batch) }
        #expect(batcher.finish() == nil)
        #expect(batches.flatMap(\.ids) == operations.map(\.id))
        #expect(batches.map(\.body).reduce([], +) == BulkBatch(operations).body)
        for batch in batches {
            #expect(batch.count <= 3)
            #expect(batch.body.count <= 200 || batch.count == 1)
            #expect(batch == BulkBatch(operations.filter { batch.ids.contains($0.id) }))
        }
    }

    @Test("A limit learnt from the server bounds batches too, from the moment it is known")
    func learnedLimit() {
        var batcher = BulkBatcher(maxBytes: 1000, maxOperations: 100)
        for number in 0..<8 { #expect(batcher.add(operation("\(number)", bytes: 40)) == nil) }
        batcher.learnedLimit = 300
        #expect(batcher.add(operation("8", bytes: 40))?.count == 8)
        var sizes: [Int] = []
        for number in 9..<30 {
            if let batch = batcher.add(operation("\(number)", bytes: 40)) { sizes.append(batch.body.count) }
        }
        #expect(!sizes.isEmpty)
        #expect(sizes.allSatisfy { (200...300).contains($0) })
        batcher.learnedLimit = 5000
        _ = batcher.finish()
        for number in 0..<10 { #expect(batcher.add(operation("\(number)", bytes: 40)) == nil) }
    }

    @Test("One document larger than a batch goes alone, after what waited before it")
    func large() {
        var batcher = BulkBatcher(maxBytes: 100, maxOperations: 10)
        #expect(batcher.add(operation("1", bytes: 5)) == nil)
        #expect(batcher.add(operation("2", bytes: 500))?.ids == ["1"])
        #expect(batcher.count == 1)
        #expect(batcher.add(operation("3", bytes: 5))?.ids == ["2"])
        #expect(batcher.finish()?.ids == ["3"])
    }

    @Test(
        "Operations that would break a batch say so",
        arguments: [
            (BulkOperation(id: "", source: Array("{}".utf8)), "its id has 0 bytes"),
            (BulkOperation(id: String(repeating: "x", count: 513), source: Array("{}".utf8)), "its id has 513 bytes"),
            (BulkOperation(id: "1"), "its source is not one JSON object"),
            (BulkOperation(id: "1", source: Array("[]".utf8)), "its source is not one JSON object"),
            (BulkOperation(id: "1", source: Array("{\n}".utf8)), "its source has a line break"),
            (BulkOperation(.delete, id: "1", source: Array("{}".utf8)), "a deletion has no source"),
            (BulkOperation(id: "1", source: Array("{}".utf8), version: -1), "its version is -1"),
            (BulkOperation(.create, id: "1", source: Array("{}".utf8), version: 1), "a creation has no version"),
        ]
    )
    func faults(operation: BulkOperation, expected: String) {
        #expect(operation.fault?.hasPrefix(expected) == true)
    }

    @Test("Operations that are right have no fault")
    func noFault() {
        #expect(BulkOperation(id: "1", source: Array("{}".utf8)).fault == nil)
        #expect(BulkOperation(.delete, id: "1").fault == nil)
    }
}

@Suite("Bulk answers")
struct BulkResponseTests {
    @Test("A partial failure of a real node", arguments: Fixture.versions)
    func partial(version: String) throws {
        let response = try BulkResponseReader.read(try Fixture.response("bulk-partial", version).body)
        #expect(response.hasErrors)
        #expect(response.items.map(\.id) == ["1", "1", "3", "gone", "5", "6", "7 \"é\""])
        #expect(response.items.map(\.status) == [201, 409, 400, 404, 400, 400, 201])
        #expect(response.items.map(\.outcome) == [.done, .failed, .failed, .done, .failed, .failed, .done])
        #expect(response.items[1].error?.type == "version_conflict_engine_exception")
        #expect(response.items[1].error?.index == "fixture")
        #expect(response.items[2].error?.causes.first?.type == "illegal_argument_exception")
        #expect(
            response.items[2].error?.reason.contains("has a different number of dimensions [2] than defined") == true
        )
    }

    @Test("An answer without a filter is read as well", arguments: Fixture.versions)
    func whole(version: String) throws {
        let response = try BulkResponseReader.read(try Fixture.response("bulk-whole", version).body)
        #expect(response.items == [BulkItem(id: "8", status: 201)])
        #expect(!response.hasErrors)
    }

    @Test("The reader agrees with the tree for any spelling of the same JSON")
    func spelling() throws {
        let text = """
             { "items" : [ { "create" : { "x" : [ { "y" : "]}\\"" } , null , -1.5e3 ] , "status":200,"_id":"a\\u00e9\\n" } } ,
            {"delete":{"status":404,"_id":"b","error":"plain"}}], "took" : 12 , "errors" : true }
            """
        let response = try BulkResponseReader.read(Array(text.utf8))
        #expect(response.took == .milliseconds(12))
        #expect(response.items[0] == BulkItem(id: "aé\n", status: 200))
        #expect(
            response.items[1]
                == BulkItem(id: "b", status: 404, error: ServerErrorCause(type: "", reason: "plain"))
        )
        #expect(response.items[1].outcome == .failed)
    }

    @Test(
        "What is no bulk answer is refused",
        arguments: [
            "", "{}", "null", "[]", "{", #"{"items":[]"#, #"{"items":[{}]}"#, #"{"items":[{"index":{"_id":"1"}}]}"#,
            #"{"items":[{"index":{"_id":"1","status":}}]}"#, #"{"items":[]}x"#, #"{"items":[{"index":{"status":200}}"#,
            #"{"items":[],"errors":1}"#, #"{"items":[],"x":[[[}"#, #"{"items":[],"x":"\"#, "<html></html>",
            #"{"items":[{"delete":{"_id":"1","status":404,"error":{broken}}}]}"#, #"{"items":[],"took":007}"#,
            #"{"items":[],"x":tru}"#, "{\"items\":[{\"index\":{\"_id\":\"a\nb\",\"status\":200}}]}",
        ]
    )
    func malformed(text: String) {
        #expect(throws: BulkResponseReader.Malformed.self) { try BulkResponseReader.read(Array(text.utf8)) }
    }

    @Test("An error of any form is a failure, also beside 404; null is none")
    func errorForms() throws {
        for (error, outcome) in [("5", BulkItem.Outcome.failed), ("[]", .failed), ("\"x\"", .failed), ("null", .done)] {
            let text = #"{"items":[{"delete":{"_id":"1","status":404,"error":"# + error + "}}]}"
            #expect(try BulkResponseReader.read(Array(text.utf8)).items[0].outcome == outcome)
        }
    }

    @Test("Every prefix of a real answer is refused without a crash")
    func prefixes() throws {
        let body = try Fixture.response("bulk-partial").body
        for count in 0..<body.count {
            #expect(throws: BulkResponseReader.Malformed.self) { try BulkResponseReader.read(Array(body[..<count])) }
        }
    }

    private let batch = BulkBatch(["1", "2", "3"].map { BulkOperation(id: $0, source: Array("{}".utf8)) })

    @Test("Items in another order are found by their ids, items without ids by their place")
    func aligned() throws {
        let items = ["2", "3", "1"].map { BulkItem(id: $0, status: 200 + (Int($0) ?? 0)) }
        #expect(try ElasticsearchClient.align(items, with: batch).map(\.status) == [201, 202, 203])
        let nameless = [201, 202, 203].map { BulkItem(id: "", status: $0) }
        #expect(try ElasticsearchClient.align(nameless, with: batch).map(\.id) == ["1", "2", "3"])
    }

    @Test(
        "Items that leave open what became of an operation are refused",
        arguments: [["1", "2"], ["1", "2", "3", "4"], ["1", "2", "4"], ["2", "1", "1"], []]
    )
    func unaligned(ids: [String]) {
        let items = ids.map { BulkItem(id: $0, status: 200) }
        #expect(throws: BulkResponseReader.Malformed.self) { try ElasticsearchClient.align(items, with: batch) }
    }
}
