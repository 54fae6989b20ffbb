import CLibcurl
import HTTPTransport

extension Transfer {
    /// The earliest time, seen from `now`, at which one of the limits may be reached.
    func nextExpiry(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let total = job.start + job.timeouts.total
        guard let started else { return total }
        if isConnected { return min(total, lastActivity + job.timeouts.stall) }
        // The connection may stand a moment from now, and then the silence counts.
        return min(total, started + job.timeouts.connect, now + job.timeouts.stall)
    }

    /// Asks libcurl for what the callbacks do not see: bytes that leave its own buffers, and a connection that stands.
    func noticeProgress(_ now: ContinuousClock.Instant) {
        guard let easy, started != nil else { return }
        if !isConnected && easy.offset(CURLINFO_PRETRANSFER_TIME_T) > 0 {
            isConnected = true
            lastActivity = now
        }
        let counted = easy.offset(CURLINFO_SIZE_UPLOAD_T) + easy.offset(CURLINFO_SIZE_DOWNLOAD_T)
        // A server is not to blame for the silence of a body's own source.
        if counted != countedBytes || isPaused { lastActivity = now }
        countedBytes = counted
    }

    /// Which limit is reached, if any.
    func expired(_ now: ContinuousClock.Instant) -> Stop? {
        if now >= job.start + job.timeouts.total { return started == nil ? .queueTimeout : .totalTimeout }
        guard let started else { return nil }
        if !isConnected { return now >= started + job.timeouts.connect ? .connectTimeout : nil }
        return now >= lastActivity + job.timeouts.stall ? .stallTimeout : nil
    }
}
