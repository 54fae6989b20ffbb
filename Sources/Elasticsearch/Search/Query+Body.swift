public import JSONValues

extension Query {
    /// The query as JSON for a server.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The query.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` where a knn search in it is not valid.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var writer = BodyWriter(capabilities)
        try write(to: &writer)
        return writer.tree
    }

    func write(to writer: inout BodyWriter) throws(ElasticsearchError) {
        switch node {
        case .json(let json): writer.value(json)
        case .knn(let search):
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("knn")
                try search.write(to: &writer, form: .query)
            }
        case .constantScore(let query, let boost):
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("constant_score")
                try writer.object { writer throws(ElasticsearchError) in
                    writer.key("filter")
                    try query.write(to: &writer)
                    writer.member("boost", boost)
                }
            }
        case .bool(let must, let should, let filter, let mustNot, let minimumShouldMatch, let boost):
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("bool")
                try writer.object { writer throws(ElasticsearchError) in
                    for (name, queries) in [
                        ("must", must), ("should", should), ("filter", filter), ("must_not", mustNot),
                    ]
                    where !queries.isEmpty {
                        writer.key(name)
                        try writer.array(queries) { writer, query throws(ElasticsearchError) in
                            try query.write(to: &writer)
                        }
                    }
                    writer.member("minimum_should_match", minimumShouldMatch.map(JSONValue.string))
                    writer.member("boost", boost)
                }
            }
        }
    }

    /// The vector fields that knn searches inside it use.
    var vectorFields: [String] {
        switch node {
        case .json: []
        case .knn(let search): [search.field] + search.filter.flatMap(\.vectorFields)
        case .constantScore(let query, _): query.vectorFields
        case .bool(let must, let should, let filter, let mustNot, _, _):
            (must + should + filter + mustNot).flatMap(\.vectorFields)
        }
    }
}

extension BodyWriter {
    /// What was written, as a value; the writer writes nothing that cannot be read.
    var tree: JSONValue { (try? JSONValue.parse(bytes)) ?? .null }
}
