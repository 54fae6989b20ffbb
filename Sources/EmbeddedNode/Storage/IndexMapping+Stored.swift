import JSONValues
import SQLiteStorage

extension IndexMapping {
    /// Reads a mapping as the index keeps it.
    init(stored bytes: [UInt8], path: String) throws {
        guard let object = try? JSONValue.parse(bytes).object else {
            throw SQLiteError(
                .corrupt,
                "\(path) holds a mapping that cannot be read: delete the index and build it anew",
                path: path
            )
        }
        try self.init(object)
    }

    /// The bytes to keep.
    var stored: String { JSONValue.object(json).text }
}
