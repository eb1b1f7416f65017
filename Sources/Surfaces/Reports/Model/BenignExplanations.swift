/// Honest behaviour that looks like a finding of each kind, so that a reviewer weighs it before deciding.
enum BenignExplanations {
    /// Sentences for the detector's name and the finding's kind; never empty.
    static func toWeigh(detector: String, kind: String) -> [String] {
        switch (detector, kind) {
        case (_, "self-retrieval"):
            ["An owner who tests the own index, or a demonstration that repeats the same questions.", "A scheduled health check of the engine."]
        case (_, "loop"):
            ["Long-standing partners who settle accounts in both directions.", "Refunds and corrections, or a test of the payment path."]
        case ("near_duplicate", _), ("near_duplicates", _):
            [
                "Quotation with attribution, or a declared derived work.", "A licence text, form or notice that many people must reuse.",
                "One person who submits the same work twice by mistake, or a shared public source.",
            ]
        case ("synthetic_text", _), ("synthetic", _):
            [
                "A writer with a small vocabulary, for example in a second language.", "Notices, logs or forms that are written from a template.",
                "Text declared as synthetic or translated.",
            ]
        case ("retrieval_spam", _):
            ["A popular reference document that answers many questions.", "A glossary or FAQ that repeats its terms by nature."]
        case ("agent_swarms", _), ("swarm", _), ("swarms", _):
            [
                "A class or team that opens the same assigned resources at the same time.", "An office or school behind one network address.",
                "A deadline, a release or a news item that brings many visitors at once.", "Schedulers that start at the full hour.",
            ]
        default: ["A fault or a habit of the emitting engine.", "A shared, assigned or popular resource."]
        }
    }
}
