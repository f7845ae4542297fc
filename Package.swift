// swift-tools-version: 6.3
import PackageDescription

/// Every module: imports stay private to it, and no warning is left standing.
let common: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// Modules that never touch a C pointer: the compiler refuses one.
let pure = common + [.strictMemorySafety()]

/// Modules that handle every sample are optimised in debug builds too, so that tests can hear hours of sound.
let fast: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "vinyl",
    products: [
        // Preloaded into a program under test, writes down what it does to files.
        .library(name: "PowerCut", type: .dynamic, targets: ["PowerCut"])
    ],
    targets: [
        // The programs: read their settings, run, report.
        .executableTarget(
            name: "vinyl-relay", dependencies: ["Audio", "Platform", "Relay"], swiftSettings: pure),
        .executableTarget(name: "vinyl-jobs", dependencies: ["Jobs", "Platform"], swiftSettings: pure),

        // What they do.
        .target(
            name: "Relay", dependencies: ["Archive", "Audio", "Broadcast", "Platform", "Turntable"],
            resources: [.embedInCode("Page/page.html")], swiftSettings: pure),
        .target(
            name: "Jobs",
            dependencies: [
                "Archive", "Audio", "Catalogue", "Digests", "Features", "Lomuz", "Loudness", "Packing",
                "Pictures",
                "Platform", "Segmentation", "Transfer",
            ],
            swiftSettings: pure),

        // What players and origins of Lomuz agree on: states, deltas, signatures, who plays when.
        .target(name: "Lomuz", dependencies: ["Digests", "Platform"], swiftSettings: pure + fast),

        // What both programs agree on: how sound lies on disk.
        .target(name: "Archive", dependencies: ["Audio", "Platform"], swiftSettings: pure),

        // A record player made of arithmetic, for those who have no sound card, tests among them.
        .target(name: "Turntable", swiftSettings: pure + fast),

        // Finding sides, tracks and sessions: what every tenth of a second sounds like, and what follows from it.
        .target(name: "Segmentation", dependencies: ["Features"], swiftSettings: pure + fast),
        .target(name: "Features", dependencies: ["CKissFFT"], swiftSettings: common + fast),

        // Where C is spoken, each library in one module.
        .target(
            name: "Audio", dependencies: ["Platform", "CALSA", "CFLAC", "CLAME", "CLinux"],
            swiftSettings: common + fast),
        .target(
            name: "Broadcast", dependencies: ["Platform", "CMicroHTTPD", "CShout"],
            swiftSettings: common),
        .target(
            name: "Catalogue", dependencies: ["Archive", "Audio", "Digests", "Lomuz", "Platform", "CSQLite"],
            swiftSettings: common),
        .target(name: "Digests", dependencies: ["Platform", "COpenSSL"], swiftSettings: common),
        .target(name: "Packing", dependencies: ["CZlib"], swiftSettings: common),
        .target(name: "Platform", dependencies: ["CLinux"], swiftSettings: common),
        .target(name: "Transfer", dependencies: ["Platform", "CCURL"], swiftSettings: common),

        // How loud a recording is, and what it looks like.
        .target(name: "Loudness", dependencies: ["CEBUR128"], swiftSettings: common + fast),
        .target(name: "Pictures", dependencies: ["CCairo"], swiftSettings: common + fast),

        .system("ALSA", pkgConfig: "alsa", apt: "libasound2-dev"),
        .system("CURL", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        .system("Cairo", pkgConfig: "cairo", apt: "libcairo2-dev"),
        .system("EBUR128", pkgConfig: "libebur128", apt: "libebur128-dev"),
        .system("FLAC", pkgConfig: "flac", apt: "libflac-dev"),
        .system("KissFFT", pkgConfig: nil, apt: "libkissfft-dev"),
        .system("LAME", pkgConfig: "lame", apt: "libmp3lame-dev"),
        .system("MicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        .system("OpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
        .system("SQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        .system("Shout", pkgConfig: nil, apt: "libshout3-dev"),
        .system("Zlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        .target(name: "CLinux", path: "Sources/CLibraries/Linux"),

        .target(
            name: "TestSupport", dependencies: ["Audio", "Digests", "Lomuz", "Packing", "Platform"],
            path: "Tests/TestSupport", exclude: ["Peers/peer.py", "Lomuz/origin.py", "Lomuz/s3.py"],
            swiftSettings: common + fast),
        .target(name: "PowerCut", path: "Tests/PowerCut"),
        .testTarget(name: "FeaturesTests", dependencies: ["Features"], swiftSettings: common + fast),
        .testTarget(
            name: "SegmentationTests", dependencies: ["Features", "Segmentation", "TestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: common + fast + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]),
        .testTarget(name: "HouseRulesTests", dependencies: ["Platform", "Relay"], swiftSettings: common),
        .testTarget(name: "LoudnessTests", dependencies: ["Loudness"], swiftSettings: common + fast),
        .testTarget(name: "PicturesTests", dependencies: ["Pictures"], swiftSettings: common + fast),
        .test("Archive"), .test("Audio"), .test("Digests"), .test("Platform"), .test("Turntable"),
        .test("Lomuz", also: ["Digests", "Packing", "Platform"]),
        .test("Relay", also: ["Archive", "Audio", "Broadcast", "Platform", "Turntable"]),
        .test("Transfer", also: ["Digests", "Platform"]),
        .test("Catalogue", also: ["Archive", "Audio", "Platform"], exclude: ["Fixtures"]),
        .test(
            "Jobs",
            also: ["Archive", "Audio", "Catalogue", "Digests", "Features", "Lomuz", "Packing", "Platform"]),
        .test(
            "Integration",
            of: [
                "vinyl-relay", "vinyl-jobs", "Archive", "Audio", "Catalogue", "Features", "Lomuz", "Packing",
                "Platform",
                "Turntable",
            ]),
    ]
)

extension Target {
    static func system(_ name: String, pkgConfig: String?, apt: String) -> Target {
        .systemLibrary(
            name: "C" + name, path: "Sources/CLibraries/" + name, pkgConfig: pkgConfig,
            providers: [.apt([apt])])
    }

    /// Tests of one module, which may look inside it.
    static func test(
        _ module: String, also others: [Target.Dependency] = [], exclude: [String] = []
    ) -> Target {
        .testTarget(
            name: module + "Tests", dependencies: [.byName(name: module), "TestSupport"] + others,
            exclude: exclude, swiftSettings: common)
    }

    /// Tests that start the real programs.
    static func test(_ name: String, of programs: [Target.Dependency]) -> Target {
        .testTarget(
            name: name, dependencies: programs + ["TestSupport"], path: "Tests/" + name, swiftSettings: common
        )
    }
}
