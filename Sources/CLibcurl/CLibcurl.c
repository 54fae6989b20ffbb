#include "CLibcurl.h"

#include "library.h"

#include <dlfcn.h>
#include <pthread.h>

// The header wraps these in macros that would hide the functions' types.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define FUNCTIONS(APPLY)                                                                                                 \
    APPLY(curl_global_init) APPLY(curl_version) APPLY(curl_easy_init) APPLY(curl_easy_reset) APPLY(curl_easy_cleanup)    \
    APPLY(curl_easy_pause) APPLY(curl_easy_strerror) APPLY(curl_easy_setopt) APPLY(curl_easy_getinfo)                    \
    APPLY(curl_slist_append) APPLY(curl_slist_free_all) APPLY(curl_multi_init) APPLY(curl_multi_cleanup)                 \
    APPLY(curl_multi_add_handle) APPLY(curl_multi_remove_handle) APPLY(curl_multi_perform) APPLY(curl_multi_poll)        \
    APPLY(curl_multi_wakeup) APPLY(curl_multi_setopt) APPLY(curl_multi_info_read)

#define DECLARE(name) __typeof__(&name) name;
static struct { FUNCTIONS(DECLARE) } library;
#undef DECLARE

static pthread_once_t once = PTHREAD_ONCE_INIT;
static clibcurl_state state = CLIBCURL_MISSING;
static void *handle;

void *clibcurl_symbol(const char *name) { return dlsym(handle, name); }

static void open_library(void) {
    static const char *const names[] = {
#ifdef __APPLE__
        // Homebrew's first: it is built on OpenSSL, which pinning a certificate needs.
        "/opt/homebrew/opt/curl/lib/libcurl.4.dylib", "/usr/local/opt/curl/lib/libcurl.4.dylib",
        "/opt/local/lib/libcurl.4.dylib", "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib",
#else
        "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so",
#endif
    };
    for (size_t i = 0; i < sizeof names / sizeof *names && !handle; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    state = CLIBCURL_TOO_OLD;
#define RESOLVE(name) if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) return;
    FUNCTIONS(RESOLVE)
#undef RESOLVE
    // Without this OpenSSL tears itself down in exit() while the transfer thread may still be inside it.
    enum { no_atexit = 0x00080000 };
    int (*init_crypto)(uint64_t, const void *) = (int (*)(uint64_t, const void *))dlsym(handle, "OPENSSL_init_crypto");
    if (init_crypto) init_crypto(no_atexit, NULL);
    state = library.curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? CLIBCURL_OPENED : CLIBCURL_BROKEN;
}

clibcurl_state clibcurl_open(void) {
    pthread_once(&once, open_library);
    return state;
}

const char *clibcurl_version(void) { return library.curl_version(); }

void *clibcurl_easy_init(void) { return library.curl_easy_init(); }
void clibcurl_easy_reset(void *easy) { library.curl_easy_reset(easy); }
void clibcurl_easy_cleanup(void *easy) { library.curl_easy_cleanup(easy); }
CURLcode clibcurl_easy_pause(void *easy, int bits) { return library.curl_easy_pause(easy, bits); }
const char *clibcurl_easy_strerror(CURLcode code) { return library.curl_easy_strerror(code); }

CURLcode clibcurl_set_long(void *easy, CURLoption option, long value) {
    return library.curl_easy_setopt(easy, option, value);
}

CURLcode clibcurl_set_offset(void *easy, CURLoption option, int64_t value) {
    return library.curl_easy_setopt(easy, option, (curl_off_t)value);
}

CURLcode clibcurl_set_string(void *easy, CURLoption option, const char *value) {
    return library.curl_easy_setopt(easy, option, value);
}

CURLcode clibcurl_set_pointer(void *easy, CURLoption option, void *value) {
    return library.curl_easy_setopt(easy, option, value);
}

CURLcode clibcurl_set_callbacks(
    void *easy, clibcurl_data_callback write, clibcurl_data_callback header, clibcurl_data_callback read,
    clibcurl_seek_callback seek, void *context) {
    library.curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, write);
    library.curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    library.curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
    library.curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    library.curl_easy_setopt(easy, CURLOPT_READFUNCTION, read);
    library.curl_easy_setopt(easy, CURLOPT_READDATA, context);
    library.curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek);
    return library.curl_easy_setopt(easy, CURLOPT_SEEKDATA, context);
}

CURLcode clibcurl_set_start_callback(void *easy, clibcurl_start_callback start, void *context) {
#if LIBCURL_VERSION_NUM >= 0x075000
    CURLcode code = library.curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, start);
    return code == CURLE_OK ? library.curl_easy_setopt(easy, CURLOPT_PREREQDATA, context) : code;
#else
    return CURLE_UNKNOWN_OPTION;
#endif
}

CURLcode clibcurl_set_socket_callback(void *easy, clibcurl_socket_callback open, void *context) {
    CURLcode code = library.curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
    return code == CURLE_OK ? library.curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context) : code;
}

CURLcode clibcurl_set_ssl_context_callback(void *easy, curl_ssl_ctx_callback callback, void *context) {
    CURLcode code = library.curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, callback);
    return code == CURLE_OK ? library.curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, context) : code;
}

CURLcode clibcurl_get_long(void *easy, CURLINFO info, long *value) {
    return library.curl_easy_getinfo(easy, info, value);
}

const char *clibcurl_get_string(void *easy, CURLINFO info) {
    const char *value = NULL;
    return library.curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

CURLcode clibcurl_get_offset(void *easy, CURLINFO info, int64_t *value) {
    curl_off_t offset = 0;
    CURLcode code = library.curl_easy_getinfo(easy, info, &offset);
    *value = offset;
    return code;
}

struct curl_slist *clibcurl_list_append(struct curl_slist *list, const char *text) {
    return library.curl_slist_append(list, text);
}

void clibcurl_list_free(struct curl_slist *list) { library.curl_slist_free_all(list); }

void *clibcurl_multi_init(void) { return library.curl_multi_init(); }
void clibcurl_multi_cleanup(void *multi) { library.curl_multi_cleanup(multi); }
CURLMcode clibcurl_multi_add(void *multi, void *easy) { return library.curl_multi_add_handle(multi, easy); }
CURLMcode clibcurl_multi_remove(void *multi, void *easy) { return library.curl_multi_remove_handle(multi, easy); }

CURLMcode clibcurl_multi_perform(void *multi) {
    int running = 0;
    return library.curl_multi_perform(multi, &running);
}

CURLMcode clibcurl_multi_poll(void *multi, int milliseconds) {
    return library.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode clibcurl_multi_wakeup(void *multi) { return library.curl_multi_wakeup(multi); }

CURLMcode clibcurl_multi_set_long(void *multi, CURLMoption option, long value) {
    return library.curl_multi_setopt(multi, option, value);
}

void *clibcurl_multi_ended(void *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = library.curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
