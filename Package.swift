// swift-tools-version: 6.2
import PackageDescription

// The wings of the house, from the ground up, and the rooms in each. A room imports only rooms that stand before it in this list;
// docs/architecture.md holds the same list for people, and `make imports` compares the two with the sources.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// The rooms of one wing, whose folder they share.
struct Wing {
    let name: String

    func room(_ name: String, _ dependencies: [Target.Dependency] = [], linking: [LinkerSetting] = []) -> Target {
        .target(
            name: name, dependencies: dependencies, path: "Sources/\(self.name)/\(name)", swiftSettings: strict, linkerSettings: linking)
    }

    func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(name: name, dependencies: dependencies, path: "Sources/\(self.name)/\(name)", swiftSettings: strict)
    }
}

/// A C library from Debian.
func library(_ name: String, _ pkgConfig: String, _ package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// C or C++ of our own: a kernel, or a thin wrapper where a library's own header cannot be imported.
func kernel(_ name: String, _ dependencies: [Target.Dependency] = [], linking: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/C/\(name)", linkerSettings: linking.map { .linkedLibrary($0) })
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, path: "Tests/\(name)Tests", swiftSettings: strict)
}

let ground = Wing(name: "Ground")
let events = Wing(name: "Events")
let texts = Wing(name: "Texts")
let ledger = Wing(name: "Ledger")
let detectors = Wing(name: "Detectors")
let decisions = Wing(name: "Decisions")
let measurement = Wing(name: "Measurement")
let surfaces = Wing(name: "Surfaces")
let programs = Wing(name: "Programs")

