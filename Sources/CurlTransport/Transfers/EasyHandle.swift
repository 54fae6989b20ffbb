import CLibcurl

/// One of libcurl's transfer handles with the memory that it refers to; used again for many requests.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?
    /// What its options say; `nil` while they are libcurl's own.
    var shape: TransferShape?
    /// Whose request it carries, for libcurl's calls; the transfer outlives them.
    var transfer: Unmanaged<Transfer>?

    init?() {
        guard let pointer = clibcurl_easy_init() else { return nil }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        clibcurl_easy_cleanup(pointer)
        clibcurl_list_free(headers)
        errorText.deallocate()
    }

    /// Forgets the last request; connections, which belong to the whole, stay.
    func reset() {
        clibcurl_easy_reset(pointer)
        clibcurl_list_free(headers)
        headers = nil
        shape = nil
        transfer = nil
        clearDetail()
        _ = clibcurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    /// Adds a line to the headers to send.
    func addHeader(_ line: String) { headers = clibcurl_list_append(headers, line) ?? headers }

    /// Hands the headers over to libcurl.
    func commitHeaders() { _ = clibcurl_set_pointer(pointer, CURLOPT_HTTPHEADER, headers) }

    func set(_ option: CURLoption, _ value: Int) { _ = clibcurl_set_long(pointer, option, value) }

    func set(_ option: CURLoption, _ value: Bool) { _ = clibcurl_set_long(pointer, option, value ? 1 : 0) }

    func set(_ option: CURLoption, offset value: Int) { _ = clibcurl_set_offset(pointer, option, Int64(value)) }

    /// Sets a text; libcurl copies it.
    func set(_ option: CURLoption, _ value: String?) {
        if let value {
            _ = clibcurl_set_string(pointer, option, value)
        } else {
            _ = clibcurl_set_string(pointer, option, nil)
        }
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return clibcurl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func offset(_ info: CURLINFO) -> Int64 {
        var value: Int64 = 0
        return clibcurl_get_offset(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func string(_ info: CURLINFO) -> String? { clibcurl_get_string(pointer, info).map { String(cString: $0) } }

    /// Forgets the last failure.
    func clearDetail() { errorText[0] = 0 }

    /// What libcurl says about the last failure; empty where it says nothing.
    var detail: String { String(cString: errorText) }
}
