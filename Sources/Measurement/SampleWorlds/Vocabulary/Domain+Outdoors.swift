extension Domain {
    static let bees = Domain(
        "beekeeping", slug: "bees",
        roles: "beekeeper, bee inspector, queen breeder, honey packer, allotment neighbour, swarm collector, mentor",
        tools: "smoker, hive tool, brood box, queen excluder, nectar super, frame feeder, nuc box, entrance block, skep, uncapping fork, mite board",
        stuffs: "ivy honey, fondant, drawn comb, pollen patties, propolis, oxalic crystals, willow pollen, wax foundation, drone brood",
        adjectives: "queenless, bad-tempered, light, overcrowded, chalky, supersedure-prone, well-provisioned, robbed-out, damp, prolific",
        verbs: "inspected, united, requeened, fed, split, marked, moved, clipped, weighed, overwintered, smoked, emptied",
        units: "frames, seams of bees, kilograms of stores, mites a day, hives, eggs, jars",
        topics: [
            Topic(
                "winter feeding",
                terms: "cluster size, candy board, hefting record, mouse guard, autumn syrup, crown board, stores estimate",
                problems: "isolation starvation, mouldy frames, wasp robbing, dysentery streaks",
                actions: "hefting the hive weekly, laying fondant over the cluster, insulating the roof, feeding thick syrup early"),
            Topic(
                "swarm control",
                terms: "queen cell, artificial swarm, clipped queen, demaree board, bait hive, congestion sign, flying bees",
                problems: "prime swarms in May, hidden queen cells, absconding casts, brood-bound boxes",
                actions: "splitting before the cells are sealed, checking every seventh day, caging the queen, hanging a bait hive"),
            Topic(
                "varroa counts",
                terms: "mite drop, sugar roll, brood break, alcohol wash, treatment strip, drone trap, resistance note",
                problems: "deformed wings, mite bombs from neighbours, resistant mites, late treatment",
                actions: "counting mites on a board, rolling bees in sugar, cutting out drone comb, treating in a brood break"),
            Topic(
                "honey harvest",
                terms: "bee escape, refractometer reading, capped comb, settling tank, extractor basket, moisture limit, heather press",
                problems: "fermenting honey, set rape honey, robbing at harvest, burst combs",
                actions: "clearing supers overnight, warming combs, straining twice, pressing heather"),
            Topic(
                "queen rearing",
                terms: "grafting frame, cell builder, mating nuc, royal jelly, larva age, emergence day, breeder colony",
                problems: "rejected cells, drone-laying queens, mating losses, chilled cells",
                actions: "grafting larvae under a day old, stocking mating nucs, marking virgins, timing emergence"),
        ])

    static let rescue = Domain(
        "mountain rescue", slug: "rescue",
        roles: "team leader, winchman, dog handler, hut warden, search planner, radio operator, doctor, volunteer",
        tools:
            "stretcher, belay plate, snow probe, transceiver, casualty bag, headtorch, splint, rope bag, grid map, ice screw, flare, vacuum mattress",
        stuffs: "fixed rope, wet snow, loose scree, thermal blankets, spare batteries, oxygen, verglas, hot tea, marker tape",
        adjectives: "iced-over, avalanche-prone, unmarked, fog-bound, hypothermic, exhausted, cliff-edged, wind-scoured, overdue, corniced",
        verbs: "lowered, evacuated, located, belayed, splinted, searched, flagged, carried, warmed, triangulated, dug out, debriefed",
        units: "metres of rope, rescuers, degrees below zero, minutes, grid squares, callouts",
        topics: [
            Topic(
                "search planning",
                terms: "last known point, probability map, attraction point, search sector, sound line, lost person profile, clue log",
                problems: "unsearched gullies, contaminated tracks, vague last sightings, radio shadow",
                actions: "drawing probability sectors, running a sound sweep, interviewing the family twice, tracking the clue log"),
            Topic(
                "rope lowering",
                terms: "main line, back-up line, edge protection, knot pass, anchor angle, stretcher bridle, barrow handler",
                problems: "rope over a sharp edge, overloaded anchors, jammed knots, stonefall on the barrow",
                actions: "equalising three anchors, padding the edge, passing the knot, briefing the barrow handler"),
            Topic(
                "avalanche response",
                terms: "burial site, probe line, transceiver signal, air pocket, snow profile, escape route, strategic shovelling",
                problems: "multiple burials, signal overlap, secondary slides, packed debris",
                actions: "probing in a spiral, shovelling as a conveyor, posting a lookout, testing the snow profile"),
            Topic(
                "cold casualties",
                terms: "core temperature, afterdrop, shivering stage, vapour barrier, warm chest pack, handling rule, cardiac arrest",
                problems: "afterdrop, silent hypothermia, frostbitten fingers, wet clothing",
                actions: "keeping the casualty flat, wrapping a vapour barrier, warming the trunk first, checking pulse for a minute"),
            Topic(
                "search dogs",
                terms: "air scent, scent cone, indication bark, training runaway, working range, rest cycle, wind direction",
                problems: "swirling wind, tired dogs, false indications, cut paws",
                actions: "working the dog into wind, rewarding each find, rotating teams, boiling water for paws"),
        ])

    static let orchard = Domain(
        "orchard grafting", slug: "orchard",
        roles: "grafter, pomologist, cider maker, nursery hand, pruner, seed saver, orchard warden",
        tools:
            "grafting knife, pruning saw, budding tape, tree guard, stake, ladder, scion bundle, label tag, wax pot, press cloth, pair of secateurs",
        stuffs: "scion wood, raffia, codling moth larvae, windfalls, pomace, mulch, wool grease, quince stocks, blossom",
        adjectives: "cankered, biennial, grafted, frost-nipped, russeted, leaning, overgrown, spur-bearing, scabby, heirloom",
        verbs: "grafted, pruned, staked, budded, thinned, limed, labelled, headed back, pollarded, mulched, pressed, bagged",
        units: "scions, trees, baskets, litres of juice, buds, centimetres of growth, rows",
        topics: [
            Topic(
                "whip and tongue",
                terms: "cambium line, tongue cut, rootstock diameter, wax seal, scion dormancy, callus, union",
                problems: "dried scions, mismatched cambium, graft slip, loose tape",
                actions: "matching the cambium on one side, cutting with a single stroke, waxing the tip, storing scions in damp sand"),
            Topic(
                "canker and scab",
                terms: "canker margin, leaf litter, spore flight, lime sulphur, wound paint, resistant variety, wet spring",
                problems: "weeping cankers, scabbed fruit, dieback, spores on dead leaves",
                actions: "paring back to clean wood, raking leaves, opening the crown, spraying before bud burst"),
            Topic(
                "cider pressing",
                terms: "juice gravity, keeving, pomace cheese, racking date, wild yeast, tannin blend, airlock",
                problems: "stuck fermentation, vinegar taint, thin juice, mouse flavour",
                actions: "sweating apples for a fortnight, blending sharps with bittersweets, racking off lees, building the cheese"),
            Topic(
                "pruning old trees",
                terms: "water shoot, crown lift, fruit spur, three-year plan, branch collar, dead wood, summer cut",
                problems: "forests of water shoots, torn bark, silver leaf, biennial cropping",
                actions: "removing a third each winter, cutting outside the collar, summer pruning shoots, thinning spurs"),
        ])
}
