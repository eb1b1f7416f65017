/// The README that lies beside a generated world.
public enum WorldDescription {
    public static func markdown(_ world: SampleWorld, _ summary: WorldSummary) -> String {
        var out = """
            # A labelled world

            Made by `swift run -c release assay-world --scale \(world.scale) --seed \(world.seed) --out DIR`; the same command gives the same bytes.
            Every name, place and sentence is invented. Thirty days from 2026-03-01T00:00:00Z.

            | what | count |
            |---|---|
            | participants | \(summary.participants) |
            | events | \(summary.events) |

            """
        for (type, count) in summary.eventsByType.sorted(by: { $0.key < $1.key }) { out += "| `\(type)` | \(count) |\n" }
        out += """
            | fees (micro-credits) | \(summary.feesMicros) |
            | of these to attacks, were they split by rank with no fraud layer | \(summary.attackFeesMicros) (\(percent(summary.attackFeesMicros, summary.feesMicros))) |
            | claims of interactions (micro-credits) | \(summary.claimsMicros) |
            | of these by attacks | \(summary.attackClaimsMicros) (\(percent(summary.attackClaimsMicros, summary.claimsMicros))) |

            `labels.jsonl` names each event that belongs to an attack (`attack`), to what surrounds one (`context`), or to an honest
            look-alike that must not be punished (`benign`). Its format stands in `corpora/README.md`.

            | kind | name | labelled events |
            |---|---|---|

            """
        for cause in Cause.allCases {
            out += "| \(cause.kind.rawValue) | \(cause.rawValue) | \(summary.labelsByCause[cause, default: 0]) |\n"
        }
        return out
    }

    private static func percent(_ part: Int64, _ whole: Int64) -> String {
        guard whole > 0 else { return "0 %" }
        let tenths = (part * 1000 + whole / 2) / whole
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
