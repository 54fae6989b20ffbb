/// Why bytes are not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as half a sentence.
    public let message: String
    /// The line of the fault, from 1.
    public let line: Int
    /// The column of the fault in bytes, from 1.
    public let column: Int

    /// The fault with its place.
    public var description: String { "\(message) at line \(line), column \(column)" }
}
