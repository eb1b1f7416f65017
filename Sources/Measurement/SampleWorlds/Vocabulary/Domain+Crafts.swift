extension Domain {
    static let glaze = Domain(
        "glaze chemistry", slug: "glaze",
        roles: "potter, kiln tender, glaze mixer, studio technician, clay supplier, apprentice thrower, chemist",
        tools: "pyrometric cone, ball mill, test tile, sieve, kiln shelf, thermocouple, dipping tongs, spray gun, hydrometer, damper, burner block",
        stuffs: "wood ash, nepheline, red iron, bone ash, feldspar, wollastonite, kaolin, copper carbonate, zinc oxide, rutile",
        adjectives: "underfired, runny, crawled, matte, buttery, pinholed, celadon, crazed, over-reduced, silky, blistered",
        verbs: "sieved, dipped, refired, milled, diluted, brushed, weighed, cooled, sprayed, scraped, crash-cooled, retested",
        units: "grams, degrees, percent silica, tiles, cones, litres of slop, hours of soak",
        topics: [
            Topic(
                "crazing and fit",
                terms: "expansion figure, boron frit, silica share, clay body, stress test, freezer trial, cristobalite content",
                problems: "crazing after a week, shivering rims, dunting, delayed cracks",
                actions: "raising the silica, freezing and boiling tiles, swapping the frit, matching the clay body"),
            Topic(
                "ash glazes",
                terms: "washed ash, soluble alkali, ash sieve, fluxing strength, runny belt, tree species, slop density",
                problems: "rivulets on the shelf, caustic slop, batch drift, grey scum",
                actions: "washing the ash twice, burning one species, testing with line blends, catching drips on a biscuit"),
            Topic(
                "reduction firing",
                terms: "damper setting, back pressure, body reduction, flame colour, oxygen probe, gas valve, peep hole",
                problems: "carbon coring, liver-red copper, stalled temperature, smoke in the shed",
                actions: "starting reduction early, reading the peep hole, nudging the damper, holding for an hour at the top"),
            Topic(
                "pinholes",
                terms: "bisque ramp, gas release, soak time, glaze thickness, heal-over, application layer, organic matter",
                problems: "pinholes on the shoulder, blisters over iron, pitted foot rings, craters",
                actions: "slowing the bisque, soaking near the top, thinning the coat, wiping dust from the bisque"),
            Topic(
                "suspension and mixing",
                terms: "bentonite, specific gravity, settled slop, gelled bucket, Epsom salt, sieve mesh, batch card",
                problems: "hard-panned buckets, lumps on the dip, dusty glaze, drips at the lip",
                actions: "adding bentonite dry, checking specific gravity, flocculating with Epsom salt, sieving twice"),
        ])

    static let looms = Domain(
        "loom repair", slug: "loom",
        roles: "weaver, loom fixer, reed maker, warper, dyer, mill historian, bobbin winder, pattern drafter",
        tools:
            "heddle, reed, shuttle, treadle, breast beam, warp beam, ratchet, temple, raddle, picking stick, lease stick, harness frame, dobby chain",
        stuffs: "linen thread, worsted yarn, beeswax, hemp cord, maple dowels, leather picker straps, waste selvedge, graphite, tow",
        adjectives: "warped, squeaking, counterbalanced, frayed, out-of-square, unevenly tensioned, hand-forged, loose-pegged, eight-shaft, brittle",
        verbs: "re-threaded, planed, tied up, replaced, waxed, unbolted, squared, shimmed, rewound, re-pegged, sanded, tightened",
        units: "ends, picks an inch, shafts, metres of warp, dents, turns of the ratchet",
        topics: [
            Topic(
                "warp tension",
                terms: "warp beam, ratchet pawl, friction brake, cross sticks, tension bar, slack end, back beam",
                problems: "slack edges, creeping ratchets, snapped ends, rippled cloth",
                actions: "weighting slack threads, winding on with paper, filing the pawl, rewinding under a steady pull"),
            Topic(
                "shuttle trouble",
                terms: "shuttle race, picking stick, shuttle box, bobbin quill, picker strap, race board, fly cord",
                problems: "flying shuttles, weft loops, rebound in the box, chipped shuttle tips",
                actions: "levelling the race board, shortening the fly cord, softening the picker, smoothing the shuttle tip"),
            Topic(
                "treadle tie-up",
                terms: "lamm, tie-up cord, treadle pin, shed height, counter march, pattern draft, jack lever",
                problems: "a muddy shed, treadles that touch the floor, slipping knots, shafts that float",
                actions: "retying with snitch knots, measuring shed height, bending a new pin, numbering the cords"),
            Topic(
                "reed and heddles",
                terms: "reed rust, dent spacing, heddle bar, doubled end, repair heddle, sleying order, beater",
                problems: "rusty dents, reed marks, crossed ends, worn heddle eyes",
                actions: "scrubbing a reed with oil, tying a repair heddle, resleying a section, spacing heddles evenly"),
            Topic(
                "frame and joints",
                terms: "mortise, wedge tenon, cross brace, castle, loom bench, oak pin, diagonal measure",
                problems: "racking frames, shrunken tenons, woodworm, a wobbling castle",
                actions: "squaring the frame by diagonals, fitting new wedges, bracing the castle, treating worm holes"),
        ])

    static let clocks = Domain(
        "tower clock keeping", slug: "clock",
        roles: "clock keeper, bell ringer, steeplejack, gear cutter, parish clerk, dial painter, horologist",
        tools:
            "escape wheel, pendulum bob, winding crank, strike train, fly fan, pallet arm, hour hand, bell hammer, weight line, motion work, bevel gear",
        stuffs: "whale-grey oil, brass bushings, pigeon nests, gold leaf, lead shot, steel cable, hemp rope, chalk paste",
        adjectives: "slow-running, pigeon-fouled, hand-wound, gilded, dry-pivoted, out-of-beat, wind-bent, three-train, weathered",
        verbs: "oiled, re-bushed, regulated, rewound, gilded, straightened, shimmed, polished, re-pinned, silenced, lowered",
        units: "seconds a day, pennies on the pendulum, turns of the crank, kilograms of weight, strokes, rungs",
        topics: [
            Topic(
                "regulating",
                terms: "rating nut, pendulum length, beat setting, time log, barometer note, suspension spring, noon signal",
                problems: "losing time in winter, an uneven beat, a cracked suspension spring, gains after oiling",
                actions: "adding pennies to the pendulum, logging against the noon signal, setting the beat by ear, turning the rating nut"),
            Topic(
                "strike faults",
                terms: "count wheel, rack tail, warning pin, hammer check, lifting piece, fly fan, strike weight",
                problems: "miscounted hours, double strikes, a stuck warning pin, a muffled bell",
                actions: "realigning the count wheel, bending the hammer check, freeing the fly, recounting at midnight"),
            Topic(
                "dials and hands",
                terms: "counterpoise, motion work, dial ring, gold size, leading-off rod, minute hand, bezel",
                problems: "drooping hands, flaking gilding, iced dials, slipping leading-off rods",
                actions: "balancing the counterpoise, regilding numerals, clamping the rod, painting in calm weather"),
            Topic(
                "winding and weights",
                terms: "weight chute, great wheel, maintaining power, cable clamp, crank handle, click spring, drum",
                problems: "frayed cable, slipping clicks, weights on the floor, an overwound drum",
                actions: "greasing the cable, counting crank turns, fitting a stop, testing the click spring"),
        ])
}
