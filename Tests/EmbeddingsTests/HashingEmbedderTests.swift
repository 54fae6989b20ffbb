import Embeddings
import Testing

@Suite("Hashing embedder")
struct HashingEmbedderTests {
    private let embedder = HashingEmbedder()

    private func embed(_ text: String, dims: Int? = nil) async throws -> Embedding {
        try await embedder.embed([.text(text)], role: .query, dims: dims).outcomes[0].get()
    }

    private func likeness(_ a: String, _ b: String) async throws -> Float { try await embed(a).dot(embed(b)) }

    @Test("the same text has these values on every platform")
    func golden() async throws {
        let goldens: [(String, [UInt32], UInt64)] = [
            (
                "a red apple on the table", [0, 1_002_407_185, 3_158_036_977, 1_018_627_278],
                11_100_915_139_516_750_991
            ),
            (
                "Ein Füchslein läuft", [3_172_514_112, 3_165_846_420, 3_145_734_386, 3_167_427_563],
                15_276_632_693_586_019_419
            ),
            ("東京の夜景", [0, 3_169_267_227, 0, 1_038_560_795], 1_503_809_823_444_260_791),
            ("กาแฟ 🍎 42", [0, 0, 1_031_018_016, 0], 4_707_072_552_715_965_938),
        ]
        for (text, first, sum) in goldens {
            let bits = try await embed(text).values.map(\.bitPattern)
            var checksum: UInt64 = 0
            for value in bits { checksum = checksum &* 31 &+ UInt64(value) }
            #expect(Array(bits.prefix(4)) == first)
            #expect(checksum == sum)
        }
    }

    @Test(
        "every size is unit length, finite and the prefix of the full vector",
        arguments: [64, 128, 256, 512, 768, 1024]
    )
    func prefixes(dims: Int) async throws {
        let full = try await embed("Una manzana roja sobre la mesa")
        let short = try await embed("Una manzana roja sobre la mesa", dims: dims)
        #expect(short.dims == dims)
        #expect(short.isFinite)
        #expect(abs(short.squaredNorm - 1) < 1e-5)
        let cut = try full.truncated(to: dims)
        #expect(zip(cut.values, short.values).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("the energy of a vector is spread evenly: each prefix holds its share", arguments: [64, 128, 256, 512, 768])
    func evenEnergy(dims: Int) async throws {
        let full = try await embed("a quick brown fox jumps over the lazy dog near the river bank")
        let share = full.values.prefix(dims).reduce(0) { $0 + $1 * $1 }
        let expected = Float(dims) / 1024
        #expect(abs(share - expected) < 1e-5)
    }

    @Test("sizes the model lacks are refused with the nearest")
    func sizes() async throws {
        let error = await #expect(throws: EmbeddingError.self) {
            try await embedder.embed([.text("x")], role: .query, dims: 100)
        }
        #expect(error?.message.contains("the nearest size is 128") == true)
    }

    @Test("content words rule a sentence, function words hardly count")
    func functionWords() async throws {
        let sentence = "a red apple on the table"
        #expect(try await likeness(sentence, "red apple") > 0.75)
        #expect(try await likeness(sentence, "table") > 0.4)
        #expect(abs(try await likeness(sentence, "on the a")) < 0.2)
        #expect(abs(try await likeness(sentence, "green car in the street")) < 0.15)
        #expect(try await likeness("la pomme rouge est sur la table", "pomme rouge") > 0.75)
        #expect(try await likeness("der rote Apfel auf dem Tisch", "Apfel Tisch") > 0.6)
    }

    @Test("case, diacritics and their encoding do not count")
    func folding() async throws {
        for (a, b) in [
            ("Café", "CAFE"), ("straße", "STRASSE"), ("maçã", "mac\u{327}a\u{303}"), ("Ёлка", "елка"),
            ("ΆΝΘΟΣ", "ανθος"),
            ("İstanbul", "istanbul"), ("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"), ("ＡＢＣ", "abc"),
            ("كِتَابٌ", "كتاب"), ("smørrebrød", "smorrebrod"), ("Việt Nam", "viet nam"),
        ] {
            #expect(try await likeness(a, b) > 0.9999, "\(a) and \(b)")
        }
    }

    @Test("related spellings are near, in four alphabets")
    func spellings() async throws {
        for (a, b) in [
            ("apple", "apples"), ("elefante", "elefantes"), ("яблоко", "яблоки"), ("Schmetterling", "Schmetterlinge"),
        ] {
            #expect(try await likeness(a, b) > 0.2, "\(a) and \(b)")
        }
    }

    @Test("writing without spaces is found by its n-grams")
    func unspaced() async throws {
        #expect(try await likeness("赤いりんご", "赤いりんごがテーブルの上にあります") > 0.35)
        #expect(abs(try await likeness("赤いりんご", "犬が公園で走っています")) < 0.15)
        #expect(try await likeness("แอปเปิ้ลสีแดง", "แอปเปิ้ลสีแดงบนโต๊ะ") > 0.6)
        #expect(try await likeness("紅蘋果", "桌子上有一個紅蘋果") > 0.35)
        #expect(try await likeness("빨간 사과", "테이블 위의 빨간 사과가") > 0.3)
    }

