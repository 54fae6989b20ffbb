/// The toolkit itself.
public enum Toolkit {
    /// Its version, which indexes remember in their `_meta`.
    public static let version = "0.1.0"
}
