#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The most memory this process had since a moment of a test's choice; on Linux only, elsewhere nothing is said.
public struct PeakMemory {
    private let base: Int

    /// Begins: from here on the peak is the present use.
    public init() {
        guard let file = fopen("/proc/self/clear_refs", "w") else {
            base = 0
            return
        }
        fputs("5", file)
        fclose(file)
        base = Self.value("VmRSS:")
    }

    /// How much more than at the beginning the process had at its peak, in bytes.
    public var growth: Int { base == 0 ? 0 : Self.value("VmHWM:") - base }

    /// The most memory this process ever had, in bytes.
    ///
    /// Not what `getrusage` says on Linux: there a process that was spawned begins with the peak of the one that spawned it.
    public static var ofProcess: Int {
        #if os(Linux)
        return value("VmHWM:")
        #else
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
        #endif
    }

    private static func value(_ name: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix(name) { return (Int(text.split { !$0.isNumber }.first ?? "") ?? 0) << 10 }
        }
        return 0
    }
}
