// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the house builds without it. `Rooms` is a link to ../Sources: the rooms under test are compiled here
// once more, with libFuzzer's coverage counters in them. `make fuzz` (scripts/fuzz) names the archive that holds libFuzzer itself.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
]

func room(_ wing: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Rooms/\(wing)/\(name)", swiftSettings: strict)
}

let package = Package(
    name: "assay-fuzz",
    targets: [
        .systemLibrary(name: "CLibFuzzer", path: "CLibFuzzer"),
        .systemLibrary(name: "CLibCrypto", path: "Rooms/C/CLibCrypto", pkgConfig: "libcrypto"),
        .target(name: "CanonicalJSON", path: "Rooms/Ground/CanonicalJSON", swiftSettings: strict, linkerSettings: [.linkedLibrary("m")]),
        room("Events", "Contributions", ["CanonicalJSON", "CLibCrypto"]),
        room("Ground", "Diagnostics", ["CanonicalJSON"]),
        room("Ground", "Parallelism"),
        room("Ledger", "Ledger", ["CanonicalJSON", "Parallelism", "Contributions", "Diagnostics"]),
        .executableTarget(
            name: "assay-fuzz", dependencies: ["CLibFuzzer", "CanonicalJSON", "Contributions", "Ledger"], path: "Sources",
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"), .unsafeFlags(["-sanitize=fuzzer"])],
            linkerSettings: [.linkedLibrary("stdc++")]),
    ]
)
