/// Copies a document without the members that hold vectors; everything else keeps its bytes.
struct SourceStripper {
    let bytes: [UInt8]
    /// The offsets of the keys to drop.
    let dropped: Set<Int>

    func stripped(_ root: ContentNode) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        write(root, into: &output)
        return output
    }

    private func write(_ node: ContentNode, into output: inout [UInt8]) {
        switch node.value {
        case .object(let members) where holdsDropped(node):
            output.append(UInt8(ascii: "{"))
            var isFirst = true
            for member in members where !dropped.contains(member.start) {
                if !isFirst { output.append(UInt8(ascii: ",")) }
                isFirst = false
                output.append(contentsOf: bytes[member.start..<member.value.start])
                write(member.value, into: &output)
            }
            output.append(UInt8(ascii: "}"))
        case .array(let elements) where holdsDropped(node):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                write(element, into: &output)
            }
            output.append(UInt8(ascii: "]"))
        default: output.append(contentsOf: bytes[node.start..<node.limit])
        }
    }

    private func holdsDropped(_ node: ContentNode) -> Bool { dropped.contains { node.start < $0 && $0 < node.end } }
}
