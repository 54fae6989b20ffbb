import HTTPTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

func makePipe(_ ends: inout [Int32]) -> Int32 { pipe(&ends) }

extension LoopbackServer {
    /// What the server's threads share; it lives as long as the last of them.
    final class Core: Sendable {
        struct State {
            var requests: [LoopbackRequest] = []
            var requestCount = 0
            var connectionCount = 0
            var open: Set<Int32> = []
            var stopped = false
        }

        let state = Mutex(State())
        private let listener: Int32
        private let stopReader: Int32
        private let stopWriter: Int32
        private let recording: Bool
        private let keepsBodies: Bool
        private let onConnect: @Sendable (Int) -> LoopbackReply?
        private let onHead: Interrupt
        private let respond: Respond

        init(
            listener: Int32,
            stopReader: Int32,
            stopWriter: Int32,
            recording: Bool,
            keepsBodies: Bool,
            onConnect: @escaping @Sendable (Int) -> LoopbackReply?,
            onHead: @escaping Interrupt,
            respond: @escaping Respond
        ) {
            self.listener = listener
            self.stopReader = stopReader
            self.stopWriter = stopWriter
            self.recording = recording
            self.keepsBodies = keepsBodies
            self.onConnect = onConnect
            self.onHead = onHead
            self.respond = respond
        }

        deinit {
            close(stopReader)
            close(stopWriter)
        }

        func stop() {
            state.withLock {
                $0.stopped = true
                for descriptor in $0.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
            }
            // The byte is never read, so that every thread that waits now or later sees it.
            var byte: UInt8 = 0
            _ = write(stopWriter, &byte, 1)
        }

        func acceptConnections() {
            while let descriptor = LoopbackSocket.accept(listener, stop: stopReader) {
                let number: Int? = state.withLock {
                    guard !$0.stopped else { return nil }
                    $0.open.insert(descriptor)
                    $0.connectionCount += 1
                    return $0.connectionCount - 1
                }
                guard let number else {
                    close(descriptor)
                    break
                }
                do {
                    try NativeThread(name: "loopback-\(number)") { self.serve(descriptor, number: number) }.detach()
                } catch {
                    end(descriptor)
                }
            }
            close(listener)
        }

        private func serve(_ descriptor: Int32, number: Int) {
            defer { end(descriptor) }
            var connection = LoopbackConnection(
                descriptor: descriptor,
                stop: stopReader,
                number: number,
                keepsBodies: keepsBodies
            )
            if let reply = onConnect(number) {
                _ = connection.play(reply, to: nil)
                return
            }
            while var request = connection.readHead() {
                request.index = state.withLock {
                    $0.requestCount += 1
                    return $0.requestCount - 1
                }
                if let reply = onHead(request) {
                    _ = connection.play(reply, to: request)
                    return
                }
                guard connection.readBody(of: &request) else { return }
                if recording { state.withLock { [request] in $0.requests.append(request) } }
                guard connection.play(respond(request), to: request) else { return }
            }
        }

        private func end(_ descriptor: Int32) {
            // Under the lock, or stop() might shut down a descriptor that the system has meanwhile given to somebody else.
            state.withLock {
                $0.open.remove(descriptor)
                _ = close(descriptor)
            }
        }
    }
}
