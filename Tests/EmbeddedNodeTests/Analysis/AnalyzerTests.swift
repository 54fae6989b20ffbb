import Testing

@testable import EmbeddedNode

@Suite("Analyzers")
struct AnalyzerTests {
    @Test("are found by Elasticsearch's names")
    func names() {
        for name in Analyzers.names { #expect(Analyzers.named(name) != nil) }
        #expect(Analyzers.named("klingon") == nil)
    }
}
