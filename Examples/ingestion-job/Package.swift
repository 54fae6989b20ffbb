// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as yours would be. Yours names the repository instead of the path:
// .package(url: "<the address of this repository>", branch: "main")

let package = Package(
    name: "ingestion-job",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "es-jina", path: "../..")],
    targets: [
        .executableTarget(
            name: "IngestionJob",
            dependencies: [
                "ESJina", "Elasticsearch", "CurlTransport", "EmbeddedNode", "Embeddings", "Jina", "VipsImages",
                "JSONValues",
            ]
            .map { .product(name: $0, package: "es-jina") } + [.product(name: "HTTPTransport", package: "es-jina")]
        )
    ]
)
