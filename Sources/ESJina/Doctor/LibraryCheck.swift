import ContentDigests
import HTMLText
import JSONValues
import SQLiteStorage

/// Whether a library of this machine is there and can do what es-jina asks of it.
public struct LibraryCheck: HealthCheck {
    /// What a library says of itself.
    public struct Facts: Sendable, Hashable {
        /// Its version and what it was built with; `nil` where it does not tell.
        public var version: String?
        /// What it lacks, as a sentence; `nil` for nothing.
        public var complaint: String?
        /// What to do about that.
        public var fix: String?

        /// Makes facts.
        public init(version: String? = nil, complaint: String? = nil, fix: String? = nil) {
            self.version = version
            self.complaint = complaint
            self.fix = fix
        }
    }

    /// What it is about.
    public let group = HealthGroup.machine
    /// Its name.
    public let name: String
    private let isRequired: Bool
    private let facts: @Sendable () -> Facts

    /// Makes the check.
    ///
    /// - Parameters:
    ///   - name: The library's name.
    ///   - isRequired: Whether nothing works without it.
    ///   - facts: Opens the library and asks it.
    public init(_ name: String, isRequired: Bool = false, _ facts: @escaping @Sendable () -> Facts) {
        self.name = name
        self.isRequired = isRequired
        self.facts = facts
    }

    /// Looks.
    public func run() async throws -> [HealthFinding] {
        let found = try await OwnThread.run(facts)
        let version: JSONObject = ["version": found.version.map { .string($0) } ?? .null]
        guard let complaint = found.complaint else { return [ok(found.version ?? "there", facts: version)] }
        let text = found.version.map { "\($0): \(complaint)" } ?? complaint
        return [isRequired ? fail(text, fix: found.fix, facts: version) : warn(text, fix: found.fix, facts: version)]
    }

    /// The libraries that this module's parts are built on.
    public static let own: [LibraryCheck] = [
        LibraryCheck("libxml2") {
            HTMLReader.isAvailable
                ? Facts()
                : Facts(
                    complaint: "not installed, so that HTML files are rejected",
                    fix: "apt install libxml2, dnf install libxml2, brew install libxml2"
                )
        },
        LibraryCheck("sqlite", isRequired: true) { Facts(version: SQLiteDatabase.libraryVersion) },
        LibraryCheck("openssl", isRequired: true) { Facts(version: ContentDigest.libraryVersion) },
    ]
}
