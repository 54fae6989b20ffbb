// swift-tools-version: 6.2
import PackageDescription

// The package resolves no other package: what it builds on is the toolchain and C libraries found through pkg-config or opened
// at run time. ARCHITECTURE.md says why.

let strict: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: String...) -> Target {
    .target(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: strict)
}

func library(_ name: String) -> Product {
    .library(name: name, targets: [name])
}

/// A C target that opens its library at the first call, so that a process that never needs it starts without it.
func shim(_ name: String, _ dependencies: String...) -> Target {
    .target(
        name: name,
        dependencies: dependencies.map { .byName(name: $0) },
        linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
    )
}

func tests(_ name: String, _ dependencies: String..., excluding: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies.map { .byName(name: $0) },
        exclude: excluding,
        swiftSettings: strict
    )
}

let package = Package(
    name: "es-jina",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "es-jina", targets: ["es-jina"]),
        library("JSONValues"), library("Embeddings"), library("HTTPTransport"), library("CurlTransport"),
        library("Elasticsearch"), library("Jina"), library("EmbeddedNode"), library("ESJina"), library("VipsImages"),
        library("HTMLText"), library("ESJinaTesting"), library("Telemetry"),
    ],
    targets: [
        // Values and seams.
        module("JSONValues"),
        .target(name: "CVectorKernels", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        module("Embeddings", "CVectorKernels", "JSONValues"),
        module("HTTPTransport"),
        module("Telemetry", "HTTPTransport", "JSONValues"),
        // The one seeing module of each library.
        .systemLibrary(
            name: "CLibcrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
        ),
        module("ContentDigests", "CLibcrypto"),
        .systemLibrary(
            name: "CLibsqlite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
        ),
        module("SQLiteStorage", "CLibsqlite"),
        shim("CLibdeflate"),
        module("HTTPCompression", "HTTPTransport", "CLibdeflate"),
        shim("CLibcurl"),
        module("CurlTransport", "HTTPTransport", "HTTPCompression", "CLibcurl"),
        // The clients.
        module("Elasticsearch", "HTTPTransport", "Embeddings", "JSONValues"),
        module("Jina", "HTTPTransport", "Embeddings", "JSONValues"),
        // The engine on this machine.
        .target(name: "CTextTables"),
        module(
            "EmbeddedNode",
            "HTTPTransport",
            "Embeddings",
            "JSONValues",
            "SQLiteStorage",
            "CTextTables",
            "CVectorKernels"
        ),
        // The pipelines.
        shim("CLibxml2"),
        module("HTMLText", "CLibxml2"),
        module(
            "ESJina",
            "Elasticsearch",
            "Embeddings",
            "HTMLText",
            "HTTPTransport",
            "JSONValues",
            "SQLiteStorage",
            "ContentDigests"
        ),
        shim("CLibvips"),
        shim("CLibpoppler"),
        module("VipsImages", "ESJina", "Embeddings", "CLibvips", "CLibpoppler"),
        module(
            "ESJinaTesting",
            "HTTPTransport",
            "HTTPCompression",
            "JSONValues",
            "Embeddings",
            "Jina",
            "Elasticsearch"
        ),
        // The command.
        module("CommandTree"),
        .executableTarget(
            name: "es-jina",
            dependencies: [
                "CommandTree", "CurlTransport", "ESJina", "Elasticsearch", "EmbeddedNode", "Embeddings",
                "HTTPCompression", "HTTPTransport",
                "JSONValues", "Jina", "Telemetry", "VipsImages",
            ],
            swiftSettings: strict
        ),
        // Tests.
        .target(
            name: "TestSupport",
            dependencies: ["ESJinaTesting", "Elasticsearch", "Embeddings", "JSONValues"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "IngestProbe",
            dependencies: [
                "CurlTransport", "ESJina", "Elasticsearch", "EmbeddedNode", "Embeddings", "HTTPTransport", "JSONValues",
                "Jina", "TestSupport", "VipsImages",
            ],
            path: "Tests/IngestProbe",
            swiftSettings: strict
        ),
        tests("CommandTreeTests", "CommandTree", excluding: ["Snapshots"]),
        tests("JSONValuesTests", "JSONValues"),
        tests("EmbeddingsTests", "Embeddings", "CVectorKernels"),
        tests("HTTPTransportTests", "HTTPTransport", "ESJinaTesting", "TestSupport"),
        tests("TelemetryTests", "Telemetry", "HTTPTransport", "JSONValues", "ESJinaTesting", "TestSupport"),
        tests(
            "CurlTransportTests",
            "CLibcurl",
            "CurlTransport",
            "HTTPTransport",
            "HTTPCompression",
            "ESJinaTesting",
            "JSONValues"
        ),
        tests("SQLiteStorageTests", "SQLiteStorage"),
        tests("HTMLTextTests", "HTMLText"),
        tests(
            "EmbeddedNodeTests",
            "EmbeddedNode",
            "HTTPTransport",
            "CurlTransport",
            "JSONValues",
            "Embeddings",
            "SQLiteStorage",
            excluding: ["Recorded"]
        ),
        tests(
            "ElasticsearchTests",
            "Elasticsearch",
            "HTTPTransport",
            "JSONValues",
            "Embeddings",
            "ESJinaTesting",
            "TestSupport",
            excluding: ["Fixtures", "Snapshots"]
        ),
        tests(
            "ElasticsearchIntegrationTests",
            "Elasticsearch",
            "HTTPTransport",
            "CurlTransport",
            "JSONValues",
            "EmbeddedNode",
            "Embeddings",
            "Jina",
            "TestSupport"
        ),
        tests(
            "JinaTests",
            "Jina",
            "ESJinaTesting",
            "CurlTransport",
            "HTTPTransport",
            "JSONValues",
            "Embeddings"
        ),
        tests(
            "ESJinaTests",
            "ESJina",
            "ESJinaTesting",
            "ContentDigests",
            "CurlTransport",
            "Elasticsearch",
            "EmbeddedNode",
            "Embeddings",
            "HTTPTransport",
            "JSONValues",
            "Jina",
            "SQLiteStorage",
            "TestSupport",
            excluding: ["Snapshots"]
        ),
        tests(
            "VipsImagesTests",
            "VipsImages",
            "ESJina",
            "Embeddings",
            "TestSupport",
            "ESJinaTesting",
            excluding: ["Fixtures"]
        ),
        tests(
            "ESJinaCommandTests",
            "es-jina",
            "CommandTree",
            "JSONValues",
            "Jina",
            "ESJina",
            "TestSupport",
            "VipsImages",
            "Embeddings",
            "Elasticsearch",
            "HTTPTransport",
            "Telemetry",
            "ESJinaTesting",
            excluding: ["Snapshots"]
        ),
        tests(
            "IntegrationTests",
            "es-jina",
            "IngestProbe",
            "ESJina",
            "JSONValues",
            "Embeddings",
            "Elasticsearch",
            "HTTPTransport",
            "CurlTransport",
            "EmbeddedNode",
            "Jina",
            "VipsImages",
            "ESJinaTesting",
            "TestSupport"
        ),
    ]
)
