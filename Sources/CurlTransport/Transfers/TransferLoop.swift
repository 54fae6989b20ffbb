import CLibcurl
import HTTPTransport

/// The transfer thread: starts, drives and ends transfers with libcurl's multi interface, and sleeps while there are none.
///
/// Everything in it belongs to that one thread; callers reach it through its ``Mailbox`` only.
final class TransferLoop {
    private struct Host {
        var running = 0
        var waiting: [Transfer] = []
        var speaksHTTP2 = false
    }

    private let mailbox: Mailbox
    private let configuration: CurlConfiguration
    private let peers: KnownPeers
    private let handle: MultiHandle
    private let multi: UnsafeMutableRawPointer
    private let fingerprint: UnsafeMutablePointer<UInt8>?
    private var transfers: [UInt64: Transfer] = [:]
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var hosts: [String: Host] = [:]
    private var idleHandles: [EasyHandle] = []
    /// No deadline runs out before this.
    private var nextExpiry: ContinuousClock.Instant?

    /// The body of the thread.
    static func run(_ mailbox: Mailbox, _ configuration: CurlConfiguration, _ peers: KnownPeers) {
        let state = clibcurl_open()
        guard state == CLIBCURL_OPENED, let multi = MultiHandle() else {
            return mailbox.close(.libcurlUnavailable(state))
        }
        let loop = TransferLoop(mailbox, configuration, peers, multi)
        mailbox.open(multi)
        loop.run()
        mailbox.close(TransportError(.unavailable, "The transport is closed.", requestMayHaveBeenProcessed: false))
    }

