import CLibvips
import ESJina

/// One run of libvips over the bytes of one picture, and the sentence of its failure.
struct Decoding {
    /// Why a run ended early.
    enum Failure: Error {
        /// The reason is known.
        case known(ImageError)
        /// libvips failed on a picture of this format and left its reason in the text all threads share.
        case decoder(PictureFormat)
    }

    let bytes: UnsafeRawBufferPointer
    let name: String

    /// Runs `body` over `bytes`.
    ///
    /// Where libvips fails, the run is repeated with all others kept out, because its error text has no owner: under the
    /// shared lock it may hold what went wrong with another thread's picture.
    static func run<Value>(
        _ bytes: [UInt8],
        name: String,
        _ body: (Decoding) throws(Failure) -> Value
    ) throws(ImageError) -> Value {
        try open(for: name)
        if bytes.isEmpty { throw ImageError(.corrupt, "\(name) is empty; get the file anew or leave it out.") }
        let result: Result<Value, ImageError> = bytes.withUnsafeBytes { buffer in
            defer { clibvips_leave_thread() }
            let decoding = Decoding(bytes: buffer, name: name)
            switch decoding.attempt(alone: false, body).result {
            case .success(let value): return .success(value)
            case .failure(.known(let error)): return .failure(error)
            case .failure(.decoder): break
            }
            let (second, text) = decoding.attempt(alone: true, body)
            switch second {
            case .success(let value): return .success(value)
            case .failure(.known(let error)): return .failure(error)
            case .failure(.decoder(let format)): return .failure(decoding.corrupt(format, reason: text))
            }
        }
        return try result.get()
    }

    private func attempt<Value>(
        alone: Bool,
        _ body: (Decoding) throws(Failure) -> Value
    ) -> (result: Result<Value, Failure>, text: String) {
        clibvips_lock(alone)
        defer { clibvips_unlock() }
        do throws(Failure) {
            return (.success(try body(self)), "")
        } catch {
            guard alone, let text = clibvips_take_error() else { return (.failure(error), "") }
            defer { clibvips_free(text) }
            return (.failure(error), String(cString: text))
        }
    }

    private static func open(for name: String) throws(ImageError) {
        let fix = "install it (Debian, Ubuntu: apt-get install libvips42; macOS: brew install vips) and run again"
        switch clibvips_open() {
        case .ready: return
        case .missing:
            throw ImageError(.unavailable, "Cannot read the picture \(name): libvips is not on this machine; \(fix).")
        case .outdated:
            throw ImageError(.unavailable, "Cannot read the picture \(name): libvips is older than 8.13; \(fix).")
        case .failed:
            throw ImageError(.unavailable, "Cannot read the picture \(name): libvips does not start; re\(fix).")
        }
    }

    /// The header's facts, with the limits checked.
    func header(maxPixels: Int) throws(Failure) -> PictureHeader {
        let loader = clibvips_loader(bytes.baseAddress, bytes.count).map { String(cString: $0) }
        let found = loader.flatMap { PictureFormat(loader: $0) }
        if found == .pdf || found == nil && PictureFormat.isPDF(bytes) {
            throw .known(
                ImageError(
                    .unsupportedFormat,
                    "\(name) is no picture but a PDF file, which may have many pages; give it a name that ends in .pdf."
                )
            )
        }
        guard let format = found else {
            if let format = PictureFormat(signatureOf: bytes) { throw .known(corrupt(format, reason: "")) }
            throw .known(
                ImageError(
                    .unsupportedFormat,
                    "\(name) is no picture of a format that is read (\(PictureFormat.list)): "
                        + "\(PictureFormat.describe(bytes)); convert it or leave it out."
                )
            )
        }
        if format == .svg, let reason = SVGGuard(maxPixels: maxPixels).reasonToRefuse(bytes) {
            throw .known(ImageError(reason.kind, "\(name) is not drawn: \(reason.text)."))
        }
        guard let picture = VipsPicture(clibvips_header(bytes.baseAddress, bytes.count)) else { throw .decoder(format) }
        let header = PictureHeader(picture, format: format, file: bytes)
        // What librsvg makes of sizes that it can not hold.
        if format == .svg, header.width <= 1, header.height <= 1 {
            throw .known(
                ImageError(
                    .corrupt,
                    "\(name) is an SVG of no usable size; give it a width and a height in pixels, or leave it out."
                )
            )
        }
        let pixels = header.width * header.height
        if pixels > maxPixels {
            throw .known(
                ImageError(
                    .tooLarge,
                    "\(name) has \(header.width) × \(header.height) = \(pixels) pixels, more than the limit of \(maxPixels); "
                        + "raise --max-megapixels (ImageOptions.maxPixels) to read it, or leave it out."
                )
            )
        }
        return header
    }

