import Elasticsearch
import Embeddings
public import JSONValues

extension CapacityPlan {
    /// The plan with documented keys, a stable contract.
    ///
    /// Bytes are whole numbers. In `rows`, `ram_bytes` to `disk_bytes` are one copy's and `total_…` those of all copies; `whole` is an
    /// index with all sizes, each under its recommended type.
    public var json: JSONValue {
        [
            "model": .string(options.model.id),
            "server": .string(options.capabilities.summary),
            "documents": JSONValue(options.corpus.documents),
            "pictures": JSONValue(options.corpus.pictures),
            "texts": JSONValue(options.corpus.texts),
            "source_bytes_per_document": origin(options.corpus.sourceBytes, options.corpus.sourceBytesOrigin),
            "replicas": JSONValue(options.replicas),
            "ram_limit_bytes": options.ram.map { JSONValue($0) } ?? .null,
            "rows": .array(rows.map(\.json)),
            "sizes": .array(
                sizes.map { size in
                    [
                        "dims": JSONValue(size.dims), "wire_bytes": JSONValue(size.bulk.bytes),
                        "bulk_requests": JSONValue(size.bulk.requests),
                        "warning": size.warning.map(JSONValue.string) ?? .null,
                    ]
                }
            ),
            "whole": [
                "dims": .array(sizes.map { JSONValue($0.dims) }),
                "total_ram_bytes": JSONValue(whole.totalRAM),
                "total_disk_bytes": JSONValue(whole.totalDisk),
                "document_disk_bytes": JSONValue(documentDisk),
                "wire_bytes": JSONValue(whole.bulk.bytes),
                "bulk_requests": JSONValue(whole.bulk.requests),
                "fits": whole.fits.map { .bool($0) } ?? .null,
            ],
            "embedding": embeddingJSON,
            "time": timeJSON,
        ]
    }

    private var embeddingJSON: JSONValue {
        [
            "pictures": JSONValue(embedding.pictures),
            "texts": JSONValue(embedding.texts),
            "reused": JSONValue(embedding.reused),
            "requests": JSONValue(embedding.requests),
            "tokens_per_text": origin(options.corpus.tokensPerText, options.corpus.tokensOrigin),
            "tokens_per_picture": options.tokensPerPicture.map {
                origin(Double($0), options.tokensPerPictureOrigin)
            } ?? .null,
            "text_tokens": JSONValue(embedding.textTokens),
            "picture_tokens": embedding.pictureTokens.map { JSONValue($0) } ?? .null,
            "tokens": embedding.tokens.map { JSONValue($0) } ?? .null,
            "usd_per_million_tokens": options.usdPerMillionTokens.map(number) ?? .null,
            "usd": embedding.usd.map { number(($0 * 1e6).rounded() / 1e6) } ?? .null,
        ]
    }

    private var timeJSON: JSONValue {
        [
            "seconds": time.seconds.map { number($0.rounded()) } ?? .null,
            "bound_by": time.bounds.first.map { .string($0.name) } ?? .null,
            "bounds": .array(
                time.bounds.map { bound in
                    [
                        "name": .string(bound.name), "seconds": number(bound.seconds.rounded()),
                        "explanation": .string(bound.explanation),
                    ]
                }
            ),
        ]
    }

    private func origin(_ value: Double, _ origin: PlannedCorpus.Origin) -> JSONValue {
        ["value": number((value * 10).rounded() / 10), "origin": .string(origin.rawValue)]
    }

    private func number(_ value: Double) -> JSONValue { Int(exactly: value).map { JSONValue($0) } ?? JSONValue(value) }
}

extension CapacityPlan.Row {
    var json: JSONValue {
        [
            "dims": JSONValue(dims),
            "index_type": .string(indexType.rawValue),
            "element_type": .string(elementType.rawValue),
            "ram_bytes": footprint.map { JSONValue($0.ramBytes) } ?? .null,
            "graph_bytes": footprint.map { JSONValue($0.graphBytes) } ?? .null,
            "code_bytes": footprint.map { JSONValue($0.codeBytes) } ?? .null,
            "structure_bytes": footprint.map { JSONValue($0.structureBytes) } ?? .null,
            "raw_bytes": footprint.map { JSONValue($0.rawBytes) } ?? .null,
            "vector_disk_bytes": footprint.map { JSONValue($0.diskBytes) } ?? .null,
            "disk_bytes": footprint == nil ? .null : JSONValue(copyDisk),
            "total_ram_bytes": footprint == nil ? .null : JSONValue(totalRAM),
            "total_disk_bytes": footprint == nil ? .null : JSONValue(totalDisk),
            "fits": fits.map { .bool($0) } ?? .null,
            "recommended": .bool(isRecommended),
            "reason": reason.map(JSONValue.string) ?? .null,
            "refusal": refusal.map(JSONValue.string) ?? .null,
        ]
    }
}
