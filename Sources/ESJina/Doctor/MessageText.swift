/// Messages of errors, which say what happened and then what to do.
package enum MessageText {
    /// The words that advice begins with.
    private static let verbs: Set<Substring> = [
        "add", "allow", "check", "compare", "correct", "give", "install", "look", "lower", "name", "raise", "run",
        "send", "set",
        "shorten", "top", "update", "upgrade", "use", "wait", "write",
    ]

    /// What happened, without what to do: the doctor has its own words for that.
    ///
    /// - Parameter message: A message such as `Nothing answers there (connection refused): check that the server is running.`
    /// - Returns: `Nothing answers there (connection refused)`; the whole message where it gives no advice.
    package static func withoutAdvice(_ message: String) -> String {
        var rest = message[...]
        while let mark = rest.firstIndex(where: { $0 == ":" || $0 == ";" }) {
            let behind = rest[rest.index(after: mark)...]
            if behind.first == " ", verbs.contains(behind.dropFirst().prefix { $0.isLetter }) {
                return String(message[..<mark])
            }
            rest = behind
        }
        return message.hasSuffix(".") ? String(message.dropLast()) : message
    }
}
