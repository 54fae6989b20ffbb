import JSONValues
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The NDJSON file that lists the inputs of one run that could not become documents.
///
/// One line an input: `position`, `id` where it is known, `stage`, `status` where a server refused it, and `reason`. The file
/// of an earlier run is replaced when a run begins; its inputs were tried again by then.
final class DeadLetterFile: Sendable {
    let path: String
    private let descriptor = Mutex<Int32>(-1)

    init(path: String) {
        self.path = path
        unlink(path)
    }

    deinit {
        let descriptor = descriptor.withLock { $0 }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether anything was written.
    var exists: Bool { descriptor.withLock { $0 >= 0 } }

    /// Appends one line with a single write.
    func append(position: String, id: String?, _ error: InputError) throws(IngestError) {
        var line = JSONObject()
        line["position"] = .string(position)
        line["id"] = id.map(JSONValue.string)
        line["stage"] = .string(error.stage.rawValue)
        line["status"] = error.status.map { JSONValue($0) }
        line["reason"] = .string(error.message)
        let bytes = JSONValue.object(line).serialized() + [0x0A]
        let isWritten = descriptor.withLock { descriptor in
            if descriptor < 0 { descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }
            return descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count
        }
        guard isWritten else {
            throw IngestError(
                .stateUnavailable,
                "Cannot write the dead letters to \(path): \(String(cString: strerror(errno))). "
                    + "Free some space or choose another --state."
            )
        }
    }
}
