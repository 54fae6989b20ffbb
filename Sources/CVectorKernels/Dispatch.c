// Chooses the body once and forwards to it.

#include "Bodies.h"

static const esjv_kernels *const bodies[] = {
#if defined(__x86_64__)
    &esjv_avx512,
    &esjv_avx2,
#elif defined(__aarch64__)
    &esjv_neon,
#endif
    &esjv_portable,
};

size_t esjv_body_count(void) { return sizeof bodies / sizeof bodies[0]; }

static bool runs_here(const esjv_kernels *body) {
#if defined(__x86_64__)
    if (body == &esjv_avx512) {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vpopcntdq");
    }
    if (body == &esjv_avx2) {
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("popcnt");
    }
#endif
    // NEON belongs to every aarch64.
    return body != NULL;
}

const esjv_kernels *esjv_body(size_t index) {
    return index < esjv_body_count() && runs_here(bodies[index]) ? bodies[index] : NULL;
}

const esjv_kernels *esjv_best_body(void) {
    // Two threads may choose at once; both write the same pointer.
    static const esjv_kernels *_Atomic chosen;
    const esjv_kernels *body = __c11_atomic_load(&chosen, __ATOMIC_RELAXED);
    if (body != NULL) return body;
    body = &esjv_portable;
    for (size_t i = 0; i < esjv_body_count(); i++) {
        if (runs_here(bodies[i])) {
            body = bodies[i];
            break;
        }
    }
    __c11_atomic_store(&chosen, body, __ATOMIC_RELAXED);
    return body;
}

float esjv_dot(const float *a, const float *b, size_t count) { return esjv_best_body()->dot(a, b, count); }

float esjv_squared_l2(const float *a, const float *b, size_t count) {
    return esjv_best_body()->squared_l2(a, b, count);
}

float esjv_squared_norm(const float *a, size_t count) { return esjv_best_body()->dot(a, a, count); }

void esjv_dot_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    esjv_best_body()->dot_batch(query, matrix, dims, rows, out);
}

void esjv_squared_l2_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    esjv_best_body()->squared_l2_batch(query, matrix, dims, rows, out);
}

void esjv_scale(float *values, size_t count, float factor) { esjv_best_body()->scale(values, count, factor); }

uint64_t esjv_hamming(const uint8_t *a, const uint8_t *b, size_t bytes) {
    return esjv_best_body()->hamming(a, b, bytes);
}

void esjv_hamming_batch(const uint8_t *query, const uint8_t *matrix, size_t bytes, size_t rows, uint32_t *out) {
    const esjv_kernels *body = esjv_best_body();
    for (size_t row = 0; row < rows; row++) out[row] = (uint32_t)body->hamming(query, matrix + row * bytes, bytes);
}

int64_t esjv_dot_int8(const int8_t *a, const int8_t *b, size_t count) {
    return esjv_best_body()->dot_int8(a, b, count);
}

void esjv_dot_int8_batch(const int8_t *query, const int8_t *matrix, size_t dims, size_t rows, int32_t *out) {
    const esjv_kernels *body = esjv_best_body();
    for (size_t row = 0; row < rows; row++) out[row] = (int32_t)body->dot_int8(query, matrix + row * dims, dims);
}

void esjv_max_dot(const float *query, size_t groups, size_t dims, const float *rows, size_t count, float *best) {
    esjv_best_body()->max_dot(query, groups, dims, rows, count, best);
}

void esjv_max_dot_int8(
    const float *query, size_t groups, size_t dims, const int8_t *rows, const float *scales, size_t count, float *best) {
    esjv_best_body()->max_dot_int8(query, groups, dims, rows, scales, count, best);
}

void esjv_max_dot_bfloat16(
    const float *query, size_t groups, size_t dims, const uint16_t *rows, size_t count, float *best) {
    esjv_best_body()->max_dot_bfloat16(query, groups, dims, rows, count, best);
}

bool esjv_is_finite(const float *values, size_t count) { return esjv_best_body()->is_finite(values, count); }

void esjv_to_bfloat16(const float *values, size_t count, uint16_t *out) {
    esjv_best_body()->to_bfloat16(values, count, out);
}

void esjv_from_bfloat16(const uint16_t *values, size_t count, float *out) {
    esjv_best_body()->from_bfloat16(values, count, out);
}

size_t esjv_encode_base64(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out) {
    return esjv_best_body()->encode_base64(bytes, count, swap, out);
}

int64_t esjv_decode_base64(const uint8_t *text, size_t count, size_t swap, uint8_t *out) {
    return esjv_best_body()->decode_base64(text, count, swap, out);
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
static const bool host_is_big_endian = true;
#else
static const bool host_is_big_endian = false;
#endif

size_t esjv_encode_floats(const float *values, size_t count, bool big_endian, uint8_t *out) {
    size_t swap = big_endian == host_is_big_endian ? 1 : 4;
    return esjv_best_body()->encode_base64((const uint8_t *)values, count * 4, swap, out);
}

size_t esjv_encode_bfloat16(const float *values, size_t count, bool big_endian, uint8_t *out) {
    // A multiple of three, so that no block but the last needs padding.
    enum { block = 384 };
    uint16_t words[block];
    const esjv_kernels *body = esjv_best_body();
    size_t swap = big_endian == host_is_big_endian ? 1 : 2, written = 0;
    for (size_t i = 0; i < count; i += block) {
        size_t length = count - i < block ? count - i : block;
        body->to_bfloat16(values + i, length, words);
        written += body->encode_base64((const uint8_t *)words, length * 2, swap, out + written);
    }
    return written;
}

int64_t esjv_decode_floats(const uint8_t *text, size_t count, bool big_endian, float *out) {
    int64_t size = esjv_decoded_base64_size(text, count);
    if (size < 0 || size % 4 != 0) return -1;
    size_t swap = big_endian == host_is_big_endian ? 1 : 4;
    return esjv_best_body()->decode_base64(text, count, swap, (uint8_t *)out);
}
