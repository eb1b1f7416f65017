#ifndef CLibCrypto_SHIM_H
#define CLibCrypto_SHIM_H
// SHA256_Init and its kin are deprecated in favour of EVP, whose one-shot form looks the algorithm up by name on every call.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#endif
