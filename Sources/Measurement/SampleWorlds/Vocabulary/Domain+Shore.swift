extension Domain {
    static let harbour = Domain(
        "harbour logistics", slug: "harbour",
        roles: "tally clerk, crane driver, pilot, berthing officer, stevedore, customs broker, linesman, yard planner, winch hand",
        tools:
            "gantry crane, reach stacker, mooring line, fender, bollard, tally sheet, spreader, capstan, weighbridge, cargo net, draught gauge, bill of lading",
        stuffs: "dried figs, coiled cable, bagged cement, frozen herring, pine boards, olive oil, crated tiles, seed potatoes, scrap copper",
        adjectives: "salt-stiff, overdue, half-loaded, mislabelled, bonded, reefer-plugged, storm-bound, rusted, double-stacked, demurrage-hungry",
        verbs: "restowed, hoisted, re-weighed, lashed, discharged, rerouted, inspected, tallied, impounded, relabelled, shunted, sealed",
        units: "tonnes, pallets, containers, metres of quay, crates, lifts an hour",
        topics: [
            Topic(
                "berth planning",
                terms: "berth window, tidal slot, quay allocation, arrival estimate, priority list, turnaround target, tug order",
                problems: "missed tidal slots, berth clashes, bunching of arrivals, idle quay cranes, late pilot orders",
                actions: "juggling the berth window, ranking vessels by draught, keeping a spare slot, confirming arrival estimates by radio"),
            Topic(
                "cargo tally",
                terms: "outturn report, piece count, hatch tally, shortage claim, damage note, seal number, mate's receipt",
                problems: "short landed cargo, double counting at the hatch, illegible seal numbers, disputed outturn figures",
                actions: "tallying hatch by hatch, photographing every seal, reconciling the outturn report, counting on both sides of the sling"),
            Topic(
                "crane upkeep",
                terms: "hoist rope, slew bearing, brake lining, limit switch, grease log, load cell, boom hinge",
                problems: "slack hoist rope, brake fade, load cell drift, corroded limit switches, boom sway",
                actions: "measuring rope wear, regreasing the slew bearing, testing limit switches, rigging a dead weight for calibration"),
            Topic(
                "reefer storage",
                terms: "reefer plug, set point, defrost cycle, pre-trip inspection, power tower, data logger, vent setting",
                problems: "thawed cargo, tripped reefer plugs, icing on the coil, wrong set points",
                actions: "logging reefer temperatures, staggering defrost cycles, sealing vents, moving a faulty unit to shore power"),
            Topic(
                "customs release",
                terms: "import declaration, bonded shed, tariff code, guarantee account, release note, sample bag, transit form",
                problems: "held consignments, mistyped tariff codes, expired guarantees, lost release notes",
                actions: "lodging declarations before arrival, splitting a consignment, correcting a tariff code, drawing a sample under seal"),
        ])

    static let tides = Domain(
        "tidal mills", slug: "tidemill",
        roles: "miller, sluice keeper, millwright, stone dresser, pond warden, sack carrier, apprentice, marsh surveyor",
        tools:
            "sluice gate, waterwheel, pit wheel, wallower, runner stone, damsel, hopper, tide table, flap valve, mill bill, spur wheel, grain hoist",
        stuffs: "barley meal, wet grain, applewood cogs, silt, tallow, bolted flour, oak paddles, eelgrass, burr stone chips",
        adjectives: "undershot, sluggish, worm-eaten, silted, neap-starved, brackish, freshly dressed, cog-worn, iron-bound, leaky",
        verbs: "dressed, dredged, balanced, wedged, caulked, re-cogged, greased, lowered, trimmed, drained, re-hung, levelled",
        units: "turns a minute, sacks, centimetres of head, hours of grinding, bushels, cogs",
        topics: [
            Topic(
                "sluice keeping",
                terms: "mill pond, flap valve, ebb gate, sill board, head of water, spring tide, seaweed screen",
                problems: "leaking flap valves, weed on the screens, a half-empty pond, jammed sill boards",
                actions: "closing the pond at slack water, clearing the seaweed screen, watching the spring tide, packing a gate with clay"),
            Topic(
                "stone dressing",
                terms: "furrow pattern, land surface, mill bill, stone gap, bed stone, eye of the runner, paint staff",
                problems: "glazed lands, hot meal, uneven furrows, stones rubbing at the skirt",
                actions: "dressing the furrows, proving a stone with the paint staff, tentering the runner, balancing with lead"),
            Topic(
                "wheel repair",
                terms: "paddle board, shroud, axle tree, gudgeon, wheel pit, start and arm, tail race",
                problems: "split paddles, a dragging gudgeon, rot under the shroud, tail water backing up",
                actions: "replacing paddles in pairs, packing the gudgeon with tallow, truing the rim, pumping out the wheel pit"),
            Topic(
                "milling by tide table",
                terms: "tide table, grinding window, night tide, neap week, pond level, working rota, tide clock",
                problems: "neap weeks without work, grinding at three in the morning, misread tide tables, overlapping orders",
                actions: "planning shifts by tide table, saving grain for springs, marking the pond post, swapping the night tide"),
            Topic(
                "flour quality",
                terms: "bolting cloth, moisture test, bran share, meal bin, sample tin, grist mix, extraction rate",
                problems: "clammy flour, torn bolting cloth, weevils in the bin, gritty meal",
                actions: "resting the meal, drying grain before milling, mending the bolting cloth, weighing bran against flour"),
        ])
}
