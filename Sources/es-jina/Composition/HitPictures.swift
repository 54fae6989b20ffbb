import CurlTransport
import ESJina
import Embeddings
import HTTPTransport
import JSONValues

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads the pictures of hits from where their documents say they are, for a model that reads pictures.
struct HitPictures: Sendable {
    /// The largest file that is read, in bytes: 256 MiB, as for an input of an ingest.
    static let maxBytes = 256 << 20

    let images: any ImagePreparer

    /// The picture of a hit, decoded and small; `nil` where its document names none.
    ///
    /// A document may name anything, so only what decodes as a picture leaves this machine, and URLs reach public addresses alone.
    ///
    /// - Throws: ``CommandError``, ``ImageError`` or ``InputError`` saying why it cannot be read.
    func picture(of hit: SearchResult) async throws -> EmbeddingImage? {
        guard let path = hit.source[DocumentFields.path]?.string, !path.isEmpty else { return nil }
        let bytes: [UInt8]
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            var network = CurlConfiguration()
            network.userAgent = "es-jina/\(ESJinaCommand.version)"
            network.addresses = .publicOnly
            bytes = try await HTTPImageFetcher(transport: LibcurlTransport(network)).fetch(path, name: path)
        } else {
            bytes = try Self.read(path)
        }
        if bytes.starts(with: Array("%PDF-".utf8)) {
            let page = hit.source[DocumentFields.partNumber]?.int ?? 1
            return try images.preparePage(bytes, page: page, name: path, options: ImageOptions()).image
        }
        return try images.prepare(bytes, name: path, options: ImageOptions()).image
    }

    private static func read(_ path: String) throws(CommandError) -> [UInt8] {
        var info = stat()
        guard stat(path, &info) == 0 else { throw CommandError("\(path): \(String(cString: strerror(errno))).") }
        // A pipe or a device would be waited for or read without end.
        guard info.st_mode & S_IFMT == S_IFREG else { throw CommandError("\(path) is not a regular file.") }
        guard info.st_size <= maxBytes else {
            throw CommandError("\(path) has more than \(HumanUnits.bytes(maxBytes)).")
        }
        // `-` alone would mean standard input.
        guard let bytes = PlatformFiles.read(path.hasPrefix("/") ? path : "./" + path) else {
            throw CommandError("\(path) cannot be read.")
        }
        return bytes
    }
}
