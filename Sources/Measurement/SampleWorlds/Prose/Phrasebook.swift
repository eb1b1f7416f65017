/// The phrases from which honest documents are made. An author uses only some of them, by habit.
enum Phrasebook {
    static let openers = Pattern.lines(
        """
        last {season}
        on {date}
        by {clock}
        one {weekday} in {month}
        most weeks
        after {small} attempts
        before {person} retired
        up at {place}
        down by {place}
        in {year}
        when the {adj} {tool} arrived
        against advice
        back in {month}
        whenever {stuff} ran short
        with {small} of us on shift
        thanks to {person}
        despite {problem}
        for all the talk of {problem}
        since {year}
        the week {person} was ill
        at {place}
        in my {small} years as {role}
        on a wet {weekday}
        having ignored the {term}
        out of habit
        to save {num} {unit}
        once the {term} was settled
        around {clock}
        in a {adj} year
        every {season}
        between {month} and {month}
        with hindsight
        some years ago
        as a {role}
        halfway through {month}
        """)

    static let clauses = Pattern.lines(
        """
        {person} {verbed} the {tool} near {place}
        {person} and {other} {verbed} {num} {unit} of {stuff}
        the {role} {verbed} a {adj} {tool}
        the {term} slipped by {num} {unit}
        nobody at {place} had checked the {term}
        {problem} cost us {num} {unit}
        {action} took {small} hours
        {action} beats {action2}
        I had {verbed} the {adj} {tool} myself
        we {verbed} {stuff} until {clock}
        the {adj} {tool} will {need} {num} {unit}
        {stuff} arrived {adj}
        {other} blamed the {tool}
        {other} swears by {action}
        my own {tool} dates from {year}
        {problem} followed within {small} days
        {problem} can hide behind a {adj} {tool}
        a {role} from {town} lent us a {tool}
        the {term} reads {num} {unit}
        the {term} and the {term2} never agreed
        {about} {num} {unit} went missing
        {small} of the {num} {unit} were {adj}
        you will {need} a {tool} and some {stuff}
        skip {action} and you get {problem}
        the first sign is {problem}
        what looked like {problem} was {problem2}
        {person} keeps a notebook on the {term}
        the trick lies in {action}
        it pays to look at the {term} first
        {action} without a {tool} is guesswork
        {stuff} and {stuff2} do not mix
        the old {role} taught {action}
        our {tool} {often} turns {adj}
        the {adj} one was {verbed} by {person}
        I {think} the {term} matters more than the {term2}
        {place} has a {adj} {tool} of its own
        {town} does it differently
        there is no cure for {problem} except {action}
        {person} wrote {num} {unit} on the back of an envelope
        {problem} stopped us twice in {month}
        by {weekday} the {tool} was {adj} again
        the {term} moved from {num} to {num2} {unit}
        {people} underrate {action}
        a {adj} {tool} hides {problem}
        we compared {num} {unit} against {num2}
        {role2} and {role} quarrelled over the {term}
        {other} measured the {term} on {date}
        the figure was {num} {unit}, plus or minus {small}
        {stuff} from {town} showed fewer faults
        the repair came to {num} crowns
        {person} refuses to touch a {adj} {tool}
        each {weekday} somebody {verbed} the {tool2}
        the manual says nothing about {problem}
        {problem} returned in {season}
        I lost {num} {unit} that way
        a second {tool} stood idle at {place}
        {other} trusts the {term}, I trust my ears
        the {term} had drifted since {month}
        only {person} knew where the {tool} was kept
        {action} should come before {action2}
        the {tool} from {town} is {adj} and {adj2}
        between them they {verbed} the lot
        {num} {unit} is my limit
        anything above {num} {unit} invites {problem}
        below {num} {unit} the {term} means little
        the apprentice confused the {term} with the {term2}
        our {role} prefers {action}
        {person} paid {num} crowns for a {adj} {tool}
        the {tool} was {verbed} and the {tool2} {verbed2}
        you can hear {problem} long before you see it
        {small} seasons of notes {show} the same
        the {term} depends on {stuff}
        {problem} and {problem2} feed each other
        {person} had {verbed} it at {clock}
        we now keep {num} {unit} in reserve
        nothing in the {term} explained {problem}
        the worst case was {place} in {year}
        {action} saved the {season}
        {action} failed at {place}
        {stuff} will settle after {small} days
        a {role} at {place} told me so
        it was {adj}, {adj2} and {very} heavy
        the {tool} should {need} no more than {small} minutes
        {people} at {town} still laugh about the {tool}
        the {term} comes first
        {month} was mostly {problem}
        {person} asked for {num} {unit} more
        I would rather fix the {tool} than the {term}
        we drew the {term} on a map of {place}
        {stuff} should be {verbed} by {weekday}
        the {role} signed for {num} {unit}
        half of {stuff} had to be {verbed} twice
        the {term} is not the {term2}
        their {tool} outlived {small} keepers
        no two {unit} were alike
        {other} sketched the {tool} in pencil
        my notes from {date} mention {problem}
        the cheapest answer was {action}
        {num} {unit} passed without {problem}
        a {adj} {season} ruins the {term}
        {problem} came from the {tool2}, not the {tool}
        it began with {problem} at {place}
        the committee in {town} voted for {action}
        {person} had seen worse in {year}
        "{problem}, what else", said {person}
        "leave the {tool} alone", {other} told the {role}
        never mind the {tool}
        three things went wrong: {problem}, {problem2} and the weather
        there were {num} {unit} at first and {num2} in the end
        ask any {role} about {action} and expect a long answer
        with a {adj} {tool} every {role} becomes a philosopher
        somewhere between {num} and {num2} {unit} lies comfort
        had {person} not {verbed} the {tool}, {place} would be closed
        if the {term} moves, leave; if it does not, stay
        neither {stuff} nor {stuff2} helped
        the difference was {small} days and {num} crowns
        it took {person}, {other} and a borrowed {tool}
        whoever {verbed} the {tool} last should have said so
        not a word about {problem} in the minutes of {date}
        the sum for {month}: {num} {unit}, minus {small}
        {weekday} mornings belong to the {term}
        a visitor from {town} mistook the {tool} for a {tool2}
        {person} would start with {action}, {other} with {action2}
        it rained, the {tool} stuck, and {person} went home
        two lists hang at {place}: one for {stuff}, one for {problem}
        as long as the {term} stays under {num} {unit} I sleep well
        {problem} is a polite name for what we saw in {year}
        {small} hands are better than one {adj} {tool}
        the price of {stuff} doubled between {month} and {month}
        {other} once drove to {town} for a single {tool}
        what the {role} calls the {term}, my aunt calls luck
        you learn {action} by failing at it
        only the {adj} {tool} survived the move to {place}
        the inspector counted {num} {unit}; we had counted {num2}
        since {person} left, the {term} has had no friend
        there is a photograph of {other} beside the {tool}, dated {year}
        hardly anybody at {place} still has {stuff} to spare
        give me {num} {unit} and a dry {weekday}
        {town} sent {num} {unit} of {stuff}, unasked
        that {season} taught us respect for the {term}
        the second attempt, on {date}, went better
        {person} hums while the {tool} is being {verbed}
        for {problem} I know two remedies, and the other one is {action}
        the grant paid for the {tool}, not for {stuff}
        all this before breakfast
        more on the {term} another day
        do not copy what we did at {place}
        {adj} is the word for it
        the {term} held
        the {term} failed
        we argued
        {other} was right
        I was wrong about the {tool}
        it worked
        that was {adj} work
        """)

