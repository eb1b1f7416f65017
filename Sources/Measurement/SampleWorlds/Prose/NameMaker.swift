/// Invented people and places, so that no document names anybody.
enum NameMaker {
    private static let first = Domain.list(
        """
        Maren, Tobin, Isolde, Anselm, Petra, Corwin, Hedda, Jory, Lucan, Nessa, Oswin, Perla, Quill, Rasmus, Senna, Thea, Ulric, Vesna, Wanda, Yorick, Zelda,
        Alma, Bertil, Cosima, Dagny, Edmar, Fenna, Gunnar, Hilde, Ivo, Jutta, Klaas, Linnea, Milo, Nadja, Orla, Piet, Ragna, Sigrun, Tilda, Urban, Viggo, Wenzel,
        Xenia, Yvo, Zora, Ambro, Brida, Cyprian, Dorit
        """)
    private static let onset = Domain.list(
        "Bar, Cal, Dor, Els, Fen, Gar, Hol, Ing, Jar, Kes, Lam, Mor, Nor, Ost, Pel, Quar, Ran, Sel, Tav, Ul, Ver, Wil, Yar, Zan, Bram, Crow")
    private static let coda = Domain.list(
        "beck, dale, gren, mund, strand, wick, low, stad, hurst, mere, by, nes, croft, vik, holt, sen, dottir, man, ley, forth, ric, quist, lund, berg"
    )
    private static let placeHead = Domain.list(
        "Orl, Sund, Mar, Tarn, Gull, Kell, Brae, Wyn, Holm, Ash, Skar, Fal, Lin, Pen, Thor, Eld, Rook, Salt, Hag, Dun, Myr, Vell")
    private static let placeTail = Domain.list("en, ing, wick, ford, haven, mouth, stead, gate, mark, by, more, ton, ness, der, ley, ham")
    private static let kinds = Domain.list("Quay, Row, Hill, Bank, Yard, Point, Lane, Cross, Mill, Steps, Hollow, Reach, Corner, Gate, Green, Wharf")

    static func person(_ random: inout PathRandom) -> String { random.chance(0.5) ? random.pick(first) : surname(&random, title: true) }

    static func fullName(_ random: inout PathRandom) -> String { random.pick(first) + " " + random.pick(onset) + random.pick(coda) }

    private static func surname(_ random: inout PathRandom, title: Bool) -> String {
        random.pick(first) + " " + random.pick(onset) + random.pick(coda)
    }

    static func town(_ random: inout PathRandom) -> String { random.pick(placeHead) + random.pick(placeTail) }

    static func place(_ random: inout PathRandom) -> String { town(&random) + " " + random.pick(kinds) }
}
