// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses es-jina as a library builds its fuzzers.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func part(_ product: String) -> Target.Dependency { .product(name: product, package: "es-jina") }

let package = Package(
    name: "Fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "es-jina", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [
                part("ESJina"), part("Elasticsearch"), part("Embeddings"), part("HTTPTransport"), part("JSONValues"),
                part("VipsImages"),
            ],
            swiftSettings: strict
        )
    ]
)
