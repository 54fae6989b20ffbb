/// Several observers as one: each hears everything, in the order they are listed.
public struct Observers: Observer {
    private let observers: [any Observer]

    /// Joins observers.
    public init(_ observers: [any Observer]) { self.observers = observers }

    /// Joins observers.
    public init(_ observers: any Observer...) { self.observers = observers }

    /// Tells every observer.
    public func requestFinished(_ event: RequestEvent) { for observer in observers { observer.requestFinished(event) } }
    /// Tells every observer.
    public func requestRetried(_ event: RetryEvent) { for observer in observers { observer.requestRetried(event) } }
    /// Tells every observer.
    public func throttled(_ event: ThrottleEvent) { for observer in observers { observer.throttled(event) } }
    /// Tells every observer.
    public func batchFinished(_ event: BatchEvent) { for observer in observers { observer.batchFinished(event) } }
    /// Tells every observer.
    public func stageFinished(_ event: StageEvent) { for observer in observers { observer.stageFinished(event) } }
    /// Tells every observer.
    public func itemFinished(_ event: ItemEvent) { for observer in observers { observer.itemFinished(event) } }
}
