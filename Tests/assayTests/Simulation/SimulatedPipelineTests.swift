import Foundation
import Rules
import Rewards
import Testing

@testable import assay

/// ASSAY_SIMULATIONS runs so many seeds instead of a few; ASSAY_SIMULATION_SEED starts elsewhere.
@Suite("The whole pipeline, simulated")
struct SimulatedPipelineTests {
    static let steps = 40
    static let seeds: ClosedRange<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["ASSAY_SIMULATION_SEED"].flatMap { UInt64($0) } ?? 1
        return first...first + (environment["ASSAY_SIMULATIONS"].flatMap { UInt64($0) } ?? 16) - 1
    }()

    static let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("rules").path

    func simulate(_ seed: UInt64) throws -> SimulatedPipeline {
        let rules = try ShippedFiles.ruleSet(Self.shipped)
        let policy = try ShippedFiles.policy(Self.shipped + "/payouts/default.yaml")
        let pipeline = try #require(try SimulatedPipeline(seed: seed, rules: rules, policy: policy))
        try pipeline.run(steps: Self.steps)
        return pipeline
    }

    @Test("whatever comes in whatever order, and whenever the power goes, every promise holds", arguments: seeds)
    func promises(seed: UInt64) throws {
        let pipeline = try simulate(seed)
        #expect(pipeline.broken.isEmpty, "seed \(seed): \(pipeline.broken.joined(separator: "; "))")
        #expect(pipeline.tally["entries", default: 0] > 0, "seed \(seed): nothing happened")
    }

    @Test("the same seed gives the same trace, another seed another")
    func repeatable() throws {
        let first = try simulate(3)
        #expect(try simulate(3).trace == first.trace)
        #expect(try simulate(4).trace != first.trace)
    }
}