    static let joins = Pattern.lines(
        """
        , {because} \u{20}
        ; \u{20}
        , and \u{20}
        , {but} \u{20}
         while \u{20}
        , so \u{20}
        , which is why \u{20}
         until \u{20}
        , although \u{20}
         once \u{20}
        : \u{20}
        , yet \u{20}
         even though \u{20}
        , and then \u{20}
         before \u{20}
        , whereas \u{20}
         unless \u{20}
        , though \u{20}
         \u{2013} \u{20}
         after \u{20}
        """.replacingJoinPadding())

    static let tails = Pattern.lines(
        """
        , or so the {role} claims
         ({other} disagreed)
        , as {person} noted in {month}
        , give or take
         on a good {weekday}
        , {num} {unit} in all
         at {place}
         near {town}
        , not counting {stuff}
        , for what it is worth
         by {clock}
        , {very} {adj}
         (see my note of {date})
        , the {adj} one
         in {season}
        , rain or shine
         for {small} weeks
        , against the {term}
        , with or without {stuff}
        , which surprised {other}
         as late as {month}
        , to the relief of {person}
         more than once
        , {adj} or not
        , like it did in {year}
        """)

    /// Ways of speech that an author falls back on.
    static let habits = Domain.list(
        """
        mind you, to be fair, as it happens, I reckon, in short, truth be told, if you ask me, as ever, of course, in fairness, oddly, so far as I can tell,
        frankly, by the way, more or less, sad to say, on balance, put simply, strictly speaking, touch wood, no surprise there, for once, believe it or not,
        in my view, granted, as a rule, happily, at any rate, needless to add, so to speak, come what may, all told, in practice, I should say, by and large,
        once again, in plain words, curiously, at least here, I dare say
        """)

    static let questions = Pattern.lines(
        """
        Why do we keep meeting {problem}?
        What would {person} have done?
        Was it the {tool}?
        Is {action} worth {num} {unit}?
        How many {unit} can a {tool} take?
        Who checks the {term} at {place}?
        Does the {term} even matter in {season}?
        So why bother with {action}?
        Whose {tool} was it?
        """)

    static let titles = Pattern.lines(
        """
        {problem}: notes from {place}
        {action}, the slow way
        what {person} taught me about the {term}
        a {season} with the {adj} {tool}
        {topic} at {place}
        report on the {term}, {month} {year}
        the {term} again
        how we met {problem}
        {num} {unit} later
        on {action}
        {topic}, {year}
        letter to the {role} of {town}
        from the diary of a {role}
        {stuff} and the {term}
        """)
}

extension String {
    /// Joins are written one a line with a visible mark for their trailing blank.
    fileprivate func replacingJoinPadding() -> String {
        var out = ""
        for line in split(separator: "\n") {
            var text = line[...]
            while text.last == " " { text.removeLast() }
            out += text + " \n"
        }
        return out
    }
}
