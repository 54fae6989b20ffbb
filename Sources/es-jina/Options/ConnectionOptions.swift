import CommandTree

/// Which engine a command talks to, and as whom.
enum ConnectionOptions {
    static let url = Option<[String]>(
        "url",
        value: "URL",
        environment: "ELASTICSEARCH_URL",
        configKey: "url",
        help: "Use the Elasticsearch cluster at this URL instead of the embedded engine."
    )
    .discussed("Several nodes of one cluster are separated by commas. http, https and http+unix URLs are taken.")
    static let cloudID = Option<String?>(
        "cloud-id",
        value: "ID",
        environment: "ELASTICSEARCH_CLOUD_ID",
        configKey: "cloud_id",
        help: "Use the Elastic Cloud deployment of this cloud id."
    )
    .excluding("url")
    static let apiKey = Option<String?>
        .secret(
            "api-key",
            environment: "ELASTICSEARCH_API_KEY",
            help: "The cluster's API key, encoded or as id:key."
        )
    static let username = Option<String?>(
        "username",
        value: "NAME",
        environment: "ELASTICSEARCH_USERNAME",
        configKey: "username",
        help: "The user for basic authentication."
    )
    static let password = Option<String?>
        .secret(
            "password",
            environment: "ELASTICSEARCH_PASSWORD",
            help: "The password for basic authentication."
        )
    static let caFile = Option<String?>(
        "ca-file",
        value: "FILE",
        environment: "ELASTICSEARCH_CA_FILE",
        configKey: "ca_file",
        completion: .files,
        help: "Trust the certificate authorities in this PEM file."
    )
    static let caFingerprint = Option<String?>(
        "ca-fingerprint",
        value: "SHA256",
        environment: "ELASTICSEARCH_CA_FINGERPRINT",
        configKey: "ca_fingerprint",
        help:
            "Trust the server whose certificate chain holds this SHA-256 fingerprint, as Elasticsearch prints at its first start."
    )
    static let clientCertificate = Option<String?>(
        "client-cert",
        value: "FILE",
        configKey: "client_cert",
        completion: .files,
        help: "Show this PEM certificate to the server."
    )
    static let clientKey = Option<String?>(
        "client-key",
        value: "FILE",
        configKey: "client_key",
        completion: .files,
        help: "The private key of the client certificate."
    )
    static let timeout = Option<Duration>(
        "timeout",
        value: "TIME",
        default: .seconds(120),
        environment: "ES_JINA_TIMEOUT",
        configKey: "timeout",
        help: "The longest time one request may take."
    )
    static let state = Option<String?>(
        "state",
        value: "DIR",
        environment: "ES_JINA_STATE",
        configKey: "state",
        completion: .directories,
        help: "Keep the journal, the embedding cache and the embedded engine's data in this directory."
    )
    .defaultDescribed("the platform's data directory")
    static let index = Option<String>(
        "index",
        short: "i",
        value: "NAME",
        default: "es-jina",
        environment: "ES_JINA_INDEX",
        configKey: "index",
        help: "The index to use."
    )

    /// For commands that only ask a cluster about something, and neither an index nor the embedded engine.
    static let clusterGroup = OptionGroup(
        "Cluster",
        [url, cloudID, apiKey, username, password, caFile, caFingerprint, clientCertificate, clientKey, timeout]
    )
    static let group = OptionGroup(
        "Engine",
        [
            index, url, cloudID, apiKey, username, password, caFile, caFingerprint, clientCertificate, clientKey,
            timeout, state,
        ]
    )
}
