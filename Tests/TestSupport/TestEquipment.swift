#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The servers and programs that tests may use, named by environment variables of their own.
public enum TestEquipment {
    /// The Elasticsearch clusters of `ES_JINA_TEST_URLS`.
    public static let clusterURLs = variable("ES_JINA_TEST_URLS")?.split(separator: " ").map(String.init) ?? []
    /// The Jina-compatible server of `ES_JINA_TEST_JINA_URL`.
    public static let jinaURL = variable("ES_JINA_TEST_JINA_URL")
    /// The script of `ES_JINA_TEST_NODE_SCRIPT` that starts and stops Elasticsearch nodes.
    public static let nodeScript = variable("ES_JINA_TEST_NODE_SCRIPT")
    /// Whether a suite whose equipment is missing must fail instead of being skipped.
    public static let isRequired = variable("ES_JINA_TEST_REQUIRE_CLUSTERS") == "1"

    /// Whether a suite that needs `equipment` runs: it is there, or its absence must be seen.
    public static func runs(with equipment: Any?...) -> Bool { isRequired || equipment.allSatisfy { $0 != nil } }

    /// The value of an environment variable; `nil` where it is unset or empty.
    public static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// A name for an index that no other test uses.
    public static func uniqueIndexName(_ purpose: String) -> String {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        return "es-jina-test-\(purpose)-\(random)"
    }
}

extension TestEquipment {
    /// Whether there is a file or directory at `path`.
    public static func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
