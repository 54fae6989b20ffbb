import CommandTree
import ESJina
import JSONValues

/// What came of one query of many.
struct BatchRecord: Sendable {
    /// What names it.
    var id: JSONValue
    /// What was searched for, in words; `nil` where there were none.
    var text: String?
    /// What was found, or why not.
    var outcome: Result<Found, Failure>

    /// What was found.
    struct Found: Sendable {
        var results: SearchResults
        /// What was asked, where scores are to be explained.
        var explained: SearchQuery?
    }

    /// Why a query failed.
    struct Failure: Error, Sendable {
        /// The kind, such as `invalid_query`; an open set.
        var kind: String
        /// One sentence.
        var message: String

        init(_ error: any Error) {
            switch error {
            case let error as SearchError: (kind, message) = (error.kind.rawValue, error.message)
            case let error as BatchQuery.Fault: (kind, message) = ("invalid_query", error.message)
            case let error as UsageError: (kind, message) = ("invalid_query", error.message)
            case let error as ExpressionError: (kind, message) = ("invalid_filter", "\(error)")
            default: (kind, message) = ("search_failed", "\(error)")
            }
        }
    }

    /// The record as one JSON object, a stable contract.
    var json: JSONValue {
        var object: JSONObject = ["id": id, "query": text.map(JSONValue.string) ?? .null]
        switch outcome {
        case .success(let found):
            let account = found.explained.map { ScoreAccount($0, fusion: found.results.fusion) }
            for (key, value) in SearchResultsDocument(found.results, account: account).json.object ?? [:] {
                object[key] = value
            }
        case .failure(let failure):
            object["error"] = ["kind": .string(failure.kind), "message": .string(failure.message)]
        }
        return .object(object)
    }

    /// The hits as lines of a run for trec_eval; nothing for a query that failed.
    ///
    /// trec_eval orders by score and breaks ties by id, so that the score is made of the rank: it falls by one from hit to hit.
    func trec(tag: String) -> String {
        guard case .success(let found) = outcome else { return "" }
        let hits = found.results.hits
        return hits.enumerated()
            .map { place, hit in
                "\(Self.word(label)) Q0 \(Self.word(hit.id)) \(hit.rank) \(hits.count - place) \(tag)\n"
            }
            .joined()
    }

    /// The id as people write it.
    var label: String { id.string ?? id.text }

    /// White space would end the field, so that it is percent-encoded, as is the sign of that.
    private static func word(_ text: String) -> String {
        var word = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || scalar == "%" || scalar.value < 0x20 {
                for byte in String(scalar).utf8 {
                    let digits = String(byte, radix: 16, uppercase: true)
                    word += "%" + (byte < 16 ? "0" : "") + digits
                }
            } else {
                word.unicodeScalars.append(scalar)
            }
        }
        return word
    }
}
