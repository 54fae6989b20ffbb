#ifndef ES_JINA_CLIBCURL_H
#define ES_JINA_CLIBCURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libcurl, opened at its first use instead of linked: loading it with everything it needs takes 4 ms, which a process that
// sends nothing must not pay. Every function but clibcurl_open may be called only after clibcurl_open returned OPENED.
// Options are set by functions of one fixed type each, because Swift cannot call variadic ones.

/// How opening ended.
typedef enum {
    CLIBCURL_OPENED = 0,
    /// No libcurl is installed.
    CLIBCURL_MISSING = 1,
    /// The libcurl that is installed lacks a function of version 7.68.
    CLIBCURL_TOO_OLD = 2,
    /// libcurl refused to initialise itself.
    CLIBCURL_BROKEN = 3,
} clibcurl_state;

/// Opens and initialises the library once for the process.
clibcurl_state clibcurl_open(void);
/// The library's version and those of its parts, such as `libcurl/7.88.1 OpenSSL/3.0.19`.
const char *_Nonnull clibcurl_version(void);

typedef void *_Nonnull clibcurl_easy;
typedef void *_Nonnull clibcurl_multi;

void *_Nullable clibcurl_easy_init(void);
void clibcurl_easy_reset(clibcurl_easy easy);
void clibcurl_easy_cleanup(clibcurl_easy easy);
CURLcode clibcurl_easy_pause(clibcurl_easy easy, int bits);
const char *_Nonnull clibcurl_easy_strerror(CURLcode code);

CURLcode clibcurl_set_long(clibcurl_easy easy, CURLoption option, long value);
CURLcode clibcurl_set_offset(clibcurl_easy easy, CURLoption option, int64_t value);
CURLcode clibcurl_set_string(clibcurl_easy easy, CURLoption option, const char *_Nullable value);
CURLcode clibcurl_set_pointer(clibcurl_easy easy, CURLoption option, void *_Nullable value);

typedef size_t (*clibcurl_data_callback)(char *_Nullable data, size_t size, size_t count, void *_Nullable context);
typedef int (*clibcurl_seek_callback)(void *_Nullable context, curl_off_t offset, int origin);
typedef int (*clibcurl_start_callback)(
    void *_Nullable context, char *_Nullable remote, char *_Nullable local, int remote_port, int local_port);

/// Sets the functions that take the answer's body and headers and that give the request's body.
CURLcode clibcurl_set_callbacks(
    clibcurl_easy easy, clibcurl_data_callback _Nonnull write, clibcurl_data_callback _Nonnull header,
    clibcurl_data_callback _Nonnull read, clibcurl_seek_callback _Nonnull seek, void *_Nullable context);
/// Sets the function called on a connection right before each attempt to send the request; an error before libcurl 7.80.
CURLcode clibcurl_set_start_callback(clibcurl_easy easy, clibcurl_start_callback _Nonnull start, void *_Nullable context);

/// Opens the socket for an address, or refuses it by CURL_SOCKET_BAD.
typedef curl_socket_t (*clibcurl_socket_callback)(
    void *_Nullable context, curlsocktype purpose, struct curl_sockaddr *_Nullable address);
/// Sets the function called with every address before libcurl connects to it.
CURLcode clibcurl_set_socket_callback(clibcurl_easy easy, clibcurl_socket_callback _Nonnull open, void *_Nullable context);
/// Writes the 4 bytes of an IPv4 address or the 16 of an IPv6 address, in the order of the network; returns how many, 0 for others.
size_t clibcurl_address_bytes(const struct curl_sockaddr *_Nonnull address, uint8_t *_Nonnull bytes);
/// Opens a socket for an address as libcurl itself would; CURL_SOCKET_BAD where there is none.
curl_socket_t clibcurl_open_socket(const struct curl_sockaddr *_Nonnull address);

/// Trusts only chains that end at or pass the certificate with this SHA-256 (32 bytes, which must outlive the connections).
///
/// CURLE_NOT_BUILT_IN where libcurl was built on another TLS library than OpenSSL or a relative of it.
CURLcode clibcurl_set_trusted_fingerprint(clibcurl_easy easy, const uint8_t *_Nonnull sha256);

CURLcode clibcurl_get_long(clibcurl_easy easy, CURLINFO info, long *_Nonnull value);
const char *_Nullable clibcurl_get_string(clibcurl_easy easy, CURLINFO info);
CURLcode clibcurl_get_offset(clibcurl_easy easy, CURLINFO info, int64_t *_Nonnull value);

struct curl_slist *_Nullable clibcurl_list_append(struct curl_slist *_Nullable list, const char *_Nonnull text);
void clibcurl_list_free(struct curl_slist *_Nullable list);

void *_Nullable clibcurl_multi_init(void);
void clibcurl_multi_cleanup(clibcurl_multi multi);
CURLMcode clibcurl_multi_add(clibcurl_multi multi, clibcurl_easy easy);
CURLMcode clibcurl_multi_remove(clibcurl_multi multi, clibcurl_easy easy);
CURLMcode clibcurl_multi_perform(clibcurl_multi multi);
/// Waits for sockets, for timers of libcurl, for a wake-up or for the end of `milliseconds`.
CURLMcode clibcurl_multi_poll(clibcurl_multi multi, int milliseconds);
/// Ends a wait in clibcurl_multi_poll; the only function that may be called from other threads.
CURLMcode clibcurl_multi_wakeup(clibcurl_multi multi);
CURLMcode clibcurl_multi_set_long(clibcurl_multi multi, CURLMoption option, long value);
/// Takes one ended transfer: its handle and how it ended; NULL where there is none.
void *_Nullable clibcurl_multi_ended(clibcurl_multi multi, CURLcode *_Nonnull result);

#endif
