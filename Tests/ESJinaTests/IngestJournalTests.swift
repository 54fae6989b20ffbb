import ContentDigests
import TestSupport
import Testing

@testable import ESJina

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct `Ingest journal` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private typealias Item = IngestJournal.ClaimRequest

    private func item(_ position: String, _ id: String, _ content: String = "content", of parent: String? = nil) -> Item
    {
        Item(position: position, id: id, digest: ContentDigest(of: content).bytes, parent: parent)
    }

    /// One run: claims `items` one after the other and marks the new ones as indexed.
    private func run(_ items: [Item], target: String = "uuid") throws -> [IngestJournal.Claim] {
        let journal = try IngestJournal(directory: directory.path, index: "things")
        let claims = try journal.claim(items, target: target)
        let new = zip(items, claims).filter { $1 == .new }.map(\.0)
        try journal.markIndexed(new.map { .init(id: $0.id, digest: $0.digest) }, target: target)
        return claims
    }

    @Test func `what is indexed and as it was is unchanged`() throws {
        #expect(try run([item("/a", "a"), item("/b", "b")]) == [.new, .new])
        #expect(try run([item("/a", "a"), item("/b", "b", "other")]) == [.unchanged, .new])
        #expect(try run([item("/a", "a"), item("/b", "b", "other")]) == [.unchanged, .unchanged])
    }

    @Test func `a claim that was never indexed is claimed again`() throws {
        do {
            let journal = try IngestJournal(directory: directory.path, index: "things")
            #expect(try journal.claim([item("/a", "a")], target: "uuid") == [.new])
        }
        #expect(try run([item("/a", "a")]) == [.new])
    }

    @Test func `a changed input whose document was not acknowledged is tried again`() throws {
        #expect(try run([item("/a", "a")]) == [.new])
        do {
            let journal = try IngestJournal(directory: directory.path, index: "things")
            #expect(try journal.claim([item("/a", "a", "other")], target: "uuid") == [.new])
        }
        #expect(try run([item("/a", "a", "other")]) == [.new])
    }

    @Test func `an id given twice in one run is the first one's`() throws {
        let claims = try run([item("/f:1", "x"), item("/f:2", "x", "other"), item("/f:3", "y")])
        #expect(claims == [.new, .taken(by: "/f:1"), .new])
        #expect(try run([item("/f:1", "x"), item("/f:2", "x", "other")]) == [.unchanged, .taken(by: "/f:1")])
    }

    @Test func `the same input met twice in one run is no conflict`() throws {
        #expect(try run([item("/a", "a"), item("/a", "a")]) == [.new, .new])
        #expect(try run([item("/a", "a"), item("/a", "a")]) == [.unchanged, .unchanged])
    }

    @Test func `a line put before others changes none of them`() throws {
        #expect(try run([item("/f:1", "a"), item("/f:2", "b"), item("/f:3", "c")]) == [.new, .new, .new])
        let moved = [item("/f:1", "new"), item("/f:2", "a"), item("/f:3", "b"), item("/f:4", "c")]
        #expect(try run(moved) == [.new, .unchanged, .unchanged, .unchanged])
    }

    @Test func `lines that change places are unchanged`() throws {
        #expect(try run([item("/f:1", "a", "1"), item("/f:2", "b", "2")]) == [.new, .new])
        #expect(try run([item("/f:1", "b", "2"), item("/f:2", "a", "1")]) == [.unchanged, .unchanged])
    }

    @Test func `a file that moved keeps its document, two that exist do not share one`() throws {
        let first = try directory.write("x", to: "one/photos/a.txt")
        let second = try directory.write("x", to: "two/photos/a.txt")
        #expect(try run([item(first, "photos/a.txt")]) == [.new])
        #expect(try run([item(second, "photos/a.txt", "other")]) == [.taken(by: first)])
        #expect(try run([item(first, "photos/a.txt")]) == [.unchanged], "the first folder's document is as it was")
        unlink(first)
        #expect(try run([item(second, "photos/a.txt")]) == [.unchanged])
        #expect(try run([item(second, "photos/a.txt", "other")]) == [.new])
    }

    @Test func `an index that was made again is filled again`() throws {
        #expect(try run([item("/a", "a")], target: "first") == [.new])
        #expect(try run([item("/a", "a")], target: "second") == [.new])
        #expect(try run([item("/a", "a")], target: "first") == [.unchanged])
    }

    @Test func `a journal that is in use names the process that uses it`() throws {
        let journal = try IngestJournal(directory: directory.path, index: "things")
        for _ in 0..<3 {
            let error = #expect(throws: IngestError.self) {
                try IngestJournal(directory: directory.path, index: "things")
            }
            #expect(error?.kind == .stateLocked)
            #expect(
                error?.message
                    == "Another ingest (process \(getpid())) works on the index 'things' with this state directory. Wait for it, "
                    + "or use another --state."
            )
        }
        #expect(throws: Never.self) { try IngestJournal(directory: directory.path, index: "others") }
        #expect(try journal.claim([item("/a", "a")], target: "uuid") == [.new], "the owner goes on")
    }

    @Test func `a directory without the right to write is refused with its name`() throws {
        chmod(directory.path, 0o500)
        // Root writes everywhere but where the kernel itself keeps the names.
        let parent = geteuid() == 0 ? "/proc" : directory.path
        let error = #expect(throws: IngestError.self) {
            try IngestJournal(directory: parent + "/state", index: "things")
        }
        #expect(error?.kind == .stateUnavailable)
    }

    @Test func `a state directory that is a file is refused with its name`() throws {
        let file = try directory.write("x", to: "state")
        let error = #expect(throws: IngestError.self) { try IngestJournal(directory: file + "/inner", index: "things") }
        #expect(error?.kind == .stateUnavailable)
        #expect(
            error?.message
                == "Cannot make the state directory \(file)/inner: Not a directory. Choose another with --state or ES_JINA_STATE."
        )
    }

    @Test(arguments: ["", "a/b", "../up", ".", ".."])
    func `a name that is no file's is refused before anything is made`(name: String) throws {
        let error = #expect(throws: IngestError.self) {
            try IngestJournal(directory: directory.path + "/state", index: name)
        }
        #expect(error?.kind == .invalidIndexName)
        #expect(!TestEquipment.fileExists(directory.path + "/state"))
    }

    @Test func `a journal of the first layout is taken over`() throws {
        do {
            let old = try SQLiteLayout.first(directory.path + "/things.sqlite")
            try old([item("/a", "a"), item("/b", "b")], "uuid")
        }
        #expect(try run([item("/b", "b"), item("/a", "a")]) == [.unchanged, .unchanged])
    }
}
