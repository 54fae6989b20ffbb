/// What can be said of any picture in a word: its colours, brightness and shape, named in six languages.
///
/// A text that names a concept in any of them and a picture that shows it share one feature, so that "red picture", "image
/// rouge" and "rotes Bild" all find red pictures.
enum VisualConcepts {
    /// The concept a folded word names, by the word's hash under ``WordFeatures/wordSeed``.
    static let byWord: [UInt64: UInt64] = {
        var result: [UInt64: UInt64] = [:]
        for (name, list) in names {
            let text = FoldedText(list)
            for word in text.words {
                result[StableHash.hash(text.scalars[word.range], seed: WordFeatures.wordSeed)] = feature(name)
            }
        }
        return result
    }()

    /// The feature of a concept.
    static func feature(_ name: String) -> UInt64 {
        StableHash.hash(name.unicodeScalars.lazy.map(\.value), seed: WordFeatures.conceptSeed)
    }

    // Words that mean something else as often are left out: "rose", "viola".
    // English, Spanish, French, Portuguese, German, Italian, with the forms that grammar gives them.
    private static let names: [(String, String)] = [
        (
            "red",
            """
            red reddish rojo roja rojos rojas rouge rouges vermelho vermelha vermelhos vermelhas rot rote roter rotes roten rotem
            rosso rossa rossi rosse
            """
        ),
        (
            "orange",
            """
            orange naranja naranjas anaranjado anaranjada oranges laranja laranjas alaranjado orangefarben oranger arancione
            arancioni
            """
        ),
        (
            "yellow",
            """
            yellow yellowish amarillo amarilla amarillos amarillas jaune jaunes amarelo amarela amarelos amarelas gelb gelbe gelber
            gelbes gelben gelbem giallo gialla gialli gialle
            """
        ),
        (
            "green",
            """
            green greenish verde verdes vert verte verts vertes grun grune gruner grunes grunen grunem gruen verdi
            """
        ),
        (
            "cyan",
            """
            cyan turquoise teal turquesa celeste cian ciano turquoises turkis turkise tuerkis turchese
            """
        ),
        (
            "blue",
            """
            blue bluish azul azules bleu bleue bleus bleues azuis blau blaue blauer blaues blauen blauem blu azzurro azzurra azzurri
            azzurre
            """
        ),
        (
            "purple",
            """
            purple violet violeta morado morada morados moradas purpura violette violets violettes roxo roxa roxos roxas lila violett
            violette violetter violettes violetten
            """
        ),
        (
            "pink",
            """
            pink pinkish rosado rosada rosados rosadas rosa rosafarben pinke
            """
        ),
        (
            "brown",
            """
            brown brownish marron marrones castano marrons brun brune bruns brunes castanho castanha marrom braun braune brauner
            braunes braunen braunem marrone marroni
            """
        ),
        (
            "black",
            """
            black negro negra negros negras noir noire noirs noires preto preta pretos pretas schwarz schwarze schwarzer schwarzes
            schwarzen schwarzem nero nera neri nere
            """
        ),
        (
            "white",
            """
            white blanco blanca blancos blancas blanc blanche blancs blanches branco branca brancos brancas weiss weisse weisser
            weisses weissen weissem bianco bianca bianchi bianche
            """
        ),
        (
            "gray",
            """
            gray grey grayish gris grises grise cinza cinzas cinzento cinzenta grau graue grauer graues grauen grauem grigio grigia
            grigi grigie
            """
        ),
        (
            "dark",
            """
            dark oscuro oscura oscuros oscuras sombre sombres fonce foncee escuro escura escuros escuras dunkel dunkle dunkler
            dunkles dunklen scuro scura scuri scure
            """
        ),
        (
            "bright",
            """
            bright luminoso luminosa brillante claro clara claros claras lumineux lumineuse clair claire clairs claires brilhante
            hell helle heller helles hellen chiaro chiara chiari chiare
            """
        ),
        ("vertical", "vertical upright verticale senkrecht hochformat verticales"),
        ("horizontal", "horizontal horizontale querformat waagerecht orizzontale panorama panoramic panoramica"),
        (
            "square",
            "square cuadrado cuadrada carre carree quadrado quadrada quadratisch quadratische quadrato quadrata"
        ),
        (
            "monochrome",
            """
            monochrome monocromo monocromatico monochromatic grayscale greyscale monochrom schwarzweiss einfarbig
            """
        ),
    ]
}
