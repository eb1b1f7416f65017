extension Domain {
    static let radio = Domain(
        "amateur radio astronomy", slug: "radio",
        roles: "observer, club secretary, antenna builder, software tinkerer, school visitor, signal analyst, dish painter",
        tools:
            "dish, feed horn, preamplifier, rotator, coax run, dipole, noise source, spectrum plot, waveguide, mount, band-pass filter, clock module",
        stuffs: "chicken mesh, hydrogen line data, solder, aluminium tape, interference, drift scans, silica gel, spare connectors",
        adjectives: "noisy, lightning-struck, tape-patched, phase-locked, mis-pointed, home-built, cryogenic, rain-soaked, calibrated, quiet",
        verbs: "soldered, calibrated, re-aimed, recorded, plotted, filtered, grounded, averaged, repainted, tuned, logged, unmounted",
        units: "kelvin, hours of integration, decibels, megahertz, drift scans, degrees of elevation",
        topics: [
            Topic(
                "hydrogen line",
                terms: "spiral arm peak, rest frequency, velocity shift, bandwidth setting, baseline ripple, galactic plane, integration time",
                problems: "baseline ripple, a missing peak, thermal drift, aliased spectra",
                actions: "averaging drift scans, subtracting cold sky, correcting for the local standard, repeating at the same sidereal time"),
            Topic(
                "interference hunting",
                terms: "switching supply, waterfall plot, notch filter, direction loop, ferrite clamp, weekly quiet hour, solar inverter",
                problems: "a neighbour's inverter, birdies in the band, harmonics from lamps, broadband hash",
                actions: "walking the street with a loop, clamping ferrites, pulling breakers one by one, logging hash by hour"),
            Topic(
                "dish building",
                terms: "surface error, focal length, rim support, mesh size, counterweight, feed position, rib template",
                problems: "sagging ribs, wind twist, mesh gaps, a misplaced focus",
                actions: "bending ribs on a template, measuring the surface with string, bracing the rim, sliding the feed"),
            Topic(
                "calibration",
                terms: "hot load, cold sky, system temperature, noise diode, gain curve, moon transit, reference spectrum",
                problems: "gain jumps at dusk, a lying thermometer, saturated amplifiers, wet connectors",
                actions: "pointing at the ground and then the zenith, timing a moon transit, switching a noise diode, drying connectors"),
            Topic(
                "meteor scatter",
                terms: "forward echo, beacon carrier, overdense trail, hourly rate, doppler track, shower radiant, echo duration",
                problems: "aircraft echoes, beacon outages, double counts, clipped recordings",
                actions: "counting echoes by the hour, comparing two stations, ignoring aircraft tracks, setting the threshold at dawn"),
        ])

    static let bakery = Domain(
        "bakery accounting", slug: "bakery",
        roles: "head baker, bookkeeper, shop assistant, flour merchant, delivery driver, tax adviser, night mixer, owner",
        tools:
            "ledger page, cash drawer, oven meter, dough mixer, price card, delivery note, proving rack, payroll sheet, stock card, till roll, invoice",
        stuffs: "rye flour, day-old loaves, yeast blocks, butter, unpaid invoices, till slips, petty cash, paper bags, sourdough",
        adjectives: "unreconciled, late-paid, seasonal, break-even, mispriced, overbaked, doubtful, accrued, hand-written, zero-rated",
        verbs: "reconciled, repriced, invoiced, costed, queried, audited, counted, posted, refunded, deposited, depreciated, budgeted",
        units: "loaves, crowns, kilograms of flour, invoices, percent margin, shifts, trays",
        topics: [
            Topic(
                "costing a loaf",
                terms: "flour cost, bake loss, oven hour, labour minute, unit margin, recipe sheet, waste share",
                problems: "hidden bake loss, stale price cards, unmeasured labour, margins that vanish on rye",
                actions: "weighing dough before and after, timing a batch, splitting the gas bill, repricing after each flour delivery"),
            Topic(
                "cash reconciliation",
                terms: "till roll, float, overs and shorts, bank slip, closing count, refund note, card batch",
                problems: "till shortages, missing refund notes, double-entered card batches, a float that shrinks",
                actions: "counting blind at closing, matching card batches, initialling every refund, sealing the float"),
            Topic(
                "stock and waste",
                terms: "opening stock, bin card, day-old shelf, waste diary, reorder point, flour silo, spoilage rate",
                problems: "mouldy fruit, flour moth, unrecorded waste, stockouts at Easter",
                actions: "keeping a waste diary, rotating sacks, setting a reorder point, selling day-old loaves by noon"),
            Topic(
                "wages and shifts",
                terms: "night premium, rota, holiday accrual, time card, overtime line, apprentice rate, payroll run",
                problems: "unpaid overtime, forgotten night premiums, double shifts, late time cards",
                actions: "closing the rota on Friday, accruing holiday monthly, checking time cards, averaging night hours"),
            Topic(
                "oven depreciation",
                terms: "useful life, residual value, repair reserve, asset card, deck oven, write-down, insurance value",
                problems: "repairs booked as assets, an oven without an asset card, surprise write-downs, underinsurance",
                actions: "booking repairs separately, estimating useful life, building a reserve, photographing the oven plate"),
        ])
}
