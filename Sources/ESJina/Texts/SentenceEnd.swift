/// Whether a mark that may end a sentence does.
enum SentenceEnd {
    /// Whether what stands at `offset` goes on with the sentence: it begins with a small letter, quotes and brackets left out.
    static func goesOn(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var offset = offset
        for _ in 0..<4 {
            guard offset < bytes.count else { return false }
            let (scalar, length) = UTF8Text.scalar(in: bytes, at: offset)
            switch ScalarClass(scalar) {
            case .opener, .quote, .extender: offset += length
            default: return Unicode.Scalar(scalar)?.properties.isLowercase ?? false
            }
        }
        return false
    }

    /// Whether the full stop at `stop` belongs to an abbreviation, an initial or an ordinal number.
    ///
    /// - Parameters:
    ///   - stop: Where the full stop is.
    ///   - next: Where what follows it begins.
    ///   - bytes: The whole text.
    /// - Returns: Whether it does.
    static func isAbbreviation(before stop: Int, next: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = stop
        while start > 0, stop - start <= longest, isWordByte(bytes[start - 1]) { start -= 1 }
        guard start < stop, stop - start <= longest else { return false }
        let word = bytes[start..<stop]
        // "e.g." and "z.B.", but not the "3.14." that ends a sentence.
        let isNumber = word.allSatisfy { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }
        if isNumber { return word.count <= 2 }
        if word.contains(UInt8(ascii: ".")) { return true }
        let text = String(decoding: word, as: UTF8.self)
        if text.unicodeScalars.count == 1 { return text.unicodeScalars.allSatisfy(\.properties.isAlphabetic) }
        let key = text.lowercased()
        let isBeforeNumber = next < bytes.count && 0x30...0x39 ~= bytes[next]
        return always.contains(key) || isBeforeNumber && beforeNumbers.contains(key)
    }

    /// In UTF-8 code units.
    private static let longest = 16

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), 0x80...: true
        default: false
        }
    }

    /// What stands before a name, a word or an amount and ends no sentence, in English, German, French, Spanish, Italian,
    /// Portuguese, Dutch, Scandinavian, Polish, Czech, Turkish and Russian.
    private static let always = Set(
        """
        mr mrs ms messrs dr drs prof rev hon st sr jr gen col maj capt cpt lt sgt cmdr adm gov sen rep pres supt
        vs cf al ed eds trans viz approx dept est inc ltd corp univ assn bros mt ft ave blvd rd
        bzw evtl ggf vgl sog inkl exkl zzgl abzgl geb gest hr fr frl dipl ing med phil hrsg tel str mio mrd mind max urspr
        m mm mme mmes mlle mlles mgr éd env av bd
        sra srta dra ud uds avda gral lic ing prof arq
        sig sigg dott avv egr gent spett
        dhr mevr mw bijv resp incl excl
        bl ca dvs evt fru hrn
        ul np tzn tzw mgr inż hab pl al zob
        tř nám např tzv pí sv
        sn doç yrd
        ул г гг др проф акад им пр тыс млн млрд руб коп см ср напр св
        """
        .split(whereSeparator: \.isWhitespace).map(String.init)
    )

    /// What ends no sentence where a number follows.
    private static let beforeNumbers = Set(
        """
        no nos nr n° núm num art arts fig figs abb tab tbl eq eqs vol vols ch chap sec sect p pp pg pag pág s sp pt par para
        kap abs bd blz str стр рис гл табл ст п c ca circa v op ex nº
        jan feb mar apr jun jul aug sep sept oct okt nov dec dez
        """
        .split(whereSeparator: \.isWhitespace).map(String.init)
    )
}

/// What a line of Markdown begins with.
enum MarkdownLine {
    /// Whether a heading begins at `offset`: one to six number signs and a space (CommonMark 0.31, section 4.2).
    static func isHeading(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = offset
        while end < bytes.count, end - offset <= 6, bytes[end] == UInt8(ascii: "#") { end += 1 }
        return 1...6 ~= end - offset && end < bytes.count && isBlank(bytes[end])
    }

    /// The letter of the fence of code that begins or ends at `offset` (section 4.5).
    static func fence(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
        let letter = bytes[offset]
        guard letter == UInt8(ascii: "`") || letter == UInt8(ascii: "~"), offset + 2 < bytes.count else { return nil }
        return bytes[offset + 1] == letter && bytes[offset + 2] == letter ? letter : nil
    }

    /// Whether an item of a list begins at `offset` (section 5.2).
    static func isListItem(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = offset
        while end < bytes.count, end - offset < 9, 0x30...0x39 ~= bytes[end] { end += 1 }
        let marks = end > offset ? ".)" : "-*+"
        return end + 1 < bytes.count && marks.utf8.contains(bytes[end]) && isBlank(bytes[end + 1])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
