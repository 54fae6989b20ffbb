/// Where the catalogue's facts come from.
enum CatalogueSource {
    /// Sizes, contexts, parameters, licences, revisions and releases.
    static let onPrem = "jina-ai/jina-on-prem@c9fde811 models/catalog.json"
    /// Tasks and what no task means, as measured.
    static let onPremTasks = "jina-ai/jina-on-prem@c9fde811 server/tasks.py"
    /// What requests may hold.
    static let api = "https://api.jina.ai/openapi.json 2026.04.02"

    static func card(_ repository: String) -> String { "https://huggingface.co/jinaai/\(repository)" }
}

extension CatalogueModel {
    /// The four ways to write a dense vector.
    static let vectorOutputs = ["float", "base64", "binary", "ubinary"]
    /// "Images up to 8MB".
    static let hostedImageBytes = 8_000_000
}
