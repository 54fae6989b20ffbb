import Elasticsearch
import Embeddings
import JSONValues

/// Says what `VectorFootprint` expects: reads cases as JSON lines, writes each with its figures in bytes.
///
/// A case is `{"version":"9.5.4","dims":256,"element":"float","type":"int8_hnsw","documents":100000}`.
@main
struct Footprints {
    static func main() throws {
        while let line = readLine() {
            let given = try JSONValue.parse(line)
            let field = DenseVectorField(
                dims: given["dims"]?.int ?? 0,
                elementType: VectorElementType(rawValue: given["element"]?.string ?? ""),
                indexOptions: VectorIndexOptions(VectorIndexType(rawValue: given["type"]?.string ?? ""))
            )
            let server = Capabilities(version: ServerVersion(stringLiteral: given["version"]?.string ?? ""))
            try field.validate(for: server)
            let footprint = VectorFootprint(field, documents: given["documents"]?.int ?? 0, capabilities: server)
            let figures: JSONValue = [
                "raw": JSONValue(footprint.rawBytes), "codes": JSONValue(footprint.codeBytes),
                "graph": JSONValue(footprint.graphBytes), "source": JSONValue(footprint.sourceBytes),
                "disk": JSONValue(footprint.diskBytes), "ram": JSONValue(footprint.ramBytes),
            ]
            print(figures.text)
        }
    }
}
