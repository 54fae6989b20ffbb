public import HTTPTransport
import JSONValues

/// Who asks.
public enum Credentials: Sendable, Hashable {
    /// Nobody: for nodes without security.
    case none
    /// An API key, either as Elasticsearch encodes it or as `id:key`.
    case apiKey(Secret)
    /// A user with a password.
    case basic(username: String, password: Secret)
    /// A token of a service account or of OAuth.
    case bearer(Secret)

    /// The value of the `Authorization` header; `nil` without credentials.
    var authorization: String? {
        switch self {
        case .none: nil
        case .apiKey(let key):
            key.withExposedValue { key in
                "ApiKey " + (key.contains(":") ? Base64.text(Array(key.utf8)) : key)
            }
        case .basic(let username, let password):
            password.withExposedValue { "Basic " + Base64.text(Array("\(username):\($0)".utf8)) }
        case .bearer(let token): token.withExposedValue { "Bearer \($0)" }
        }
    }
}
