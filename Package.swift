// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "es-jina",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "JSONValues", swiftSettings: strict),
        .target(name: "HTTPTransport", swiftSettings: strict),
        .target(name: "Embeddings", swiftSettings: strict),
    ]
)
