public import JSONValues

/// A dozen documents that every kind of search finds something in.
public enum SampleCorpus {
    /// The numbers of all documents, which are their ids.
    public static let all = Set(0..<12)
    /// Those with the word boat; the others have house.
    public static let boats = all.filter { $0 % 2 == 0 }
    /// Those of the colour red.
    public static let red = all.filter { $0 % 3 == 0 }
    /// Those of the colour green.
    public static let green = all.filter { $0 % 3 == 1 }
    /// Those of the colour blue.
    public static let blue = all.filter { $0 % 3 == 2 }

    /// The body that creates the index.
    public static let index: JSONValue = [
        "settings": ["number_of_shards": 1, "number_of_replicas": 0],
        "mappings": [
            "properties": [
                "t": ["type": "text", "fields": ["raw": ["type": "keyword"]]], "u": ["type": "text"],
                "k": ["type": "keyword"], "n": ["type": "integer"], "d": ["type": "date"],
                "g": ["type": "geo_point"], "b": ["type": "boolean"], "r": ["type": "date_range"],
                "v": ["type": "dense_vector", "dims": 4, "index_options": ["type": "hnsw"]],
                "parts": [
                    "type": "nested",
                    "properties": [
                        "w": ["type": "text"],
                        "v": ["type": "dense_vector", "dims": 4, "index_options": ["type": "hnsw"]],
                    ],
                ],
            ]
        ],
    ]

    /// The documents by their ids.
    public static let documents: [(id: String, source: JSONObject)] = (0..<12)
        .map { number in
            let colour = ["red", "green", "blue"][number % 3]
            let month = number < 9 ? "0\(number + 1)" : "\(number + 1)"
            return (
                "\(number)",
                [
                    "t": .string("a \(colour) \(number % 2 == 0 ? "boat" : "house")"),
                    "u": .string("quick brown \(number % 2 == 0 ? "fox" : "dog")"),
                    "k": .string(colour), "n": JSONValue(number), "d": .string("2024-\(month)-15T10:00:00Z"),
                    "g": ["lat": JSONValue(number), "lon": 0], "b": .bool(number % 2 == 0),
                    "r": ["gte": "2024-01-01", "lte": .string("2024-\(month)-01")],
                    "v": [1, .number(Double(number) / 10), 0.1, 0],
                    "parts": [
                        ["w": "alpha", "v": [.number(Double(number) / 10), 1, 0, 0]],
                        ["w": "beta", "v": [0, 0, 1, .number(Double(number) / 10)]],
                    ],
                ]
            )
        }

    /// The body of a bulk request that writes the documents.
    public static var bulk: [UInt8] {
        documents.flatMap { id, source in
            JSONValue.object(["index": ["_id": .string(id)]]).serialized() + [0x0A]
                + JSONValue.object(source).serialized()
                + [0x0A]
        }
    }
}
