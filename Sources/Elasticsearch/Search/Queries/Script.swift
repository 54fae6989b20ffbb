public import JSONValues

/// A small program that the server runs for a document.
public struct Script: Sendable, Hashable {
    /// The script as JSON.
    public var json: JSONValue

    /// Makes a script.
    ///
    /// - Parameters:
    ///   - source: The program.
    ///   - params: Values it reads as `params.NAME`; programs that differ only here are compiled once.
    ///   - language: Its language; default painless.
    public init(_ source: String, params: JSONObject = [:], language: String? = nil) {
        var object: JSONObject = ["source": .string(source)]
        object["lang"] = language.map(JSONValue.string)
        if !params.isEmpty { object["params"] = .object(params) }
        json = .object(object)
    }

    /// Makes a script that is stored on the server.
    public init(stored id: String, params: JSONObject = [:]) {
        var object: JSONObject = ["id": .string(id)]
        if !params.isEmpty { object["params"] = .object(params) }
        json = .object(object)
    }

    /// Makes a script of any JSON.
    public init(raw json: JSONValue) { self.json = json }
}
