import CurlTransport
import ESJina
import Embeddings
import HTTPTransport
import JSONValues

/// Reads the pictures of hits from where their documents say they are, for a model that reads pictures.
struct HitPictures: Sendable {
    let images: any ImagePreparer

    /// The picture of a hit, decoded and small; `nil` where its document names none.
    ///
    /// A document may name anything, so only what decodes as a picture leaves this machine, and URLs reach public addresses alone.
    ///
    /// - Throws: ``PictureFile/Missing``, ``ImageError`` or ``InputError`` saying why it cannot be read.
    func picture(of hit: SearchResult) async throws -> EmbeddingImage? {
        guard let path = hit.source[DocumentFields.path]?.string, !path.isEmpty else { return nil }
        let bytes: [UInt8]
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            var network = CurlConfiguration()
            network.userAgent = "es-jina/\(ESJinaCommand.version)"
            network.addresses = .publicOnly
            bytes = try await HTTPImageFetcher(transport: LibcurlTransport(network)).fetch(path, name: path)
        } else {
            bytes = try PictureFile(path: path).bytes()
        }
        if bytes.starts(with: Array("%PDF-".utf8)) {
            let page = hit.source[DocumentFields.partNumber]?.int ?? 1
            return try images.preparePage(bytes, page: page, name: path, options: ImageOptions()).image
        }
        return try images.prepare(bytes, name: path, options: ImageOptions()).image
    }
}
