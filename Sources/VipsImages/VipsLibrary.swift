import CLibpoppler
import CLibvips

/// The system's libvips and what it was built with.
public enum VipsLibrary {
    /// What libvips is like.
    public struct Facts: Sendable, Hashable {
        /// Its version, such as `8.14.1`; `nil` where there is none, or one that cannot be used.
        public var version: String?
        /// The formats it reads of those that es-jina takes: `JPEG`, `HEIC` and so on.
        public var formats: [String]
        /// Those it does not.
        public var missing: [String]
        /// Why it cannot be used; `nil` where it can.
        public var complaint: String?

        /// Makes facts.
        public init(version: String?, formats: [String], missing: [String], complaint: String?) {
            self.version = version
            self.formats = formats
            self.missing = missing
            self.complaint = complaint
        }
    }

    /// Opens libvips and asks it.
    public static func facts() -> Facts {
        let complaint: String
        switch clibvips_open() {
        case .ready: return ready
        case .missing: complaint = "not installed, so that pictures are rejected"
        case .outdated: complaint = "older than 8.13, so that pictures are rejected"
        case .failed: complaint = "fails to start, so that pictures are rejected"
        }
        return Facts(version: nil, formats: [], missing: [], complaint: complaint)
    }

    private static var ready: Facts {
        let loaders: [(String, String)] = [
            ("JPEG", "jpegload_buffer"), ("PNG", "pngload_buffer"), ("WebP", "webpload_buffer"),
            ("GIF", "gifload_buffer"),
            ("TIFF", "tiffload_buffer"), ("SVG", "svgload_buffer"), ("HEIC and AVIF", "heifload_buffer"),
            ("PDF", "pdfload_buffer"),
        ]
        let known = loaders.filter { clibvips_has_operation($0.1) }.map(\.0)
        return Facts(
            version: (0..<3).map { String(clibvips_version_part($0)) }.joined(separator: "."),
            formats: known,
            missing: loaders.map(\.0).filter { !known.contains($0) },
            complaint: nil
        )
    }

    /// Whether Poppler is there, by which the text of PDF pages is read; opens it.
    public static var readsPDFTexts: Bool { clibpoppler_open() }
}
