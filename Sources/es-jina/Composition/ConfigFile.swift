import CommandTree
import JSONValues

/// The configuration file: options by their keys, and named contexts that override them.
///
/// ```json
/// {"context": "local", "dims": [1024, 256], "contexts": {"local": {"url": "http://127.0.0.1:9200", "index": "photos"}}}
/// ```
struct ConfigFile: ConfigurationSource {
    let name: String
    private let layers: [JSONObject]

    /// Reads the file; `nil` where it is not there and nobody asked for it.
    init?(path: String, isExplicit: Bool, context: String?) throws(UsageError) {
        guard let bytes = PlatformFiles.read(path) else {
            guard isExplicit || context != nil else { return nil }
            throw UsageError(.invalidValue, "Cannot read the configuration file '\(path)'.")
        }
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue.parse(bytes)
        } catch {
            throw UsageError(.invalidValue, "The configuration file '\(path)' is not JSON: \(error).")
        }
        guard let root = document.object else {
            throw UsageError(.invalidValue, "The configuration file '\(path)' holds no JSON object.")
        }
        name = path
        guard let context = context ?? root["context"]?.string else {
            layers = [root]
            return
        }
        guard let chosen = root["contexts"]?[context]?.object else {
            let known = root["contexts"]?.object?.keys.joined(separator: ", ") ?? ""
            throw UsageError(
                .invalidValue,
                "The configuration file '\(path)' has no context '\(context)'; it has: \(known.isEmpty ? "none" : known)."
            )
        }
        layers = [chosen, root]
    }

    func value(forKey key: String) -> ConfigurationValue? {
        for layer in layers {
            switch layer[key] {
            case .array(let elements)?: return .list(elements.map(Self.text))
            case .null?, nil: continue
            case let value?: return .text(Self.text(value))
            }
        }
        return nil
    }

    private static func text(_ value: JSONValue) -> String { value.string ?? value.text }
}
