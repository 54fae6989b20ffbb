/// Fetches the pictures that records name by URL.
///
/// A library user may bring another than ``HTTPImageFetcher``; functions are called from many tasks at once.
public protocol ImageFetcher: Sendable {
    /// Fetches one picture.
    ///
    /// - Parameters:
    ///   - url: An http or https URL.
    ///   - name: What names the input in errors.
    /// - Returns: The encoded picture.
    /// - Throws: ``InputError`` at the stage `fetch`, naming the input, the reason and the fix.
    func fetch(_ url: String, name: String) async throws(InputError) -> [UInt8]
}
