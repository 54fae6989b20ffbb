#ifndef ES_JINA_CLIBCURL_LIBRARY_H
#define ES_JINA_CLIBCURL_LIBRARY_H

#include <curl/curl.h>

/// A function of libcurl or of a library that it was linked with, hence of the very OpenSSL that libcurl uses.
void *clibcurl_symbol(const char *name);
CURLcode clibcurl_set_ssl_context_callback(void *easy, curl_ssl_ctx_callback callback, void *context);

#endif
