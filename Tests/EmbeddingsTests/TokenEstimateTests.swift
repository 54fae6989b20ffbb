import Embeddings
import Testing

/// A text with the number of its tokens by Qwen's vocabulary, counted with `tiktoken` and the ranks in the PyPI package
/// `dashscope` 2.0.2; the texts are article 1 of the Universal Declaration of Human Rights and a few odd ones.
struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var qwen: Int
    var testDescription: String { name }

    init(_ name: String, qwen: Int, _ text: String) { (self.name, self.text, self.qwen) = (name, text, qwen) }

    static let all = [
        Sample(
            "English",
            qwen: 33,
            "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood."
        ),
        Sample(
            "German",
            qwen: 44,
            "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen."
        ),
        Sample(
            "French",
            qwen: 50,
            "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité."
        ),
        Sample(
            "Polish",
            qwen: 62,
            "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu braterstwa."
        ),
        Sample(
            "Finnish",
            qwen: 68,
            "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä."
        ),
        Sample(
            "Turkish",
            qwen: 55,
            "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler."
        ),
        Sample(
            "Vietnamese",
            qwen: 49,
            "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi. Mọi con người đều được tạo hoá ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình anh em."
        ),
        Sample(
            "Russian",
            qwen: 49,
            "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства."
        ),
        Sample(
            "Greek",
            qwen: 163,
            "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης."
        ),
        Sample(
            "Arabic",
            qwen: 46,
            "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا وعليهم أن يعامل بعضهم بعضا بروح الإخاء."
        ),
        Sample(
            "Hebrew",
            qwen: 51,
            "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם לנהוג איש ברעהו ברוח של אחווה."
        ),
        Sample(
            "Hindi",
            qwen: 171,
            "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।"
        ),
        Sample(
            "Thai",
            qwen: 79,
            "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ"
        ),
        Sample("Chinese", qwen: 27, "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"),
        Sample(
            "Japanese",
            qwen: 52,
            "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。"
        ),
        Sample(
            "Korean",
            qwen: 55,
            "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다."
        ),
        Sample(
            "Georgian",
            qwen: 173,
            "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით. მათ მინიჭებული აქვთ გონება და სინდისი და ერთმანეთის მიმართ უნდა იქცეოდნენ ძმობის სულისკვეთებით."
        ),
        Sample("Swift", qwen: 24, "let missing = mine.compactMap { key in open[key].map { (key, $0.input) } }"),
        Sample(
            "numbers",
            qwen: 69,
            "Invoice 20418 of 2026-03-14: 17 items, 1,249.50 EUR, VAT 19%, IBAN DE02 1203 0000 0000 2020 51"
        ),
        Sample("emoji", qwen: 25, "Sunset at the beach 🌅🏖️ with friends 👩‍👩‍👧 and a 🐕"),
    ]
}

@Suite struct `Token estimates` {
    @Test(arguments: Sample.all) func `are seldom below the truth and never far above`(sample: Sample) {
        let ratio = Double(TokenEstimate.tokens(in: sample.text)) / Double(sample.qwen)
        #expect(ratio > 0.9 && ratio < 2.6, "\(sample.name): \(ratio)")
    }

    @Test func `are zero for no text and at least one for any other`() {
        #expect(TokenEstimate.tokens(in: "") == 0)
        #expect(TokenEstimate.tokens(in: " ") == 1)
        #expect(TokenEstimate.tokens(in: "a") == 1)
        #expect(TokenEstimate.tokens(in: "A cat") == 2)
        #expect(TokenEstimate.tokens(in: "2026") == 4)
    }

    @Test func `of a part read as a substring are those of the same string`() {
        let text = Sample.all[0].text
        #expect(TokenEstimate.tokens(in: text.prefix(50)) == TokenEstimate.tokens(in: String(text.prefix(50))))
    }

    @Test(arguments: 0..<50) func `keep their promised bounds and barely grow when texts are joined`(seed: UInt64) {
        var random = RandomNumbers(seed: seed)
        let alphabet = Array(Sample.all.map(\.text).joined(separator: "\n\n  ").unicodeScalars)
        func piece() -> String {
            let count = Int.random(in: 1...60, using: &random)
            return String(
                String.UnicodeScalarView((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
            )
        }
        for _ in 0..<40 {
            let (one, two) = (piece(), piece())
            let (first, second) = (TokenEstimate.tokens(in: one), TokenEstimate.tokens(in: two))
            #expect((1...2 * one.utf8.count).contains(first))
            #expect(TokenEstimate.tokens(in: one + two) <= first + second + 1)
        }
    }
}
