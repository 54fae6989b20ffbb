/// Words that say little: articles, prepositions, pronouns, auxiliaries of the most used languages.
///
/// Words that carry a meaning in another of these languages are left out ("war", "hat", "door", "sea", "van"): damping a
/// picture's subject costs more than keeping a particle.
enum FunctionWords {
    /// The hashes of function words, folded, under ``WordFeatures/wordSeed``.
    static let hashes: Set<UInt64> = hashes(of: lists)

    /// The hashes of words that half of all picture names hold: file suffixes, "photo", "image".
    static let pictureWords: Set<UInt64> = hashes(of: [pictures])

    private static func hashes(of lists: [String]) -> Set<UInt64> {
        var result = Set<UInt64>()
        for list in lists {
            let text = FoldedText(list)
            for word in text.words {
                result.insert(StableHash.hash(text.scalars[word.range], seed: WordFeatures.wordSeed))
            }
        }
        return result
    }

    private static let pictures = """
        jpg jpeg png gif webp svg tif tiff heic bmp img dsc image images picture pictures photo photos photograph pic pics
        imagen imagenes foto fotos fotografia imagem imagens bild bilder immagine immagini afbeelding zdjecie obraz resim
        gambar изображение картинка фото صورة
        """

    private static let lists = [
        // English
        """
        a an the and or but nor of in on at to from by with without into onto over under for as is are was were be been being
        am do does did has have had having this that these those it its i you he she we they me him her us them my your his our
        their there here what which who whom whose when where why how not no so than then too very can could will would shall
        should may might must just also up down out off about after before between through during near while some any each
        """,
        // Spanish
        """
        el la los las un una unos unas de del al a en y e o u que se con por para sin sobre entre hasta desde como mas pero si no
        es son esta este esto estos estas ese esa eso aquel muy ya lo le les me te nos su sus mi mis tu tus ser estar ha han fue
        donde cuando cual quien tambien porque
        """,
        // French
        """
        le la les l un une des du de d au aux a en et ou ou que qui quoi dont ce cet cette ces c il elle ils elles on nous vous je
        j tu me m te t se s lui leur son sa ses mon ma mes ton ta tes notre votre est sont etait ont pas ne n plus dans sur sous
        avec sans pour par chez vers entre comme mais si tres y
        """,
        // Portuguese
        """
        o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para com sem sobre entre ate e ou mas
        que se nao sao esta este isto esse isso aquele ao aos eu ele ela eles elas voce seu sua seus suas meu minha foi ser como
        mais muito quando onde tambem
        """,
        // German
        """
        der die das den dem des ein eine einen einem einer eines und oder aber auch nicht kein keine ist sind waren wird werden
        wurde haben ich du er sie es wir ihr ihm ihn uns mich mir dich dir sein seine ihre im in ins am an auf aus bei beim mit nach
        von vom vor zu zum zur uber unter durch fur gegen ohne um als wie wenn dass da dort hier noch nur schon sehr sich so was wer
        """,
        // Italian
        """
        il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli alle da dal dallo dalla dai dalle
        in nel nello nella nei negli nelle su sul sullo sulla sui sulle con per tra fra e ed o ma che chi non piu si mi ti ci vi lui
        lei noi voi loro suo sua suoi sue questo questa quello quella sono essere era come quando dove anche molto
        """,
        // Dutch
        """
        de het een en of maar niet geen is zijn was waren wordt heeft ik jij hij zij wij jullie ze we je dit dat deze die er hier
        daar in op aan bij met naar om te tot uit voor onder tussen als dan ook nog wel zo wat wie
        """,
        // Swedish, Danish, Norwegian
        """
        en ett et den det de och og eller men inte ikke ikkje ar er var som att at pa i av af til till fra fran med utan uden uten
        om under over vid ved hos jag jeg du han hun hon vi ni de dem sig seg sin sitt sina dette denna denne har hade havde
        """,
        // Polish, Czech
        """
        i w z na do od po za o u ze nie tak sie jest sa byl byla bylo byc to ten ta te tego tej tym jak co czy kto ale lub oraz dla
        przy przez pod nad bez a v s k ke se je jsou byt ktery ktera ktere aby jako pro pri
        """,
        // Russian, Ukrainian
        """
        и в во не на я с со он она оно они мы вы ты что как а но по к ко у о об от до из за для при без над под это этот эта эти
        тот та те то все его ее их мой твой наш ваш был была было были быть есть же бы ли или если когда где кто так та і й та з
        із на у в від до для як що це ця цей ці не є був була було
        """,
        // Turkish, Indonesian, Vietnamese
        """
        ve bir bu su o ile icin de da mi mu ne gibi daha cok ama veya ki var yok yang di dan ini itu untuk dengan pada ke dari
        adalah tidak ada akan oleh dalam atau juga la va cua cho cac mot nhung trong voi khong
        """,
        // Arabic, Persian, Hebrew, Hindi, Greek
        """
        في من على إلى عن مع هذا هذه ذلك التي الذي هو هي أن لا ما كان و او أو ثم كل و در به از که این آن را با است برای یک
        של את על אל עם הוא היא זה לא כי או גם אני
        के का की को में से पर और है हैं यह वह एक नहीं था थी थे भी ने तो कि
        ο η το οι τα του της των τον την ενα μια και με σε στο στη στην στον απο για που δεν ειναι ως
        """,
    ]
}
