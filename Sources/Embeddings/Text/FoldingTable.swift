/// What each letter of the European alphabets becomes when case and diacritics do not count.
///
/// Made from the Unicode Character Database: lower case, compatibility decomposition, marks dropped; then the letters whose
/// stroke Unicode does not decompose (ø, đ, ł, …), and ς as σ. A blank stands for what separates words, `_` for a mark that is
/// dropped. A letter that becomes two has its second one in ``second``.
enum FoldingTable {
    /// A run of code points and what they become.
    private struct Run {
        let first: UInt32
        let folded: [UInt32]

        init(_ first: UInt32, _ folded: String) {
            self.first = first
            self.folded = folded.unicodeScalars.map(\.value)
        }
    }

    static let separator: UInt32 = 0x20
    static let mark: UInt32 = 0x5F

    /// What `scalar` becomes; `nil` outside of the table.
    static func fold(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0xC0...0x24F: latin.folded[Int(scalar - latin.first)]
        case 0x370...0x52F: greekAndCyrillic.folded[Int(scalar - greekAndCyrillic.first)]
        case 0x1E00...0x1FFF: extended.folded[Int(scalar - extended.first)]
        default: nil
        }
    }

    private static let latin = Run(
        0xC0,
        "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
            + "lllnnnnnnʼnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
            + "bbƃƃƅƅɔƈƈddƌƌƍǝəɛffɠɣƕɩiƙƙlƛɯɲƞɵooƣƣƥƥʀƨƨʃƪƫƭƭʈuuʊʋƴƴzzʒƹƹƺƻƽƽƾƿ"
            + "ǀǁǂǃdddlllnnnaaiioouuuuuuuuuuǝaaaaaaggggkkooooʒʒjdddggƕƿnnaaaaoo"
            + "aaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹaccltȿ"
            + "ɀɂɂbuʌeejjɋɋrryy"
    )

    private static let greekAndCyrillic = Run(
        0x370,
        "ͱͱͳͳʹ ͷͷ   ͻͼͽ ϳ      α εηι ο υωιαβγδεζηθικλμνξοπρ στυφχψωιυαεηι"
            + "υαβγδεζηθικλμνξοπρσστυφχψωιυουωϗβθυυυφπϗϙϙϛϛϝϝϟϟϡϡϣϣϥϥϧϧϩϩϫϫϭϭϯϯ"
            + "κρσϳθε ϸϸσϻϻϼͻͼͽееђгєѕііјљњћкиуџабвгдежзииклмнопрстуфхцчшщъыьэюя"
            + "абвгдежзииклмнопрстуфхцчшщъыьэюяееђгєѕііјљњћкиуџѡѡѣѣѥѥѧѧѩѩѫѫѭѭѯѯ"
            + "ѱѱѳѳѵѵѵѵѹѹѻѻѽѽѿѿҁҁ _______ҋҋҍҍҏҏґґғғҕҕҗҗҙҙққҝҝҟҟҡҡңңҥҥҧҧҩҩҫҫҭҭүү"
            + "ұұҳҳҵҵҷҷҹҹһһҽҽҿҿӏжжӄӄӆӆӈӈӊӊӌӌӎӎӏааааӕӕееәәәәжжззӡӡииииооөөөөээуу"
            + "ууууччӷӷыыӻӻӽӽӿӿԁԁԃԃԅԅԇԇԉԉԋԋԍԍԏԏԑԑԓԓԕԕԗԗԙԙԛԛԝԝԟԟԡԡԣԣԥԥԧԧԩԩԫԫԭԭԯԯ"
    )

    private static let extended = Run(
        0x1E00,
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
            + "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
            + "wwwwwwwwwwxxxxyyzzzzzzhtwyasẜẝsẟaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
            + "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ"
            + "ααααααααααααααααεεεεεε  εεεεεε  ηηηηηηηηηηηηηηηηιιιιιιιιιιιιιιιι"
            + "οοοοοο  οοοοοο  υυυυυυυυ υ υ υ υωωωωωωωωωωωωωωωωααεεηηιιοουυωω  "
            + "ααααααααααααααααηηηηηηηηηηηηηηηηωωωωωωωωωωωωωωωωααααα ααααααα ι "
            + "  ηηη ηηεεηηη   ιιιι  ιιιιιι    υυυυρρυυυυυυρ     ωωω ωωοοωωω   "
    )

    /// The second letter of those that become two.
    static let second: [UInt32: UInt32] = [
        0xC6: 0x65, 0xDE: 0x68, 0xDF: 0x73, 0xE6: 0x65, 0xFE: 0x68, 0x132: 0x6A,
        0x133: 0x6A, 0x149: 0x6E, 0x152: 0x65, 0x153: 0x65, 0x1C4: 0x7A, 0x1C5: 0x7A,
        0x1C6: 0x7A, 0x1C7: 0x6A, 0x1C8: 0x6A, 0x1C9: 0x6A, 0x1CA: 0x6A, 0x1CB: 0x6A,
        0x1CC: 0x6A, 0x1E2: 0x65, 0x1E3: 0x65, 0x1F1: 0x7A, 0x1F2: 0x7A, 0x1F3: 0x7A,
        0x1FC: 0x65, 0x1FD: 0x65, 0x1E9A: 0x2BE, 0x1E9E: 0x73,
    ]
}
