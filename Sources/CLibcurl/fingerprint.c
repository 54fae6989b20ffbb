#include "CLibcurl.h"

#include "library.h"

#include <pthread.h>
#include <string.h>

// OpenSSL's functions are found through libcurl's own handle and declared here, so that building needs no OpenSSL headers
// and there can never be two OpenSSLs in the process. All of them are in OpenSSL 1.1 to 3 and in LibreSSL.
typedef struct ssl_ctx ssl_ctx;
typedef struct store_ctx store_ctx;
typedef struct certificate certificate;
typedef struct stack stack;
typedef int (*verify_callback)(store_ctx *, void *);

static struct {
    void (*set_verify_callback)(ssl_ctx *, verify_callback, void *);
    certificate *(*get0_cert)(const store_ctx *);
    stack *(*get0_untrusted)(const store_ctx *);
    void (*set0_trusted_stack)(store_ctx *, stack *);
    void (*set_flags)(store_ctx *, unsigned long);
    void (*set_error)(store_ctx *, int);
    int (*verify_cert)(store_ctx *);
    int (*digest)(const certificate *, const void *type, unsigned char *out, unsigned int *count);
    const void *(*sha256)(void);
    stack *(*stack_new)(void);
    void (*stack_free)(stack *);
    int (*stack_push)(stack *, const void *);
    int (*stack_count)(const stack *);
    void *(*stack_value)(const stack *, int);
    int ready;
} tls;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void resolve(void) {
#define FIND(member, name, other)                                                                                        \
    do {                                                                                                                 \
        void *symbol = clibcurl_symbol(name);                                                                            \
        if (!symbol) symbol = clibcurl_symbol(other);                                                                    \
        if (!symbol) return;                                                                                             \
        tls.member = (__typeof__(tls.member))symbol;                                                                     \
    } while (0)
    FIND(set_verify_callback, "SSL_CTX_set_cert_verify_callback", "");
    FIND(get0_cert, "X509_STORE_CTX_get0_cert", "");
    FIND(get0_untrusted, "X509_STORE_CTX_get0_untrusted", "");
    FIND(set0_trusted_stack, "X509_STORE_CTX_set0_trusted_stack", "X509_STORE_CTX_trusted_stack");
    FIND(set_flags, "X509_STORE_CTX_set_flags", "");
    FIND(set_error, "X509_STORE_CTX_set_error", "");
    FIND(verify_cert, "X509_verify_cert", "");
    FIND(digest, "X509_digest", "");
    FIND(sha256, "EVP_sha256", "");
    FIND(stack_new, "OPENSSL_sk_new_null", "sk_new_null");
    FIND(stack_free, "OPENSSL_sk_free", "sk_free");
    FIND(stack_push, "OPENSSL_sk_push", "sk_push");
    FIND(stack_count, "OPENSSL_sk_num", "sk_num");
    FIND(stack_value, "OPENSSL_sk_value", "sk_value");
#undef FIND
    tls.ready = 1;
}

static int matches(const certificate *candidate, const uint8_t *fingerprint) {
    unsigned char digest[64];
    unsigned int count = sizeof digest;
    return candidate && tls.digest(candidate, tls.sha256(), digest, &count) == 1 && count == 32
        && memcmp(digest, fingerprint, 32) == 0;
}

static int verify(store_ctx *context, void *fingerprint) {
    enum { application_verification = 50, partial_chain = 0x80000 };
    certificate *pinned = NULL;
    certificate *leaf = tls.get0_cert(context);
    if (matches(leaf, fingerprint)) pinned = leaf;
    stack *chain = tls.get0_untrusted(context);
    int count = chain ? tls.stack_count(chain) : 0;
    for (int i = 0; i < count && !pinned; i++) {
        certificate *candidate = tls.stack_value(chain, i);
        if (matches(candidate, fingerprint)) pinned = candidate;
    }
    if (!pinned) {
        tls.set_error(context, application_verification);
        return 0;
    }
    // That the certificate is in the chain proves nothing, since anybody can append it: it becomes the only thing trusted,
    // and the server's own certificate must be signed by it.
    stack *trusted = tls.stack_new();
    if (!trusted || tls.stack_push(trusted, pinned) <= 0) {
        if (trusted) tls.stack_free(trusted);
        tls.set_error(context, application_verification);
        return 0;
    }
    tls.set0_trusted_stack(context, trusted);
    tls.set_flags(context, partial_chain);
    int result = tls.verify_cert(context);
    tls.stack_free(trusted);
    return result;
}

static CURLcode configure(CURL *easy, void *context, void *fingerprint) {
    (void)easy;
    tls.set_verify_callback(context, verify, fingerprint);
    return CURLE_OK;
}

CURLcode clibcurl_set_trusted_fingerprint(void *easy, const uint8_t *sha256) {
    pthread_once(&once, resolve);
    if (!tls.ready) return CURLE_NOT_BUILT_IN;
    return clibcurl_set_ssl_context_callback(easy, configure, (void *)sha256);
}
