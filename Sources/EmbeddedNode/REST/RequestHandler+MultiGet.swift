import JSONValues

extension RequestHandler {
    /// One document of an `_mget`.
    private struct Wanted {
        var index: String?
        var id = ""
        var selection: SourceSelection
    }

    /// `_mget`.
    func multiGet(_ request: RESTRequest, _ index: String?) throws -> Answer {
        try request.allow(Self.readParameters)
        guard let content = try request.content() else {
            throw RESTError(400, "parse_exception", "request body or source parameter is required")
        }
        var selection = SourceSelection()
        Self.sourceSelection(request, &selection)
        let wanted = try Self.wanted(content, Wanted(index: index, selection: selection))
        guard !wanted.isEmpty else { throw RESTError.validation("no documents to get") }
        let problems = wanted.enumerated()
            .flatMap { place, item in
                (item.index == nil ? ["index is missing for doc \(place)"] : [])
                    + (item.id.isEmpty ? ["id is missing for doc \(place)"] : [])
            }
        guard problems.isEmpty else { throw RESTError.validation(problems) }
        return .ok(["docs": .array(try documents(wanted))])
    }

    /// The documents in order, those of an index from one state of it.
    private func documents(_ wanted: [Wanted]) throws -> [JSONValue] {
        var answers = [JSONValue](repeating: .null, count: wanted.count)
        var places: [String: [Int]] = [:]
        for (place, item) in wanted.enumerated() { places[item.index ?? "", default: []].append(place) }
        for (name, places) in places {
            do {
                try catalog.store(try single(name))
                    .read { reader in
                        for place in places {
                            answers[place] = .object(try Self.found(reader, wanted[place].id, wanted[place].selection))
                        }
                    }
            } catch let error as RESTError {
                for place in places {
                    answers[place] = [
                        "_index": .string(name), "_id": .string(wanted[place].id), "error": error.errorJSON,
                    ]
                }
            }
        }
        return answers
    }

    private static func wanted(_ content: Content, _ defaults: Wanted) throws -> [Wanted] {
        var wanted: [Wanted] = []
        for member in content.root.members ?? [] {
            guard member.key == "ids" || member.key == "docs", let elements = member.value.elements else {
                let reason =
                    member.value.elements == nil
                    ? "unexpected token [\(member.value.token)], expected [FIELD_NAME] or [START_ARRAY]"
                    : "unknown key [\(member.key)] for a \(member.value.token), expected [docs] or [ids]"
                throw RESTError.parsing(reason, content, at: member.value.start)
            }
            for element in elements {
                wanted.append(
                    try member.key == "ids" ? self.wanted(id: element, defaults) : self.wanted(element, defaults)
                )
            }
        }
        return wanted
    }

    private static func wanted(id node: ContentNode, _ defaults: Wanted) throws -> Wanted {
        guard let id = node.scalarText else {
            throw RESTError.illegalArgument("ids array element should only contain ids")
        }
        var item = defaults
        item.id = id
        return item
    }

    private static func wanted(_ node: ContentNode, _ defaults: Wanted) throws -> Wanted {
        guard let members = node.members else {
            throw RESTError.illegalArgument("docs array element should include an object")
        }
        var item = defaults
        for member in members {
            switch member.key {
            case "_index": item.index = member.value.scalarText ?? item.index
            case "_id": item.id = member.value.scalarText ?? ""
            case "_source": select(member.value, &item.selection)
            case "routing", "_routing": break
            case "version", "_version", "version_type", "_version_type", "stored_fields":
                throw RESTError.unsupported("[\(member.key)] of an _mget")
            default:
                throw RESTError(
                    400,
                    "parse_exception",
                    "failed to parse multi get request. unknown field [\(member.key)]"
                )
            }
        }
        return item
    }

    /// What a document says about its source, which replaces what the request says.
    private static func select(_ node: ContentNode, _ selection: inout SourceSelection) {
        func names(_ node: ContentNode?) -> [String] {
            guard let node else { return [] }
            return (node.elements ?? [node]).compactMap(\.scalarText)
        }
        if let flag = node.bool {
            selection.isFetched = flag
            return
        }
        selection.isFetched = true
        guard node.members != nil else {
            selection.includes = names(node)
            selection.excludes = []
            return
        }
        selection.includes = names(node["includes"] ?? node["include"])
        selection.excludes = names(node["excludes"] ?? node["exclude"])
        if let flag = node["exclude_vectors"]?.bool { selection.excludesVectors = flag }
    }
}
