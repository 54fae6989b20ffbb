import JSONValues
import Testing

@Suite("Answers recorded from Elasticsearch 9.5")
struct RecordedAnswersTests {
    @Test(
        "The embedded node gives every one of them: status, body, order and scores",
        arguments: RecordedAnswer.File.allCases
    )
    func all(file: RecordedAnswer.File) async throws {
        let node = try TemporaryNode()
        var conversation = RecordedConversation(node.client)
        let recorded = try RecordedAnswer.all(file)
        #expect(recorded.count > 140)
        for (line, expected) in recorded.enumerated() {
            let actual = try await conversation.ask(expected)
            let request = "line \(line + 1): \(expected.method) \(expected.path) \((expected.body ?? "").prefix(300))"
            #expect(actual.status == expected.status, "\(request)")
            let differences = AnswerComparison.differences(expected.answer, actual.json)
            #expect(differences.isEmpty, "\(request)\n\(differences.prefix(5).joined(separator: "\n"))")
        }
    }
}
