import ESJina
import Embeddings
import TestSupport
import Testing
import VipsImages

@Suite("Odd pictures")
struct OddPictureTests {
    private static let options = ImageOptions(shortestSide: 128)

    /// What is wrong with how a picture was treated; `nil` where nothing is.
    private static func complaint(_ picture: OddPicture) -> String? {
        let preparer = VipsImagePreparer()
        do throws(ImageError) {
            let image = try preparer.prepare(picture.bytes, name: "folder/\(picture.name)", options: options)
            if picture.outcome == .refused { return "it was read as \(image.format), \(image.width) × \(image.height)" }
            if case .read(let width, let height) = picture.outcome, [width, height] != [image.width, image.height] {
                return "it was read as \(image.width) × \(image.height), not \(width) × \(height)"
            }
            guard image.image.raster?.rgb.count == 32 * 32 * 3 else { return "it has no raster" }
            let again = try preparer.prepare(
                image.image.bytes,
                name: "the result",
                options: ImageOptions(shortestSide: 5_000)
            )
            let (shortest, longest) = (min(again.width, again.height), max(again.width, again.height))
            guard shortest <= options.shortestSide, longest <= 8 * options.shortestSide else {
                // A picture that is passed on as it is may be a strip.
                return image.image.bytes == picture.bytes
                    ? nil : "the result has \(again.width) × \(again.height) pixels"
            }
            let thumbnail = try preparer.thumbnail(picture.bytes, name: "folder/\(picture.name)", longestSide: 64)
            guard thumbnail.starts(with: [0xFF, 0xD8]), thumbnail.count < 20_000 else {
                return "its thumbnail is no small JPEG"
            }
            return nil
        } catch {
            if case .read = picture.outcome { return error.message }
            let isSentence =
                error.message.contains("folder/\(picture.name)") && error.message.hasSuffix(".")
                && !error.message.contains("\n") && error.message.utf8.count < 500
            return isSentence ? nil : "its error is no sentence: \(error.message)"
        }
    }

    @Test("are more than two hundred, each with a name of its own")
    func count() {
        #expect(OddPictures.all.count > 400)
        #expect(Set(OddPictures.all.map(\.name)).count == OddPictures.all.count)
        #expect(OddPictures.all.count { $0.bytes.isEmpty } == 2, "a fixture is missing, or a patch found no place")
    }

    @Test("are each read within the limits or refused with a sentence, in bounded memory")
    func outcomes() async {
        // In a process of its own, which tells its memory apart and catches what decoders print.
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let pictures = OddPictures.all
            let workers = 2
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<workers {
                    group.addTask {
                        for picture in pictures.enumerated() where picture.offset % workers == worker {
                            let complaint = Self.complaint(picture.element)
                            #expect(complaint == nil, "\(picture.element.name)")
                        }
                    }
                }
            }
            let peak = PeakMemory.ofProcess >> 20
            // 81 million pixels are the most that are decoded here.
            #expect(peak < 350, "\(peak) MiB")
        }
        let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).split(separator: "\n")
        // dav1d, libheif's decoder of AVIF, prints to standard error and libheif offers nothing that would silence it.
        let known = ["OBU", "dav1d", "frame size"]
        let unknown = lines.filter { line in !known.contains { line.contains($0) } }
        #expect(unknown == [])
    }
}
