// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses es-jina as a library builds its benchmarks.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func part(_ product: String) -> Target.Dependency { .product(name: product, package: "es-jina") }

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "es-jina", path: "..")],
    targets: [
        .executableTarget(name: "bulk-sink"),
        .target(name: "Measuring", dependencies: [part("JSONValues")], swiftSettings: strict),
        .executableTarget(
            name: "bulk-bench",
            dependencies: [
                "Measuring", part("CurlTransport"), part("Elasticsearch"), part("Embeddings"), part("HTTPTransport"),
                part("JSONValues"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "knn-bench",
            dependencies: [
                "Measuring", part("Elasticsearch"), part("EmbeddedNode"), part("Embeddings"), part("HTTPTransport"),
                part("JSONValues"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "search-bench",
            dependencies: [
                "Measuring", part("CurlTransport"), part("Elasticsearch"), part("Embeddings"), part("HTTPTransport"),
                part("JSONValues"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "curl-search", linkerSettings: [.linkedLibrary("curl")]),
        .executableTarget(
            name: "ranking-bench",
            dependencies: ["Measuring", part("Embeddings"), part("JSONValues")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "footprints",
            dependencies: [part("Elasticsearch"), part("Embeddings"), part("JSONValues")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "picture-bench",
            dependencies: ["Measuring", part("ESJina"), part("Embeddings"), part("JSONValues"), part("VipsImages")],
            swiftSettings: strict
        ),
    ]
)
