/// English words that carry grammar rather than topic. Other languages need none: their commonest words stay far below a stuffed share.
enum FunctionWords {
    static let english: Set<String> = Set(
        """
        the of and to a in is was for on that with as by it at from are be this were or an which his not but have has had its their they he she
        i you we can will if all also one other may when these been more than there into such who would so no about only some any what your our
        my do does did then them how use used where out up after most her him over between both each during through under while because within
        without per off via upon very shall must should could might us me
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))

    /// Words with which an English question begins.
    static let questionOpeners: Set<String> = Set(
        """
        who whom whose what which when where why how is are was were do does did can could will would should has have had am may
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
}
