import ESJina
import JSONValues

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The pages of a shop's catalogue, as an export or an API brings them: here the files `page-1.json`, `page-2.json` and so on.
struct Catalogue: AsyncSequence, Sendable {
    typealias Element = SourceStep

    /// The directory of the pages and of the pictures they name.
    let directory: String

    struct Iterator: AsyncIteratorProtocol {
        let directory: String
        var number = 0
        var products: ArraySlice<JSONValue> = []

        /// The next product; pages are read when the pipeline asks for them, so that one is in memory at a time.
        mutating func next() async throws -> SourceStep? {
            while products.isEmpty {
                number += 1
                guard let page = Self.bytes("\(directory)/page-\(number).json") else { return nil }
                products = (try JSONValue.parse(page).array ?? [])[...]
            }
            return products.popFirst().map(step)
        }

        private func step(_ product: JSONValue) -> SourceStep {
            guard let sku = product["sku"]?.string else {
                return .failed(
                    position: "catalogue/page-\(number)",
                    InputError(.read, "Page \(number) has a product without a 'sku'. Give it one.")
                )
            }
            if product["hidden"]?.bool == true {
                return .skipped(position: "catalogue/\(sku)", reason: "hidden in the shop")
            }
            let directory = directory
            // The position names the product in reports and in the journal, the same in every run.
            return .entry(
                SourceEntry(position: "catalogue/\(sku)") { () throws(InputError) in
                    try Self.record(product, sku: sku, directory: directory)
                }
            )
        }

        /// Called when the product's turn has come, for many at once; a failure costs this product alone.
        private static func record(
            _ product: JSONValue,
            sku: String,
            directory: String
        ) throws(InputError) -> IngestRecord {
            let content: IngestRecord.Content
            if let picture = product["picture"]?.string {
                guard let bytes = bytes("\(directory)/\(picture)") else {
                    throw InputError(.read, "Product \(sku) names the picture '\(picture)', which is not there.")
                }
                content = .image(bytes)
            } else {
                content = .text(product["description"]?.string ?? "")
            }
            var record = IngestRecord(id: sku, content: content)
            record.title = product["name"]?.string
            record.tags = product["categories"]?.array?.compactMap(\.string) ?? []
            if let price = product["price"] { record.attributes["price"] = price }
            return record
        }

        private static func bytes(_ path: String) -> [UInt8]? {
            guard let file = fopen(path, "rb") else { return nil }
            defer { fclose(file) }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = fread(&chunk, 1, chunk.count, file)
                if count == 0 { return bytes }
                bytes += chunk[..<count]
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(directory: directory) }
}
