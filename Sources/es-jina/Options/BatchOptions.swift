import CommandTree

/// How many queries are searched in one run.
enum BatchOptions {
    static let queries = Option<String?>(
        "queries",
        value: "FILE",
        completion: .files,
        help: "Search every line of this file, '-' for standard input, and print one JSON object for each."
    )
    .discussed(
        """
        A line is words, or a JSON object with any of `id`, `query`, `image`, `like`, `filter`, `mode`, `in`, `size`, `from`, \
        `page`, `dims`, `num_candidates`, `rerank_window`, `min_relevance` and `diversity`; what it does not say, the command \
        line says for all. Without an id it is the number of its line.

        Records come in the order of the lines. Each has `id`, `query` and what --json prints of one search, or `error` (`kind`, \
        `message`): a query that fails leaves the others alone, and the exit code is then 1.
        """
    )
    .excluding(
        "image",
        "like",
        "print-request",
        "json",
        "format",
        "paths",
        "null",
        "preview",
        "timings",
        "html",
        "html-append"
    )
    static let concurrency = Option<Int>(
        "concurrency",
        value: "N",
        default: 4,
        allowed: .range(1...256),
        help: "How many queries of --queries are searched at a time."
    )
    static let trec = Option<String?>(
        "trec",
        value: "TAG",
        allowed: .matching("a word without white space") { !$0.isEmpty && !$0.contains(where: \.isWhitespace) },
        help: "Print the hits of --queries as a run for trec_eval, with this tag."
    )
    .bare("es-jina")
    .discussed(
        """
        Lines of `QUERY Q0 DOCUMENT RANK SCORE TAG`. trec_eval orders by score, so the score is made of the rank. White space in \
        ids is percent-encoded.
        """
    )
    .excluding("ndjson", "explain")

    static let group = OptionGroup("Many queries", [queries, concurrency, trec, RunOptions.progress])
}
