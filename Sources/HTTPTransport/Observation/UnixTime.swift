#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A moment on the wall clock, as tracers want it.
public struct UnixTime: Sendable, Hashable, Comparable {
    /// The nanoseconds since 1970-01-01 00:00 UTC.
    public var nanoseconds: UInt64

    /// Makes a moment.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// This moment, by the system's clock.
    public static func now() -> UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(nanoseconds: UInt64(max(0, time.tv_sec)) * 1_000_000_000 + UInt64(max(0, time.tv_nsec)))
    }

    /// The moment `duration` later, or earlier where it is negative; never before 1970.
    public func advanced(by duration: Duration) -> UnixTime {
        let (seconds, attoseconds) = duration.components
        let (product, hasOverflown) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (moment, isOutside) = Int64(clamping: nanoseconds)
            .addingReportingOverflow(hasOverflown ? 0 : product &+ attoseconds / 1_000_000_000)
        return UnixTime(nanoseconds: isOutside ? nanoseconds : UInt64(max(0, moment)))
    }

    /// Whether `left` is before `right`.
    public static func < (left: UnixTime, right: UnixTime) -> Bool { left.nanoseconds < right.nanoseconds }
}
