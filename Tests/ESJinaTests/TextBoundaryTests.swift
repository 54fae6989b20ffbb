import ESJina
import Embeddings
import Testing

@Suite struct `Where texts are cut` {
    /// The parts of a text whose sentences each just fit.
    private func parts(_ text: String, _ maxTokens: Int, overlap: Int = 0) -> [String] {
        TextChunker(maxTokens: maxTokens, overlapTokens: overlap).chunks(of: text).map(\.text)
    }

    @Test(arguments: [
        (
            "English",
            ["It was a dark and stormy night. ", "Then, suddenly, the maid screamed! ", "Was there a pirate outside?"]
        ),
        (
            "Quotes",
            ["“It was a dark and stormy night.” ", "“And (so they say) the maid screamed!” ", "The pirate came in."]
        ),
        (
            "German",
            ["Es war eine dunkle, stürmische Nacht. ", "Öfter schon hatte sie sich gefürchtet. ", "Wer kommt da?"]
        ),
        ("Spanish", ["Era una noche oscura y tormentosa. ", "¿Quién viene por allí tan tarde? ", "¡Es un pirata!"]),
        ("Russian", ["Была тёмная и бурная ночь. ", "Вдруг закричала служанка! ", "Кто там за дверью?"]),
        ("Greek", ["Ήταν μια σκοτεινή νύχτα. ", "Ποιος είναι εκεί έξω; ", "Είναι ο πειρατής μας."]),
        ("Arabic", ["كانت ليلة مظلمة وعاصفة جدا. ", "من الذي يقف خارج الباب الآن؟ ", "إنه قرصان البحر."]),
        ("Urdu", ["یہ ایک اندھیری رات تھی۔ ", "باہر کون کھڑا ہے اس وقت؟ ", "وہ ایک قزاق ہے۔"]),
        ("Hindi", ["वह एक अँधेरी रात थी। ", "बाहर कौन खड़ा है अभी? ", "वह समुद्री डाकू है।"]),
        ("Armenian", ["Մութ ու փոթորկոտ գիշեր էր։ ", "Հանկարծ աղախինը ճչաց։ ", "Ծովահենը եկավ։"]),
        ("Amharic", ["ጨለማ ሌሊት ነበር። ", "ማን ነው ውጭ ያለው፧ ", "እሱ የባህር ነው።"]),
        ("Burmese", ["မှောင်မိုက်သောညဖြစ်သည်။ ", "သူမအော်ဟစ်ခဲ့သည်။ ", "သူလာသည်။"]),
        ("Khmer", ["វាជាយប់ងងឹត។ ", "នាងបានស្រែក។ ", "គាត់មកហើយ។"]),
        ("Chinese", ["那是一个黑暗的暴风雨之夜。", "突然，女仆尖叫了起来！", "“外面是谁？”"]),
        ("Chinese in half width", ["那是一个黑暗的暴风雨之夜!", "突然,女仆尖叫了起来?", "外面有个海盗"]),
        ("Japanese", ["それは暗い嵐の夜でした。", "突然、メイドが叫んだ！", "「誰だ？」"]),
        ("Korean", ["어둡고 폭풍우 치는 밤이었다. ", "갑자기 하녀가 비명을 질렀다! ", "밖에 누구세요?"]),
    ])
    func `sentences stay whole in`(language: String, sentences: [String]) {
        let most = sentences.map { TokenEstimate.tokens(in: $0) }.max() ?? 0
        // One token is kept free; less than two sentences fit.
        #expect(parts(sentences.joined(), most + 2) == sentences, "\(language)")
    }

    @Test(arguments: [
        "We met Dr. Jekyll and Mr. Hyde in London. ", "She paid approx. Ten of them, i.e. Most of all. ",
        "It rose by 3.14 percent to No. 5 on Sept. 11 there. ", "J. R. R. Tolkien wrote it, e.g. The Hobbit. ",
        "Er kam am 3. Oktober z. B. Mittags nach Haus. ", "Wir sahen Prof. Meier u.a. Gestern in St. Gallen. ",
        "Il a vu M. Dupont et Mme. Durand au no. 5 là. ", "Он живёт в г. Москва на ул. Мира уже давно. ",
        "He said “Stop!” and then “Why?” to all of them. ", "Well ... perhaps it was so … Perhaps it was not. ",
        "Apps like Yahoo! are used by U.S. Citizens too. ",
    ])
    func `marks within sentences do not end them`(sentence: String) {
        let before = "This sentence stands before the other one, and it has a good length. "
        let limit = max(TokenEstimate.tokens(in: sentence), TokenEstimate.tokens(in: before)) + 2
        #expect(parts(before + sentence + before, limit) == [before, sentence, before])
    }