    private init(
        _ mailbox: Mailbox,
        _ configuration: CurlConfiguration,
        _ peers: KnownPeers,
        _ handle: MultiHandle
    ) {
        self.mailbox = mailbox
        self.configuration = configuration
        self.peers = peers
        self.handle = handle
        multi = handle.pointer
        var digest: UnsafeMutablePointer<UInt8>?
        if case .fingerprint(let text) = configuration.trust.anchor,
            let bytes = CurlConfiguration.fingerprintBytes(text)
        {
            digest = .allocate(capacity: bytes.count)
            digest?.initialize(from: bytes, count: bytes.count)
        }
        fingerprint = digest
        let connections = max(1, configuration.maxConnectionsPerHost)
        _ = clibcurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections)
        _ = clibcurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections * 4)
    }

    deinit {
        idleHandles = []
        fingerprint?.deallocate()
    }

    private func run() {
        while true {
            guard obey() else { return stop() }
            _ = clibcurl_multi_perform(multi)
            endFinished()
            unpauseRefused()
            expire()
            if mailbox.allowsSleep() { _ = clibcurl_multi_poll(multi, pollTimeout()) }
        }
    }

    /// Does what callers ask for; false where they ask for the end.
    private func obey() -> Bool {
        // What runs here asks for more, which is better begun at once than after a look at every transfer. Transfers must
        // not wait for ever, though, for tasks that never do.
        for _ in 0..<64 {
            let commands = mailbox.take()
            if commands.isEmpty { return true }
            var goesOn = true
            for command in commands {
                switch command {
                case .start(let job): accept(Transfer(job, addresses: configuration.addresses))
                case .abort(let id): if let transfer = transfers[id] { remove(transfer) }
                case .piece(let id, let piece): if let transfer = transfers[id] { feed(transfer, piece) }
                case .run(let job, let executor): job.runSynchronously(on: executor)
                case .stop: goesOn = false
                }
            }
            if !goesOn { return false }
        }
        return true
    }

    private func stop() {
        let failure = TransportError(.unavailable, "The transport was closed during the request.")
        for transfer in transfers.values {
            transfer.job.ticket.settle(.failure(failure))
            if let easy = transfer.easy { _ = clibcurl_multi_remove(multi, easy.pointer) }
        }
        transfers = [:]
        running = [:]
        mailbox.close(failure)
    }

    // MARK: Starting

    private func accept(_ transfer: Transfer) {
        transfers[transfer.job.id] = transfer
        watch(transfer)
        if hosts.count > 256 { hosts = hosts.filter { $0.value.running > 0 || !$0.value.waiting.isEmpty } }
        let origin = transfer.job.target.origin
        if hosts[origin, default: Host()].running < limit(origin) {
            begin(transfer)
        } else {
            hosts[origin]?.waiting.append(transfer)
        }
    }

    private func limit(_ origin: String) -> Int {
        let limit =
            hosts[origin]?.speaksHTTP2 == true ? configuration.maxStreamsPerHost : configuration.maxConnectionsPerHost
        return max(1, limit)
    }

    private func begin(_ transfer: Transfer) {
        do {
            let place = idleHandles.lastIndex { $0.shape == transfer.shape } ?? idleHandles.indices.last
            guard let easy = place.map({ idleHandles.remove(at: $0) }) ?? EasyHandle() else {
                throw TransportError(.unavailable, "libcurl has no memory left.", requestMayHaveBeenProcessed: false)
            }
            try transfer.configure(easy, configuration, fingerprint: fingerprint)
            transfer.started = .now
            transfer.lastActivity = .now
            hosts[transfer.job.target.origin, default: Host()].running += 1
            running[easy.pointer] = transfer
            watch(transfer)
            guard clibcurl_multi_add(multi, easy.pointer) == CURLM_OK else {
                throw TransportError(.unavailable, "libcurl refuses a transfer.", requestMayHaveBeenProcessed: false)
            }
        } catch {
            settle(transfer, .failure(error))
        }
    }

    private func feed(_ transfer: Transfer, _ piece: [UInt8]?) {
        transfer.add(piece)
        if transfer.canContinue, let easy = transfer.easy {
            transfer.unpause()
            transfer.lastActivity = .now
            _ = clibcurl_easy_pause(easy.pointer, CURLPAUSE_CONT)
        }
    }

    /// libcurl does not end a transfer whose upload is paused, even when the server has answered already.
    private func unpauseRefused() {
        for transfer in running.values where transfer.refusedWhilePaused {
            transfer.unpause()
            if let easy = transfer.easy { _ = clibcurl_easy_pause(easy.pointer, CURLPAUSE_CONT) }
        }
    }

    // MARK: Ending

    private func endFinished() {
        var code = CURLE_OK
        while let pointer = clibcurl_multi_ended(multi, &code) {
            guard let transfer = running[pointer], let easy = transfer.easy else { continue }
            if easy.long(CURLINFO_HTTP_VERSION) == Int(CURL_HTTP_VERSION_2_0) {
                hosts[transfer.job.target.origin]?.speaksHTTP2 = true
            }
            if code == CURLE_OK && !transfer.hasWholeHead { code = CURLE_PARTIAL_FILE }
            if code == CURLE_OK {
                peers.note(transfer.job.target.origin, address: easy.string(CURLINFO_PRIMARY_IP) ?? "")
                let answer = HTTPResponse(status: transfer.status, headers: transfer.headers, body: transfer.body)
                settle(transfer, .success(answer))
            } else {
                settle(transfer, .failure(TransportError.make(code, FailureFacts(transfer, easy, configuration))))
            }
        }
    }

    private func settle(_ transfer: Transfer, _ result: Result<HTTPResponse, any Error>) {
        var succeeded = false
        if case .success = result { succeeded = true }
        remove(transfer, succeeded: succeeded)
        transfer.releaseBody()
        transfer.job.ticket.settle(result)
    }

    /// Takes a transfer out, wherever it is; what libcurl still does for it is aborted.
    private func remove(_ transfer: Transfer, succeeded: Bool = false) {
        transfers[transfer.job.id] = nil
        let origin = transfer.job.target.origin
        guard let easy = transfer.easy, running.removeValue(forKey: easy.pointer) != nil else {
            hosts[origin]?.waiting.removeAll { $0 === transfer }
            return
        }
        _ = clibcurl_multi_remove(multi, easy.pointer)
        transfer.easy = nil
        easy.transfer = nil
        if idleHandles.count < configuration.maxConnectionsPerHost * 2 {
            // What an aborted or failed transfer leaves behind is not worth knowing.
            if !succeeded { easy.reset() }
            idleHandles.append(easy)
        }
        hosts[origin]?.running -= 1
        while let host = hosts[origin], let next = host.waiting.first, host.running < limit(origin) {
            hosts[origin]?.waiting.removeFirst()
            begin(next)
        }
    }

    // MARK: Deadlines

    private func watch(_ transfer: Transfer) {
        let expiry = transfer.nextExpiry(.now)
        nextExpiry = nextExpiry.map { min($0, expiry) } ?? expiry
    }

    /// Ends what is out of time.
    ///
    /// Transfers are looked at only when the earliest deadline is reached, and deadlines that
    /// activity has moved meanwhile are found then.
    private func expire() {
        guard let due = nextExpiry, due <= .now else { return }
        nextExpiry = nil
        let now = ContinuousClock.now
        for transfer in Array(transfers.values) {
            transfer.noticeProgress(now)
            guard let reason = transfer.expired(now) else {
                watch(transfer)
                continue
            }
            transfer.stop = reason
            let facts = FailureFacts(transfer, transfer.easy, configuration)
            settle(transfer, .failure(TransportError.make(CURLE_OPERATION_TIMEDOUT, facts)))
        }
    }

    private func pollTimeout() -> Int32 {
        guard let nextExpiry else { return 60_000 }
        let left = ContinuousClock.now.duration(to: nextExpiry).components
        let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1
        return Int32(min(max(milliseconds, 0), 60_000))
    }
}