let package = Package(
    name: "assay",
    products: [.executable(name: "assay", targets: ["assay"])],
    targets: [
        // C: libraries from Debian and our own kernels, one Swift owner each.
        library("CLibCrypto", "libcrypto", "libssl-dev"),
        library("CSQLite", "sqlite3", "libsqlite3-dev"),
        library("CYAML", "yaml-0.1", "libyaml-dev"),
        library("CZlib", "zlib", "zlib1g-dev"),
        library("CZstd", "libzstd", "libzstd-dev"),
        library("CXXHash", "libxxhash", "libxxhash-dev"),
        library("COpenBLAS", "openblas", "libopenblas-dev"),
        library("CICU", "icu-uc", "libicu-dev"),
        kernel("CUnicodeText", ["CICU"], linking: ["icuuc", "icui18n"]),
        kernel("CTimeZones", ["CICU"], linking: ["icuuc", "icui18n"]),
        kernel("CRegularExpressions", linking: ["re2", "stdc++"]),
        kernel("CSketchKernels"),
        kernel("CLedgerPages", linking: ["sqlite3"]),
        kernel("CShippedRules"),

        // libm is named because no room imports Foundation, which would bring it along.
        ground.room("CanonicalJSON", linking: [.linkedLibrary("m")]),
        ground.room("Collections", ["CXXHash"]),
        ground.room("Parallelism"),
        ground.room("Diagnostics", ["CanonicalJSON"]),
        ground.room("Numerics"),
        ground.room("LinearAlgebra", ["Numerics", "COpenBLAS"]),

        events.room("Contributions", ["CanonicalJSON", "CLibCrypto"]),

        texts.room("Corpora", ["CanonicalJSON", "Parallelism", "Diagnostics", "Contributions", "CZlib", "CZstd", "CUnicodeText"]),
        texts.room("Sketches", ["CSketchKernels"]),
        texts.room("SearchIndex", ["Collections", "Corpora"]),

        ledger.room("Ledger", ["CanonicalJSON", "Parallelism", "Diagnostics", "Contributions"]),
        ledger.room("LedgerStorage", ["Diagnostics", "Contributions", "Ledger", "CSQLite", "CLedgerPages"]),

        // No detector sees another, and none sees storage.
        detectors.room("Detection", ["CanonicalJSON", "Collections", "Contributions", "Ledger"]),
        detectors.room("Identities", ["Collections", "Contributions"]),
        detectors.room(
            "NearDuplicates",
            ["CanonicalJSON", "Collections", "Parallelism", "Numerics", "Contributions", "Corpora", "Sketches", "Ledger", "Detection"]),
        detectors.room(
            "SyntheticText",
            [
                "CanonicalJSON", "Collections", "Parallelism", "Diagnostics", "Numerics", "LinearAlgebra", "Contributions", "Corpora", "Ledger",
                "Detection",
            ]),
        detectors.room(
            "RetrievalSpam",
            [
                "CanonicalJSON", "Collections", "Parallelism", "Numerics", "Contributions", "Corpora", "SearchIndex", "Ledger", "Detection",
                "Identities",
            ]),
        detectors.room(
            "AgentSwarms", ["CanonicalJSON", "Collections", "Parallelism", "Numerics", "Contributions", "Ledger", "Detection", "Identities"]),
        detectors.room("DetectorStorage", ["CanonicalJSON", "Collections", "Contributions", "NearDuplicates"]),

        decisions.room("Configuration", ["Diagnostics", "CYAML"]),
        decisions.room("Expressions", ["CanonicalJSON", "Diagnostics", "CRegularExpressions", "CTimeZones"]),
        decisions.room("Rules", ["CanonicalJSON", "Diagnostics", "Contributions", "Ledger", "Detection", "Configuration", "Expressions"]),
        decisions.room("Screening", ["CanonicalJSON", "Collections", "Parallelism", "Contributions", "Ledger", "Detection", "Rules"]),
        decisions.room("Rewards", ["CanonicalJSON", "Diagnostics", "Contributions", "Ledger", "Configuration", "Rules", "Screening"]),

        decisions.room("ShippedRules", ["CShippedRules"]),

        measurement.room(
            "Evaluation",
            ["CanonicalJSON", "Collections", "Diagnostics", "Numerics", "Contributions", "Ledger", "Detection", "Rules", "Screening", "Rewards"]),
        measurement.room("SampleWorlds", ["CanonicalJSON", "Numerics", "Contributions"]),

        surfaces.room(
            "Reports", ["CanonicalJSON", "Diagnostics", "Numerics", "Contributions", "Ledger", "Detection", "Screening", "Rewards"]),

        surfaces.room(
            "Operations",
            [
                "Collections", "Parallelism", "Contributions", "Ledger", "Detection", "NearDuplicates", "SyntheticText", "RetrievalSpam",
                "AgentSwarms", "DetectorStorage", "Rules", "Screening", "Rewards",
            ]),

        programs.program(
            "assay",
            [
                "CanonicalJSON", "Diagnostics", "Numerics", "Contributions", "Corpora", "Sketches", "SearchIndex", "Ledger", "LedgerStorage",
                "Detection", "NearDuplicates", "SyntheticText", "RetrievalSpam", "AgentSwarms", "DetectorStorage", "Configuration", "Expressions",
                "Rules", "Screening", "Rewards", "ShippedRules", "Evaluation", "Reports", "Operations",
            ]),
        programs.program("assay-world", ["CanonicalJSON", "Contributions", "SampleWorlds"]),

        // A disk for SQLite that loses its power; no product holds it.
        .target(name: "CCrashDisk", path: "Tests/CCrashDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "CrashDisks", dependencies: ["CCrashDisk", "Contributions", "Ledger", "LedgerStorage"], path: "Tests/CrashDisks",
            swiftSettings: strict),

        // What property tests share.
        .target(name: "PropertyTesting", dependencies: [], path: "Tests/PropertyTesting", swiftSettings: strict),
        // Where tests find labelled data.
        .target(name: "EvaluationData", dependencies: [], path: "Tests/EvaluationData", swiftSettings: strict),

        tests("CanonicalJSON", ["CanonicalJSON"]),
        tests("Collections", ["Collections", "Numerics"]),
        tests("Parallelism", ["Parallelism"]),
        tests("Diagnostics", ["Diagnostics", "CanonicalJSON"]),
        tests("Numerics", ["Numerics"]),
        tests("LinearAlgebra", ["LinearAlgebra", "Numerics"]),
        tests("Contributions", ["Contributions", "CanonicalJSON"]),
        tests("Corpora", ["Corpora", "Contributions", "Diagnostics", "CanonicalJSON"]),
        tests("Sketches", ["Sketches"]),
        tests("SearchIndex", ["EvaluationData", "SearchIndex", "Corpora", "CanonicalJSON"]),
        tests("Ledger", ["Ledger", "PropertyTesting", "Contributions", "CanonicalJSON", "Diagnostics"]),
        tests("LedgerStorage", ["LedgerStorage", "Ledger", "Contributions", "Diagnostics", "CanonicalJSON", "CrashDisks"]),
        tests("Detection", ["Detection", "Contributions", "CanonicalJSON", "Ledger"]),
        tests(
            "NearDuplicates",
            [
                "EvaluationData", "NearDuplicates", "Collections", "Sketches", "Corpora", "Contributions", "Detection", "Ledger", "CanonicalJSON",
                "Numerics",
            ]),
        tests(
            "SyntheticText",
            [
                "EvaluationData", "SyntheticText", "Collections", "Corpora", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Numerics",
                "Diagnostics",
            ]),
        tests("Identities", ["Identities", "Collections", "Contributions", "Numerics"]),
        tests(
            "RetrievalSpam",
            [
                "EvaluationData", "SearchIndex", "RetrievalSpam", "Collections", "Corpora", "Contributions", "Detection", "Identities", "Ledger",
                "CanonicalJSON", "Numerics",
            ]),
        tests("AgentSwarms", ["EvaluationData", "AgentSwarms", "Collections", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Numerics"]),
        tests("DetectorStorage", ["DetectorStorage", "NearDuplicates"]),
        tests("Configuration", ["Configuration", "Diagnostics"]),
        tests("Expressions", ["EvaluationData", "Expressions", "CanonicalJSON"]),
        tests("Rules", ["Rules", "Ledger", "Configuration", "Contributions", "Detection", "Diagnostics", "CanonicalJSON", "Expressions"]),
        tests("Screening", ["Screening", "Rules", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Configuration", "Diagnostics"]),
        tests(
            "Rewards",
            [
                "Rewards", "Screening", "Rules", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Configuration", "Numerics", "Diagnostics",
                "PropertyTesting",
            ]),
        tests("ShippedRules", ["ShippedRules"]),
        tests("Evaluation", ["Evaluation", "Contributions", "CanonicalJSON", "Detection", "Ledger", "Numerics", "Rules", "Screening", "Rewards"]),
        tests("SampleWorlds", ["SampleWorlds", "CanonicalJSON", "Contributions"]),
        tests("Reports", ["Reports", "Screening", "Rewards", "Ledger", "Contributions", "CanonicalJSON", "Detection", "Diagnostics"]),
        tests(
            "Operations", ["Operations", "Rewards", "DetectorStorage", "Screening", "Rules", "Detection", "Ledger", "Contributions", "CanonicalJSON"]),
        tests(
            "assay",
            [
                "assay", "CanonicalJSON", "Contributions", "CrashDisks", "Diagnostics", "Evaluation", "Ledger", "LedgerStorage", "Screening",
                "Rewards", "Rules", "Operations", "ShippedRules",
            ]),
        tests("House", []),
    ]
)
