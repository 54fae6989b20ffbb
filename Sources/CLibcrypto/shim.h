#ifndef ES_JINA_CLIBCRYPTO_H
#define ES_JINA_CLIBCRYPTO_H
#include <openssl/crypto.h>
#include <openssl/evp.h>
#endif
