/// Why a benchmark cannot run.
public struct MeasuringError: Error, CustomStringConvertible {
    /// What is wrong and what to do.
    public let message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}

/// A program's arguments as pairs of `--name value`.
public struct Arguments {
    private var values: [String: String] = [:]

    /// Reads this process's arguments.
    ///
    /// - Parameter names: The names that are allowed, without dashes.
    /// - Throws: ``MeasuringError`` for a name that is not among them or has no value.
    public init(_ names: Set<String>) throws(MeasuringError) {
        var rest = CommandLine.arguments.dropFirst()
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), names.contains(String(name.dropFirst(2))), let value = rest.popFirst() else {
                let known = names.sorted().map { "--\($0) VALUE" }.joined(separator: " ")
                throw MeasuringError("\(name) is not understood; usage: \(known)")
            }
            values[String(name.dropFirst(2))] = value
        }
    }

    /// The value of `name`, or `standard`.
    public func text(_ name: String, _ standard: String) -> String { values[name] ?? standard }

    /// The whole number of `name`, or `standard`.
    ///
    /// - Parameters:
    ///   - name: The name without dashes.
    ///   - standard: The value where it is not given.
    /// - Returns: The number, 1 or more.
    /// - Throws: ``MeasuringError`` where it is no such number.
    public func number(_ name: String, _ standard: Int) throws(MeasuringError) -> Int {
        guard let text = values[name] else { return standard }
        guard let number = Int(text), number > 0 else { throw MeasuringError("--\(name) wants a whole number from 1") }
        return number
    }
}
