public import Embeddings

extension VectorIndexOptions {
    /// What a server takes where a mapping says no `index_options`, which differs by its version, size and licence.
    ///
    /// From `DenseVectorFieldMapper.defaultIndexOptions` of elastic/elasticsearch and the pull requests 106836, 129825, 144885 and
    /// 146660; it is why es-jina always writes the options out.
    ///
    /// - Parameters:
    ///   - dims: The number of components.
    ///   - elementType: What components are stored as.
    ///   - capabilities: The server.
    /// - Returns: The type and, of `bbq_disk`, the bits.
    public static func serverDefault(
        dims: Int,
        elementType: VectorElementType = .float,
        capabilities: Capabilities
    ) -> VectorIndexOptions {
        if elementType == .byte || elementType == .bit { return VectorIndexOptions(.hnsw) }
        let since = { (version: ServerVersion) in capabilities.isServerless || capabilities.version >= version }
        if since("9.4"), capabilities.allowsBBQDisk {
            return VectorIndexOptions(.bbqDisk, rescoreOversample: 3, bits: dims < 384 ? 4 : 1)
        }
        if since("9.1"), dims >= 384 { return VectorIndexOptions(.bbqHNSW, rescoreOversample: 3) }
        return VectorIndexOptions(since("8.14") ? .int8HNSW : .hnsw)
    }
}
