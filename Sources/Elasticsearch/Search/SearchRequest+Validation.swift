import JSONValues

extension SearchRequest {
    /// Checks what no server takes, so that the message can name the rule and the fix before anything is sent.
    ///
    /// Every rule was tried on 8.19.21 and 9.5.4, but for those of fusing retrievers, which need a licence and are read from
    /// `CompoundRetrieverBuilder`.
    func validate() throws(ElasticsearchError) {
        try validatePage()
        try validateRetriever()
        try validateSearchAfter()
        if !rescore.isEmpty, !(sort.isEmpty || (sort.count == 1 && sort[0].isFallingScore)) {
            throw Self.invalid("has a rescore and a sort; cannot use [sort] in conjunction with [rescore]")
        }
        if searchType != nil, !knn.isEmpty {
            throw Self.invalid(
                "has a search type; cannot set [search_type] when using [knn] search, since the search type is determined automatically"
            )
        }
        if let timeout, timeout < .zero {
            throw Self.invalid("has a negative timeout; negative durations are not supported")
        }
        if let terminateAfter, terminateAfter < 0 {
            throw Self.invalid("has terminate_after \(terminateAfter); it must be more than 0")
        }
        if case .upTo(let count)? = trackTotalHits, count < 0 {
            throw Self.invalid("counts up to \(count) hits; it must be 0 or more, or use exact")
        }
    }

    private static func invalid(_ what: String) -> ElasticsearchError {
        ElasticsearchError(.invalidRequest, "the search \(what)", operation: "search")
    }

    private func validatePage() throws(ElasticsearchError) {
        guard from >= 0 else { throw Self.invalid("skips \(from) hits; from must be 0 or more") }
        guard size >= 0 else { throw Self.invalid("asks for \(size) hits; size must be 0 or more") }
        guard from + size <= maxResultWindow else {
            throw Self.invalid(
                "reaches to hit \(from + size); from + size must be at most \(maxResultWindow), the server's index.max_result_window; use searchAfter to read on"
            )
        }
        if pointInTime != nil, routing != nil || preference != nil {
            let name = routing != nil ? "routing" : "preference"
            throw Self.invalid("has a \(name), which cannot be used with point in time; remove it")
        }
        if let slice {
            guard pointInTime != nil else {
                throw Self.invalid("has a slice without a point in time; open one and search in it")
            }
            guard slice.max > 1 else { throw Self.invalid("has a slice of \(slice.max); max must be greater than 1") }
            guard (0..<slice.max).contains(slice.id) else {
                throw Self.invalid("has slice \(slice.id) of \(slice.max); max must be greater than id")
            }
        }
    }

    private func validateRetriever() throws(ElasticsearchError) {
        guard let retriever else { return }
        let beside = [
            ("query", query != nil), ("knn", !knn.isEmpty), ("sort", !sort.isEmpty), ("rescore", !rescore.isEmpty),
            ("search_after", !searchAfter.isEmpty), ("terminate_after", (terminateAfter ?? 0) != 0),
        ]
        if let name = beside.first(where: { $0.1 })?.0 {
            throw Self.invalid(
                "has a retriever beside \(name); cannot specify [retriever] and [\(name)], put it inside the retriever"
            )
        }
        for window in retriever.traits.pageWindows where window.size < size {
            let name = window.kind == .rescorer ? "window_size" : "rank_window_size"
            throw Self.invalid(
                "asks for \(size) hits of a retriever whose window has \(window.size); [\(window.kind.rawValue)] requires \(name) to be greater than or equal to size"
            )
        }
        if retriever.traits.hasSearchAfter, from != 0 {
            throw Self.invalid("skips \(from) hits; from must be 0 when search_after is used")
        }
    }

    private func validateSearchAfter() throws(ElasticsearchError) {
        guard !searchAfter.isEmpty else { return }
        guard from == 0 else { throw Self.invalid("skips \(from) hits; from must be 0 when search_after is used") }
        // In a point in time the server adds the order of the shards to an order that is given.
        guard !sort.isEmpty, pointInTime != nil || !(sort.count == 1 && sort[0].isFallingScore) else {
            throw Self.invalid("has search_after without a sort; sort must contain at least one field")
        }
        let count = searchAfter.count
        guard count == sort.count || (pointInTime != nil && count == sort.count + 1) else {
            throw Self.invalid(
                "has search_after with \(count) values; search_after has \(count) value(s) but sort has \(sort.count)"
            )
        }
        guard Collapse.goesWith(collapse, searchAfter: searchAfter, sort: sort) else {
            throw Self.invalid("has collapse and search_after: \(Collapse.searchAfterRule)")
        }
    }
}
