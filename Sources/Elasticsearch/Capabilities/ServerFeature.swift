/// Something that servers have or lack, by version, licence and flavour.
///
/// A row of the one table that says where what exists: ``all``. Asked through ``Capabilities``.
public struct ServerFeature: Sendable, Hashable {
    /// The stable name, in snake case.
    public let name: String
    /// What it is, in a few words.
    public let summary: String
    /// What es-jina does with it, or instead of it.
    public let use: String
    /// The first version that has it; one for each line where a late minor of 8 and one of 9 brought it.
    public let since: [ServerVersion]
    /// The first version that lacks it again; `nil` where none does.
    public let until: ServerVersion?
    /// The least licence.
    public let licence: Licence
    /// The first version that asks for ``licence``; `nil` where every one does.
    public let licensedSince: ServerVersion?
    /// Whether Serverless has it.
    public let isServerless: Bool
    /// What the server calls it when it refuses it for the licence; `nil` where it is not refused by a name.
    public let refusalName: String?
    /// What `GET /_capabilities` calls it for `POST /_search`, where the server tells by itself.
    public let searchCapability: String?
    /// Where the row comes from: a source file or pull request of elastic/elasticsearch, SPEC for elasticsearch-specification, or
    /// the versions on which it was tried.
    public let source: String

    init(
        _ name: String,
        _ summary: String,
        since: ServerVersion...,
        until: ServerVersion? = nil,
        licence: Licence = .basic,
        licensedSince: ServerVersion? = nil,
        isServerless: Bool = true,
        refusalName: String? = nil,
        searchCapability: String? = nil,
        use: String = "",
        source: String
    ) {
        self.name = name
        self.summary = summary
        self.use = use
        self.since = since
        self.until = until
        self.licence = licence
        self.licensedSince = licensedSince
        self.isServerless = isServerless
        self.refusalName = refusalName
        self.searchCapability = searchCapability
        self.source = source
    }

    /// The row of this name; `nil` where there is none.
    public static func named(_ name: String) -> ServerFeature? { all.first { $0.name == name } }

    /// Whether `version` has it, whatever the licence.
    func exists(in version: ServerVersion) -> Bool {
        if let until, version >= until { return false }
        return since.contains { version >= $0 && ($0 == since.last || version.major == $0.major) }
    }

    /// Whether `version` asks for more than a basic licence.
    func isLicensed(in version: ServerVersion) -> Bool {
        licence > .basic && licensedSince.map { version >= $0 } ?? true
    }
}

/// Why a server lacks a feature.
public struct FeatureObstacle: Sendable, Hashable, CustomStringConvertible {
    /// The kind of reason, as an open set.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        /// The name of the kind.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The server is older than the feature.
        public static let tooOld = Kind(rawValue: "too_old")
        /// The server is newer than the feature's end.
        public static let withdrawn = Kind(rawValue: "withdrawn")
        /// The licence does not include it.
        public static let licence = Kind(rawValue: "licence")
        /// Serverless does not offer it.
        public static let notOffered = Kind(rawValue: "not_offered")
        /// The server refused it, although it should have it.
        public static let refused = Kind(rawValue: "refused")
    }

    /// The kind of reason.
    public var kind: Kind
    /// The reason, as the end of a sentence: `needs 9.3 or newer`.
    public var description: String
}
