import Embeddings
import JSONValues

extension WireFormat {
    /// Writes `image` as one element of a list of inputs or documents.
    func write(_ image: EmbeddingImage, to writer: inout JSONWriter) {
        switch imageItem {
        case .imageObject:
            writer.raw("{\"image\":\"")
        case .contentPart:
            writer.raw("{\"type\":\"image\",\"format\":\"base64\",\"value\":\"data:")
            writer.raw(image.mediaType.utf8.filter(isMediaTypeByte))
            writer.raw(";base64,")
        case .dataURI:
            writer.raw("\"data:")
            writer.raw(image.mediaType.utf8.filter(isMediaTypeByte))
            writer.raw(";base64,")
        }
        writer.raw(Base64.encode(image.bytes))
        if imageItem == .dataURI { writer.raw("\"") } else { writer.raw("\"}") }
    }

    /// Letters, digits and the punctuation of media types: nothing that could leave the JSON string or the data URI.
    private func isMediaTypeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