    @Test func `headings go before paragraphs, paragraphs before sentences, sentences before clauses`() {
        let words = "one two three four five six seven eight"
        let half = "\(words). \(words). \(words)."
        #expect(
            parts("\(half)\n\n# Title\n\n\(half)\n\n\(half)", 95)
                == ["\(half)\n\n", "# Title\n\n\(half)\n\n\(half)"]
        )
        #expect(parts("\(half)\n\n\(half) \(half)", 55) == ["\(half)\n\n", "\(half) ", half])
        #expect(
            parts("\(words), \(words), \(words), \(words)", 30)
                .allSatisfy { $0.hasSuffix(", ") || $0.hasSuffix("eight") }
        )
    }

    @Test func `number signs in code are no headings`() {
        let code = "```sh\nmake all of it\n# not a heading at all\nmake more of it\n```\n"
        let text = "A text stands before the code.\n\n\(code)\nAnd a text stands behind the code, too.\n"
        #expect(parts(text, 40).allSatisfy { !$0.hasPrefix("#") })
        #expect(parts(text.replacing("```", with: "~~~"), 40).allSatisfy { !$0.hasPrefix("#") })
        #expect(
            parts(text.replacing("```sh", with: "").replacing("```", with: ""), 40).contains { $0.hasPrefix("# not") }
        )
    }

    @Test func `lines end as other systems write them`() {
        let line = "A paragraph that is just a bit longer than a half of a part is."
        for end in ["\n\n", "\r\n\r\n", "\r\r", "\u{2029}", "\u{0C}", "\n \t\n"] {
            #expect(parts([line, line, line].joined(separator: end), 30) == [line + end, line + end, line])
        }
    }

    @Test func `parts share whole sentences`() {
        let sentences = (1...30).map { "This is number \($0) of all sentences. " }
        let chunks = TextChunker(maxTokens: 100, overlapTokens: 30).chunks(of: sentences.joined())
        #expect(chunks.count > 2)
        for (previous, chunk) in zip(chunks, chunks.dropFirst()) {
            let shared = String(chunk.text.unicodeScalars.prefix(chunk.overlap))
            #expect(shared.hasPrefix("This is number "))
            #expect(shared.hasSuffix("sentences. "))
            #expect(previous.text.hasSuffix(shared))
        }
    }

    @Test func `a part that begins with a heading repeats nothing`() {
        let text = (1...6).map { "# Chapter \($0)\n\nIt has one sentence. And it has another one.\n\n" }.joined()
        let chunks = TextChunker(maxTokens: 60, overlapTokens: 25).chunks(of: text)
        #expect(chunks.count > 1)
        #expect(chunks.allSatisfy { $0.text.hasPrefix("# Chapter") && $0.overlap == 0 })
    }

    @Test func `words are cut only where they are longer than a part`() {
        let text = String(repeating: "incomprehensibilities ", count: 40)
        #expect(parts(text, 20).allSatisfy { $0.hasSuffix("incomprehensibilities ") && $0.hasPrefix("incompre") })
        let long = parts(String(repeating: "x", count: 1_000), 50)
        #expect(long.joined().count == 1_000)
        #expect(long.count < 10)
    }

    @Test(arguments: ["👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "❤️", "e\u{301}\u{302}", "각", "นี้", "க்ஷி"])
    func `what readers take for a character stays whole`(character: String) {
        let text = String(repeating: character, count: 400)
        for limit in [50, 51, 52, 53] {
            let chunks = parts(text, limit)
            #expect(chunks.map(\.count).reduce(0, +) == text.count)
            #expect(chunks.count > 1)
        }
    }

    @Test func `lines of East Asian writing begin with no closing mark and no small letter`() {
        let text = String(repeating: "チョットマッテ（カタカナ）、ティーヲノム。", count: 20)
        for limit in 10...40 {
            for part in parts(text, limit) { #expect(!"ョッィー（）、。".dropFirst(4).dropFirst().contains(part.first ?? "x")) }
        }
    }
}
