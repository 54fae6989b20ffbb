import JSONValues

/// A part of a request's body, some of which is known only when the server is: how vectors are written, what it takes.
indirect enum BodyNode: Sendable, Hashable {
    case json(JSONValue)
    case object([BodyMember])
    case array([BodyNode])
    case knn(KnnSearch, KnnSearch.Form)
    case retriever(Retriever)
    case source(SourceFilter)
    /// What no server takes, with the reason; found while the value was made, told when it is to be sent.
    case refused(String)
    /// What only servers take that can do this; the text says what it is.
    case needs(ServerNeed, String, BodyNode)
}

/// A member of an object in a body.
struct BodyMember: Sendable, Hashable {
    var name: String
    var node: BodyNode
}

/// What a server must be able to do.
enum ServerNeed: Sendable, Hashable {
    case weightedRRF, linearL2Normalizer, fieldsOfRetrievers, lookupVectors, unlimitedHighlighting, chunkRescorer

    func isMet(by capabilities: Capabilities) -> Bool {
        switch self {
        case .weightedRRF: capabilities.allowsWeightedRRF
        case .linearL2Normalizer: capabilities.allowsLinearL2Normalizer
        case .fieldsOfRetrievers: capabilities.allowsRetrieverFields
        case .lookupVectors: capabilities.supportsLookupVectors
        case .unlimitedHighlighting: capabilities.supportsUnlimitedHighlighting
        case .chunkRescorer: capabilities.supportsChunkRescorer
        }
    }

    /// What to do where it is not met.
    var fix: String {
        switch self {
        case .weightedRRF, .linearL2Normalizer, .fieldsOfRetrievers: "fuse on the client"
        case .lookupVectors: "get the vector first and search with it"
        case .unlimitedHighlighting, .chunkRescorer: "remove it"
        }
    }
}

/// Collects the members of an object and the first rule that they break.
struct BodyObject {
    /// What the messages call it, such as `the query [match]`.
    let subject: String
    private(set) var members: [BodyMember] = []
    private var problem: String?

    init(_ subject: String) { self.subject = subject }

    /// The object, or the reason why it cannot be.
    var node: BodyNode { problem.map { .refused("\(subject) \($0)") } ?? .object(members) }

    mutating func refuse(if isBroken: Bool, _ problem: @autoclosure () -> String) {
        if isBroken, self.problem == nil { self.problem = problem() }
    }

    mutating func add(_ name: String, node: BodyNode?) {
        if let node { members.append(BodyMember(name: name, node: node)) }
    }

    mutating func add(_ name: String, _ value: JSONValue?) { add(name, node: value.map(BodyNode.json)) }
    mutating func add(_ name: String, _ value: String?) { add(name, value.map(JSONValue.string)) }
    mutating func add(_ name: String, _ value: Bool?) { add(name, value.map(JSONValue.bool)) }
    mutating func add(_ name: String, _ value: Int?) { add(name, value.map { JSONValue($0) }) }
    mutating func add(_ name: String, _ value: Double?) { add(name, value.map(JSONValue.shortest)) }
    mutating func add(_ name: String, _ value: Float?) { add(name, value.map(JSONValue.decimal)) }
    mutating func add(_ name: String, _ query: Query?) { add(name, node: query?.node) }

    /// Adds nothing where there are no strings.
    mutating func add(_ name: String, _ values: [String]) {
        if !values.isEmpty { add(name, JSONValue(values)) }
    }

    /// Adds nothing where there are no queries.
    mutating func add(_ name: String, _ queries: [Query]) {
        if !queries.isEmpty { add(name, node: .array(queries.map(\.node))) }
    }

    /// Adds what every query has: a factor on its score, and the name under which hits list it.
    mutating func addCommon(boost: Float?, name: String?) {
        // Lucene: "negative [boost] are not allowed in […], use a value between 0 and 1 to deboost".
        refuse(
            if: boost.map { !($0.isFinite && $0 >= 0) } ?? false,
            "has the boost \(boost ?? 0); negative boosts are not allowed, use a value between 0 and 1 to deboost"
        )
        add("boost", boost)
        add("_name", name)
    }
}

extension BodyNode {
    /// The vector fields that knn searches inside it use.
    var vectorFields: [String] {
        switch self {
        case .json, .source, .refused: []
        case .object(let members): members.flatMap(\.node.vectorFields)
        case .array(let nodes): nodes.flatMap(\.vectorFields)
        case .knn(let search, _): search.vectorFields
        case .retriever(let retriever): retriever.vectorFields
        case .needs(_, _, let node): node.vectorFields
        }
    }
}

extension BodyWriter {
    mutating func node(_ node: BodyNode) throws(ElasticsearchError) {
        switch node {
        case .json(let json): value(json)
        case .object(let members):
            try object { writer throws(ElasticsearchError) in
                for member in members {
                    writer.key(member.name)
                    try writer.node(member.node)
                }
            }
        case .array(let nodes):
            try array(nodes) { writer, node throws(ElasticsearchError) in try writer.node(node) }
        case .knn(let search, let form): try search.write(to: &self, form: form)
        case .retriever(let retriever): try retriever.write(to: &self)
        case .source(let filter): value(filter.json(for: capabilities, hiding: []) ?? true)
        case .refused(let problem):
            throw ElasticsearchError(.invalidRequest, problem, operation: "search")
        case .needs(let need, let what, let node):
            guard need.isMet(by: capabilities) else {
                throw ElasticsearchError(
                    .invalidRequest,
                    "\(what), which \(capabilities.summary) does not know; \(need.fix)",
                    operation: "search"
                )
            }
            try self.node(node)
        }
    }

    mutating func member(_ name: String, node: BodyNode?) throws(ElasticsearchError) {
        guard let node else { return }
        key(name)
        try self.node(node)
    }

    /// What was written, as a value; the writer writes nothing that cannot be read.
    var tree: JSONValue { (try? JSONValue.parse(bytes)) ?? .null }
}

extension JSONValue {
    /// The number with the digits people write for a 32-bit float: `0.1` and not `0.10000000149011612`.
    static func decimal(_ value: Float) -> JSONValue { .shortest(Double(value.description) ?? Double(value)) }
}
