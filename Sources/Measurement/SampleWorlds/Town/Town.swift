/// One self-contained community: its people, its documents, and what happens among them in thirty days.
///
/// A world of scale N is N towns. Everything in a town is a function of the world's seed and the town's number, so a text is made
/// only when its event is written and is never stored. About 40 bytes for each document and 20 for each event of the window in memory.
struct Town {
    let number: Int
    let seed: UInt64
    var members: [Member] = []
    var documents: [Document] = []
    /// Documents of each domain, in the order of time.
    var shelves: [[UInt16]] = []
    var runs: [Run] = []

    /// Milliseconds since the world's first instant; thirty days fit 32 bits.
    typealias Moment = UInt32

    static let millisecondsPerDay = 86_400_000
    static let days = 30

    struct Member {
        var roles: [String]
        var network = 0
        var device = 0
        var funder = 0
        var joined: Moment = 0
        var domain: Int
        var cause: Cause?
        var group = 0
    }

    enum Kind: UInt8 {
        case honest, exactCopy, lightEdit, truncation, mosaic, zeroWidth, homoglyph, flood, stuffing, echo
        case learner, notice, quotation, reference, faq, revision
    }

    struct Document {
        var owner: UInt16
        var kind: Kind
        var domain: UInt8
        var topic: UInt8
        /// How far an attack goes, in the unit of its kind.
        var strength: UInt8 = 0
        var source: UInt16 = 0
        var secondSource: UInt16 = 0
        var time: Moment
        /// What retrieval thinks of it, beside the topic.
        var quality: Float
        var cause: Cause?
        var group: UInt8 = 0
    }

    struct Run {
        var tuner: UInt16
        var time: Moment
        var domain: UInt8
    }

    enum Action: UInt8 { case join, submit, tune, retrieve, infer, interact, review, heartbeat }

    /// How a retrieval's question comes about.
    enum Asking: UInt8 { case free, loop, assigned, lockstep }

    struct Event {
        var time: Moment
        var action: Action
        var asking: Asking = .free
        var cause: Cause?
        var group: UInt8 = 0
        var actor: UInt16
        /// A document, a member or a run, as the action says; `Town.nobody` where there is none.
        var target: UInt16 = Town.nobody
        /// A document beside the target member.
        var resource: UInt16 = Town.nobody
        var domain: UInt8 = 0
        var topic: UInt8 = 0
        var amount: UInt32 = 0
    }

    static let nobody = UInt16.max

    /// What a town's members and documents may number, so that names stay distinct across towns.
    static let capacity = 1024
}
