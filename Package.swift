// swift-tools-version: 6.2
import PackageDescription

// The floors of the house. A room imports only rooms on lower floors; docs/architecture.md
// holds the same table for people, and `make imports` compares the two with the sources.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, path: "Tests/\(name)Tests", swiftSettings: strict)
}

let package = Package(
    name: "assay",
    products: [.executable(name: "assay", targets: ["assay"])],
    targets: [
        // C libraries from Debian, one Swift owner each.
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"])]),
        .target(name: "CUnicodeText", dependencies: ["CICU"], linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
        .target(name: "CTimeZones", dependencies: ["CICU"], linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
        .target(name: "CRegularExpressions", linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("stdc++")]),
        .target(name: "CSketchKernels"),
        .target(name: "CLedgerPages", linkerSettings: [.linkedLibrary("sqlite3")]),

        // Floor -1: the text form and the parallel map that the floors above share.
        // libm is named because no room below floor 7 imports Foundation, which would bring it along.
        .target(name: "CanonicalJSON", swiftSettings: strict, linkerSettings: [.linkedLibrary("m")]),
        room("Parallelism"),
        // Floor 0
        room("Contributions", ["CanonicalJSON", "CLibCrypto"]),
        room("Diagnostics", ["CanonicalJSON"]),
        room("Sketches", ["CSketchKernels"]),
        room("Numerics"),
        // Floor 1
        room("Corpora", ["CanonicalJSON", "Parallelism", "Contributions", "Diagnostics", "CZlib", "CZstd", "CUnicodeText"]),
        room("Configuration", ["Diagnostics", "CYAML"]),
        room("Expressions", ["CanonicalJSON", "Diagnostics", "CRegularExpressions", "CTimeZones"]),
        room("Ledger", ["CanonicalJSON", "Contributions", "Diagnostics"]),
        // Floor 2
        room("Retrieval", ["Corpora"]),
        room("Detection", ["CanonicalJSON", "Contributions", "Ledger"]),
        // Floor 3: no detector sees another, and none sees storage.
        room("NearDuplicates", ["CanonicalJSON", "Parallelism", "Contributions", "Corpora", "Detection", "Ledger", "Sketches", "Numerics"]),
        room("SyntheticText", ["CanonicalJSON", "Contributions", "Corpora", "Detection", "Diagnostics", "Ledger", "Numerics"]),
        room("RetrievalSpam", ["CanonicalJSON", "Contributions", "Corpora", "Detection", "Ledger", "Numerics", "Retrieval"]),
        room("AgentSwarms", ["CanonicalJSON", "Contributions", "Detection", "Ledger", "Numerics"]),
        // Floor 4
        room("Rules", ["CanonicalJSON", "Configuration", "Contributions", "Detection", "Diagnostics", "Expressions"]),
        // Floor 5
        room("Screening", ["CanonicalJSON", "Parallelism", "Contributions", "Detection", "Ledger", "Rules"]),
        // Floor 6
        room("Settlement", ["CanonicalJSON", "Configuration", "Contributions", "Diagnostics", "Ledger", "Rules", "Screening"]),
        .target(
            name: "SampleWorlds", dependencies: ["CanonicalJSON", "Contributions", "Numerics"],
            path: "corpora/generator/SampleWorlds", swiftSettings: strict),
        // Floor 7
        room("Evaluation", ["CanonicalJSON", "Contributions", "Detection", "Diagnostics", "Ledger", "Numerics", "Rules", "Screening", "Settlement"]),
        room("IndexStorage", ["CanonicalJSON", "Contributions", "NearDuplicates"]),
        room("LedgerStorage", ["Contributions", "Diagnostics", "Ledger", "CSQLite", "CLedgerPages"]),
        room("Reports", ["CanonicalJSON", "Contributions", "Detection", "Diagnostics", "Ledger", "Numerics", "Screening", "Settlement"]),
        // Floor 9
        .executableTarget(
            name: "assay",
            dependencies: [
                "CanonicalJSON", "Contributions", "Diagnostics", "Sketches", "Numerics", "Corpora", "Configuration",
                "Ledger", "Detection", "Retrieval", "NearDuplicates", "SyntheticText", "RetrievalSpam", "AgentSwarms", "Expressions", "Rules",
                "Screening", "Settlement", "Evaluation", "IndexStorage", "LedgerStorage", "Reports",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "assay-world", dependencies: ["SampleWorlds", "CanonicalJSON", "Contributions"],
            path: "corpora/generator/assay-world", swiftSettings: strict),

        // A disk for SQLite that loses its power; no product holds it.
        .target(name: "CCrashDisk", path: "Tests/CCrashDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "CrashDisks", dependencies: ["CCrashDisk", "Contributions", "Ledger", "LedgerStorage"], path: "Tests/CrashDisks",
            swiftSettings: strict),

        tests("CanonicalJSON", ["CanonicalJSON"]),
        tests("Parallelism", ["Parallelism"]),
        tests("Contributions", ["Contributions", "CanonicalJSON"]),
        tests("Diagnostics", ["Diagnostics", "CanonicalJSON"]),
        tests("Sketches", ["Sketches"]),
        tests("Numerics", ["Numerics"]),
        tests("Corpora", ["Corpora", "Contributions", "Diagnostics", "CanonicalJSON"]),
        tests("Configuration", ["Configuration", "Diagnostics"]),
        tests("Expressions", ["Expressions", "CanonicalJSON"]),
        tests("Ledger", ["Ledger", "Contributions", "CanonicalJSON", "Diagnostics"]),
        tests("Detection", ["Detection", "Contributions", "CanonicalJSON", "Ledger"]),
        tests("NearDuplicates", ["NearDuplicates", "Sketches", "Corpora", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Numerics"]),
        tests("SyntheticText", ["SyntheticText", "Corpora", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Numerics", "Diagnostics"]),
        tests("Retrieval", ["Retrieval", "Corpora", "CanonicalJSON"]),
        tests("RetrievalSpam", ["Retrieval", "RetrievalSpam", "Corpora", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Numerics"]),
        tests("AgentSwarms", ["AgentSwarms", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Numerics"]),
        tests("Rules", ["Rules", "Configuration", "Contributions", "Detection", "Diagnostics", "CanonicalJSON", "Expressions"]),
        tests("Screening", ["Screening", "Rules", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Configuration", "Diagnostics"]),
        tests(
            "Settlement",
            ["Settlement", "Screening", "Rules", "Contributions", "Detection", "Ledger", "CanonicalJSON", "Configuration", "Numerics", "Diagnostics"]),
        tests("Evaluation", ["Evaluation", "Contributions", "CanonicalJSON", "Detection", "Ledger", "Numerics", "Rules", "Screening", "Settlement"]),
        tests("SampleWorlds", ["SampleWorlds", "CanonicalJSON", "Contributions"]),
        tests("IndexStorage", ["IndexStorage", "NearDuplicates"]),
        tests("LedgerStorage", ["LedgerStorage", "Ledger", "Contributions", "Diagnostics", "CanonicalJSON", "CrashDisks"]),
        tests("Reports", ["Reports", "Screening", "Settlement", "Ledger", "Contributions", "CanonicalJSON", "Detection", "Diagnostics"]),
        tests(
            "assay",
            [
                "assay", "CanonicalJSON", "Contributions", "CrashDisks", "Diagnostics", "Evaluation", "Ledger", "LedgerStorage", "Screening",
                "Settlement", "Rules",
            ]),
        tests("House", []),
    ]
)