    @Test("colour names meet across six languages")
    func colours() async throws {
        for word in ["rojo", "rouge", "vermelho", "rot", "rosso"] {
            #expect(try await likeness("red", word) > 0.6, "\(word)")
            #expect(abs(try await likeness("blue", word)) < 0.15, "\(word)")
        }
    }

    @Test(
        "a query in any of four languages finds its sentence among twelve, at 1,024 and at 256 dims",
        arguments: [1024, 256]
    )
    func languages(dims: Int) async throws {
        let captions = [
            "A red apple on a wooden table. Una manzana roja sobre una mesa de madera. Une pomme rouge sur une table en bois. Uma maçã vermelha em uma mesa de madeira.",
            "A dog runs on the beach. Un perro corre por la playa. Un chien court sur la plage. Um cachorro corre na praia.",
            "Snowy mountains at sunrise. Montañas nevadas al amanecer. Montagnes enneigées au lever du soleil. Montanhas nevadas ao nascer do sol.",
            "A cat sleeps on the sofa. Un gato duerme en el sofá. Un chat dort sur le canapé. Um gato dorme no sofá.",
            "A sailing boat on a calm lake. Un velero en un lago tranquilo. Un voilier sur un lac calme. Um veleiro em um lago calmo.",
            "Fresh bread in a basket. Pan fresco en una cesta. Du pain frais dans un panier. Pão fresco em uma cesta.",
        ]
        let queries = [
            ["red apple", "manzana roja", "pomme rouge", "maçã vermelha"],
            ["dog on the beach", "perro en la playa", "chien sur la plage", "cachorro na praia"],
            ["snowy mountains", "montañas nevadas", "montagnes enneigées", "montanhas nevadas"],
            ["sleeping cat on a sofa", "gato en el sofá", "chat sur le canapé", "gato no sofá"],
            ["boat on a lake", "velero en un lago", "voilier sur un lac", "veleiro em um lago"],
            ["bread basket", "cesta de pan", "panier de pain", "cesta de pão"],
        ]
        let batch = try await embedder.embed(captions.map { .text($0) }, role: .document, dims: dims)
        let documents = try batch.outcomes.map { try $0.get() }
        for (index, translations) in queries.enumerated() {
            for query in translations {
                let vector = try await embed(query, dims: dims)
                let best = documents.indices.max { vector.dot(documents[$0]) < vector.dot(documents[$1]) }
                #expect(best == index, "\(query)")
            }
        }
    }

    @Test("256 dims rank as 1,024 do: the same first hit, and two thirds of the neighbours that stand out")
    func rankAgreement() async throws {
        let subjects = [
            "cat", "dog", "boat", "bridge", "flower", "mountain", "bicycle", "lighthouse", "pianist", "train",
        ]
        let places = [
            "beach", "garden", "harbour", "forest", "village", "desert", "castle", "market", "island", "station",
        ]
        let texts = subjects.flatMap { subject in places.map { "a \(subject) near the \($0)" } }
        let full = try await embedder.embed(texts.map { .text($0) }, role: .document, dims: nil).outcomes
            .map { try $0.get() }
        let short = try full.map { try $0.truncated(to: 256) }
        var (same, common) = (0, 0)
        for index in texts.indices {
            func nearest(_ vectors: [Embedding]) -> [Int] {
                let others = vectors.indices.filter { $0 != index }
                return Array(
                    others.sorted { vectors[index].dot(vectors[$0]) > vectors[index].dot(vectors[$1]) }.prefix(18)
                )
            }
            // Nine share the subject, nine the place: 18 neighbours stand out from noise.
            common += Set(nearest(full)).intersection(nearest(short)).count
            same += (full.indices.max { full[index].dot(full[$0]) < full[index].dot(full[$1]) } == index) ? 1 : 0
        }
        #expect(same == 100)
        #expect(Double(common) / 1800 > 0.9)
    }

    @Test("an empty text fails by itself; punctuation and emoji do not")
    func empty() async throws {
        let batch = try await embedder.embed(
            [.text(""), .text("cat"), .text(" \n\t\u{200B}"), .text("?!"), .text("🍎"), .text("a")],
            role: .document,
            dims: 64
        )
        #expect(batch.outcomes.map { (try? $0.get()) != nil } == [false, true, false, true, true, true])
        guard case .failure(let failure) = batch.outcomes[0] else { return }
        #expect(failure.message == "the text is empty; give it at least one visible character")
        #expect(try await embedder.embed([], role: .query, dims: nil).outcomes.isEmpty)
        #expect(try await likeness("🍎", "a 🍎 a day") > 0.4)
    }

    @Test("a cancelled task stops")
    func cancellation() async throws {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await HashingEmbedder().embed([.text("x")], role: .query, dims: nil)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("it says of itself that it is offline, shared by text and pictures, and reads words")
    func facts() {
        #expect(embedder.model.id == "es-jina-hashing-v1")
        #expect(embedder.fingerprint == "es-jina-hashing-v1")
        #expect(embedder.model.modalities == [.text, .image])
        #expect(embedder.readsImageWords)
        #expect(embedder.limits.mixesModalities)
        #expect(embedder.limits.maxConcurrentCalls >= 1)
    }
}
