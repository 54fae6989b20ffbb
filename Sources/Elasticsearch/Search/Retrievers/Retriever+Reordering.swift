public import Embeddings
import JSONValues

/// What reorders hits by a model behind an inference endpoint.
public struct TextSimilarityReranker: Sendable, Hashable {
    /// The text field that is compared.
    public var field: String
    /// What it is compared with.
    public var inferenceText: String
    /// The inference endpoint; `nil` for the server's default.
    public var inferenceID: String?
    /// How many hits are reordered; default 10, at least the size of the page.
    public var rankWindowSize: Int
    /// The least score of a hit.
    public var minScore: Float?
    /// How many of a text's best chunks are compared instead of its beginning; from 9.2.
    public var chunks: Int?

    /// Makes a reranker.
    public init(
        field: String,
        inferenceText: String,
        inferenceID: String? = nil,
        rankWindowSize: Int = 10,
        minScore: Float? = nil,
        chunks: Int? = nil
    ) {
        self.field = field
        self.inferenceText = inferenceText
        self.inferenceID = inferenceID
        self.rankWindowSize = rankWindowSize
        self.minScore = minScore
        self.chunks = chunks
    }
}

extension Retriever {
    /// The first hits of `retriever` reordered by a model behind an inference endpoint; Enterprise or Serverless.
    ///
    /// - Parameters:
    ///   - retriever: The first stage.
    ///   - reranker: The model, the field and the text.
    ///   - filter: What hits must match.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func textSimilarityReranker(
        _ retriever: Retriever,
        _ reranker: TextSimilarityReranker,
        filter: [Query] = [],
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [text_similarity_reranker]")
        body.add(child: retriever)
        body.add("retriever", node: .retriever(retriever))
        body.add("field", reranker.field)
        body.add("inference_text", reranker.inferenceText)
        body.add("inference_id", reranker.inferenceID)
        body.refuse(
            if: reranker.rankWindowSize < 1,
            "has rank_window_size \(reranker.rankWindowSize); it must be 1 or more"
        )
        body.add("rank_window_size", reranker.rankWindowSize)
        if let chunks = reranker.chunks {
            body.refuse(if: chunks < 1, "compares \(chunks) chunks; it must be 1 or more")
            body.add(
                "chunk_rescorer",
                node: .needs(
                    .chunkRescorer,
                    "the retriever [text_similarity_reranker] has a chunk_rescorer",
                    .json(["size": JSONValue(chunks)])
                )
            )
        }
        body.addShared(filter: filter, minScore: reranker.minScore, name: name)
        return compound(
            .textSimilarityReranker,
            body.node,
            over: [retriever],
            windowSize: reranker.rankWindowSize
        )
    }

    /// These documents first, in this order, then the hits of `retriever`; from 8.19 and 9.1.
    ///
    /// - Parameters:
    ///   - retriever: What follows.
    ///   - ids: The ids of the documents, at least one; in whichever index they are.
    ///   - rankWindowSize: How many hits there can be; default 10, at least the size of the page.
    ///   - filter: What hits must match.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func pinned(
        _ retriever: Retriever,
        ids: [String],
        rankWindowSize: Int = 10,
        filter: [Query] = [],
        name: String? = nil
    ) -> Retriever {
        pinned(retriever, ("ids", JSONValue(ids), ids.isEmpty), rankWindowSize, filter, name)
    }

    /// These documents first, in this order, then the hits of `retriever`; from 8.19 and 9.1.
    ///
    /// - Parameters:
    ///   - retriever: What follows.
    ///   - documents: The documents with their indices, at least one.
    ///   - rankWindowSize: How many hits there can be; default 10, at least the size of the page.
    ///   - filter: What hits must match.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func pinned(
        _ retriever: Retriever,
        documents: [(index: String, id: String)],
        rankWindowSize: Int = 10,
        filter: [Query] = [],
        name: String? = nil
    ) -> Retriever {
        let list = documents.map { JSONValue.object(["_index": .string($0.index), "_id": .string($0.id)]) }
        return pinned(retriever, ("docs", .array(list), list.isEmpty), rankWindowSize, filter, name)
    }

    private static func pinned(
        _ retriever: Retriever,
        _ pins: (name: String, list: JSONValue, isEmpty: Bool),
        _ rankWindowSize: Int,
        _ filter: [Query],
        _ name: String?
    ) -> Retriever {
        var body = BodyObject("the retriever [pinned]")
        body.add(child: retriever)
        body.refuse(if: pins.isEmpty, "pins no document; give it ids")
        body.refuse(
            if: retriever.traits.isSorted,
            "is over a retriever with a sort; it takes hits in the order of their scores only"
        )
        body.refuse(if: rankWindowSize < 1, "has rank_window_size \(rankWindowSize); it must be 1 or more")
        body.add("retriever", node: .retriever(retriever))
        body.add(pins.name, pins.list)
        body.add("rank_window_size", rankWindowSize)
        body.addShared(filter: filter, minScore: nil, name: name)
        return compound(.pinned, body.node, over: [retriever], windowSize: rankWindowSize)
    }

    /// Hits of `retriever` that are unlike each other, by maximal marginal relevance; from 9.3.
    ///
    /// Carbonell and Goldstein, "The use of MMR, diversity-based reranking" (SIGIR 1998).
    ///
    /// - Parameters:
    ///   - retriever: The first stage.
    ///   - field: The vector field that says how alike two hits are; a hit without it is not found.
    ///   - relevance: How much relevance counts against variety, from 0 for variety alone to 1 for relevance alone; default
    ///     0.5.
    ///   - query: The vector that hits are relevant to; `nil` for the scores of the retriever.
    ///   - size: How many hits there are, at most `rankWindowSize`; default 10.
    ///   - rankWindowSize: How many hits of the retriever are chosen from; default 10.
    ///   - filter: What hits must match.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func diversify(
        _ retriever: Retriever,
        field: String,
        relevance: Float = 0.5,
        query: Embedding? = nil,
        size: Int? = nil,
        rankWindowSize: Int = 10,
        filter: [Query] = [],
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [diversify]")
        body.add(child: retriever)
        body.refuse(if: !(0...1).contains(relevance), "has the lambda \(relevance); it must be between 0.0 and 1.0")
        body.refuse(if: (size ?? 1) < 1, "has the size \(size ?? 0); it must be greater than zero")
        body.refuse(
            if: (size ?? 1) > rankWindowSize,
            "has the size \(size ?? 1), which cannot be greater than the rank_window_size of \(rankWindowSize)"
        )
        body.add("type", "mmr")
        body.add("field", field)
        body.add("lambda", relevance)
        // As numbers always: this retriever refuses encoded vectors.
        body.add("query_vector", query.map { .array($0.values.map(JSONValue.decimal)) })
        body.add("size", size)
        body.add("rank_window_size", rankWindowSize)
        body.add("retriever", node: .retriever(retriever))
        body.addShared(filter: filter, minScore: nil, name: name)
        return Retriever(.diversify, body.node, Traits(windowSize: rankWindowSize))
    }
}