    /// The pixels from which on pictures that are decoded whole come one after the other.
    ///
    /// They take three to eight bytes a pixel, so that as many as there are processors would be gigabytes.
    static let pixelsOfLarge = 16_000_000

    /// The picture of this header decoded into a box: upright, opaque, in sRGB.
    func decode(_ header: PictureHeader, width: Int, height: Int) throws(Failure) -> VipsPicture {
        let isLarge = header.isDecodedWhole && header.width * header.height > Self.pixelsOfLarge
        if isLarge { clibvips_lock_large() }
        defer { if isLarge { clibvips_unlock_large() } }
        if let plan = DirectDecoding(of: header, width: width, height: height) {
            guard let picture = decode(plan) else { throw .decoder(header.format) }
            return picture
        }
        if header.hasForeignColours, let picture = decode(width: width, height: height, converts: true) {
            return picture
        }
        // A profile that cannot be used is no reason to lose the picture: its colours then pass for sRGB.
        guard let picture = decode(width: width, height: height, converts: false) else { throw .decoder(header.format) }
        return picture
    }

    private func decode(_ plan: DirectDecoding) -> VipsPicture? {
        let lazy =
            switch plan.way {
            case .shrinking(let shrink):
                clibvips_decode_jpeg(bytes.baseAddress, bytes.count, shrink, plan.width, plan.height)
            case .onWhite: clibvips_decode_transparent(bytes.baseAddress, bytes.count, plan.width, plan.height)
            }
        guard let lazy = VipsPicture(lazy) else { return nil }
        return VipsPicture(clibvips_flat(lazy.image))
    }

    private func decode(width: Int, height: Int, converts: Bool) -> VipsPicture? {
        let (width, height) = (Int32(clamping: width), Int32(clamping: height))
        let (right, bottom) = (min(width, VipsPicture.maxSide), min(height, VipsPicture.maxSide))
        guard let lazy = VipsPicture(clibvips_decode(bytes.baseAddress, bytes.count, right, bottom, converts)) else {
            return nil
        }
        return VipsPicture(clibvips_flat(lazy.image))
    }

    /// One sentence from libvips's lines of `domain: reason`.
    func corrupt(_ format: PictureFormat, reason text: String) -> ImageError {
        let reasons = text.split(separator: "\n")
            .map { line -> Substring in
                guard let colon = line.firstRange(of: ": ") else { return line }
                return line[colon.upperBound...]
            }
        // The last is what ended the decoding; some have no words.
        var reason = reasons.last { $0.contains(where: \.isLetter) }.map { String($0.prefix(160)) } ?? ""
        while reason.hasSuffix(".") || reason.hasSuffix(" ") { reason.removeLast() }
        if format == .pdf, let known = pageProblem(reason) { return known }
        let said = reason.isEmpty ? "" : " (the decoder says: \(reason))"
        return ImageError(
            .corrupt,
            "\(name) is a damaged or incomplete \(format.title)\(said); get the file anew or leave it out."
        )
    }
}
