import ESJinaTesting
import Testing

@testable import Jina

@Suite("RateLimiter")
struct RateLimiterTests {
    private func limiter(requests: Int = .max, tokens: Int = .max, concurrency: Int = .max) -> RateLimiter {
        RateLimiter(requestsPerMinute: requests, tokensPerMinute: tokens, concurrency: concurrency)
    }

    @Test("starts as many requests as the minute holds and then waits for the oldest to leave it")
    func requestsPerMinute() {
        var limiter = limiter(requests: 2)
        #expect(limiter.admit(tokens: 1, at: .seconds(0)) == .start(1))
        #expect(limiter.admit(tokens: 1, at: .seconds(10)) == .start(2))
        #expect(limiter.admit(tokens: 1, at: .seconds(20)) == .wait(.seconds(40), reason: "2 requests a minute"))
        #expect(limiter.admit(tokens: 1, at: .seconds(60)) == .start(3))
        #expect(limiter.admit(tokens: 1, at: .seconds(60)) == .wait(.seconds(10), reason: "2 requests a minute"))
    }

    @Test("counts guessed tokens until the server says how many there were")
    func tokensPerMinute() {
        var limiter = limiter(tokens: 100)
        #expect(limiter.admit(tokens: 90, at: .zero) == .start(1))
        #expect(limiter.admit(tokens: 20, at: .seconds(5)) == .wait(.seconds(55), reason: "100 tokens a minute"))
        limiter.settle(1, tokens: 80)
        #expect(limiter.admit(tokens: 20, at: .seconds(5)) == .start(2))
    }

    @Test("lets a request larger than a minute go alone, so that it is never stuck")
    func giant() {
        var limiter = limiter(tokens: 100)
        #expect(limiter.admit(tokens: 5000, at: .zero) == .start(1))
        #expect(limiter.admit(tokens: 5000, at: .seconds(1)) == .wait(.seconds(59), reason: "100 tokens a minute"))
        #expect(limiter.admit(tokens: 5000, at: .seconds(60)) == .start(2))
    }

    @Test("runs no more requests at once than allowed")
    func concurrency() {
        var limiter = limiter(concurrency: 1)
        #expect(limiter.admit(tokens: 1, at: .zero) == .start(1))
        #expect(limiter.admit(tokens: 1, at: .zero) == .full)
        limiter.finish(1, remaining: nil, at: .seconds(1))
        #expect(limiter.admit(tokens: 1, at: .seconds(1)) == .start(2))
    }

    @Test("counts what others with the same key used, as the headers show it")
    func foreignUse() {
        var limiter = limiter(requests: 100, tokens: 1000)
        #expect(limiter.admit(tokens: 10, at: .zero) == .start(1))
        limiter.finish(1, remaining: .init(requests: 1, tokens: 500), at: .seconds(1))
        #expect(limiter.admit(tokens: 10, at: .seconds(2)) == .start(2))
        #expect(limiter.admit(tokens: 10, at: .seconds(3)) == .wait(.seconds(57), reason: "100 requests a minute"))
        // The server's minute began anew: what others used is forgotten, our own two requests are not.
        limiter.finish(2, remaining: .init(requests: 98, tokens: 980), at: .seconds(4))
        #expect(limiter.admit(tokens: 980, at: .seconds(4)) == .start(3))
        #expect(limiter.admit(tokens: 1, at: .seconds(5)) == .wait(.seconds(55), reason: "1000 tokens a minute"))
    }

    @Test("raises its limit where the server says that more is left")
    func raisesLimit() {
        var limiter = limiter(requests: 500, tokens: 1_000_000)
        _ = limiter.admit(tokens: 10, at: .zero)
        limiter.finish(1, remaining: .init(requests: 4999, tokens: 99_999_990), at: .seconds(1))
        #expect(limiter.requestsPerMinute == 4999)
        #expect(limiter.tokensPerMinute == 99_999_990)
    }

    @Test("ignores remaining counts where no limit is set")
    func unlimited() {
        var limiter = limiter()
        _ = limiter.admit(tokens: 10, at: .zero)
        limiter.finish(1, remaining: .init(requests: 0, tokens: 0), at: .zero)
        #expect(limiter.admit(tokens: 10, at: .zero) == .start(2))
    }

    @Test("pauses everybody after a rejection, longer each time, until an answer comes")
    func rejections() {
        var limiter = limiter()
        var now = Duration.zero
        var pauses: [Duration] = []
        for id in 1...7 {
            #expect(limiter.admit(tokens: 1, at: now) == .start(id))
            let pause = limiter.reject(id, limit: .requests, retryAfter: nil, at: now)
            pauses.append(pause)
            #expect(limiter.admit(tokens: 1, at: now) == .wait(pause, reason: "the server asked to slow down"))
            now += pause
        }
        #expect(pauses == [2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
        #expect(limiter.admit(tokens: 1, at: now) == .start(8))
        limiter.finish(8, remaining: .init(requests: nil, tokens: nil), at: now)
        #expect(limiter.admit(tokens: 1, at: now) == .start(9))
        #expect(limiter.reject(9, limit: .tokens, retryAfter: nil, at: now) == .seconds(2))
    }

    @Test("takes the rejections of one burst as one, and Retry-After at its word")
    func burst() {
        var limiter = limiter(concurrency: 8)
        for _ in 0..<8 { _ = limiter.admit(tokens: 1, at: .zero) }
        #expect(limiter.reject(1, limit: .requests, retryAfter: nil, at: .zero) == .seconds(2))
        #expect(limiter.reject(2, limit: .requests, retryAfter: nil, at: .seconds(1)) == .seconds(2))
        #expect(limiter.reject(3, limit: .requests, retryAfter: .seconds(17), at: .seconds(2)) == .seconds(17))
    }

    @Test("halves concurrency after a concurrency rejection and grows back by one after twenty answers")
    func concurrencyRejection() {
        var limiter = limiter(concurrency: 8)
        for _ in 0..<8 { _ = limiter.admit(tokens: 1, at: .zero) }
        for id in 1...3 { limiter.reject(id, limit: .concurrency, retryAfter: nil, at: .zero) }
        #expect(limiter.concurrency == 4)
        for id in 4...8 { limiter.finish(id, remaining: nil, at: .seconds(1)) }
        for id in 9...28 {
            #expect(limiter.admit(tokens: 1, at: .seconds(2)) == .start(id))
            limiter.finish(id, remaining: .init(requests: nil, tokens: nil), at: .seconds(2))
        }
        #expect(limiter.concurrency == 5)
    }

    @Test("never runs more than its limits over an hour of random load")
    func randomLoad() {
        var generator = SeededGenerator(seed: 42)
        var limiter = limiter(requests: 30, tokens: 3000, concurrency: 4)
        var started: [(time: Duration, tokens: Int)] = []
        var running: [Int] = []
        var now = Duration.zero
        while now < .seconds(3600) {
            now += .milliseconds(Int.random(in: 1...900, using: &generator))
            let tokens = Int.random(in: 1...400, using: &generator)
            switch limiter.admit(tokens: tokens, at: now) {
            case .start(let id):
                running.append(id)
                started.append((now, tokens))
            case .wait(let delay, _):
                #expect(delay > .zero && delay <= .seconds(60))
                now += delay
            case .full: limiter.finish(running.removeFirst(), remaining: nil, at: now)
            }
            started.removeAll { $0.time + .seconds(60) <= now }
            #expect(running.count <= 4)
            #expect(started.count <= 30)
            #expect(started.reduce(0) { $0 + $1.tokens } <= 3000)
        }
    }
}
