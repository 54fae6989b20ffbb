// The body for processors with AVX-512 VBMI and VPOPCNTDQ: Ice Lake, Zen 4 and later.

#if defined(__x86_64__)

#include "Bodies.h"
#include "MaxSim.h"

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vpopcntdq,avx2,fma,popcnt")))
#define AVX512_INLINE static inline __attribute__((always_inline)) AVX512

AVX512_INLINE __m512 step(__m512 sum, __m512 a, __m512 b, bool l2) {
    if (!l2) return _mm512_fmadd_ps(a, b, sum);
    __m512 difference = _mm512_sub_ps(a, b);
    return _mm512_fmadd_ps(difference, difference, sum);
}

AVX512_INLINE __mmask16 tail_mask(size_t rest) { return (__mmask16)((1u << rest) - 1); }

AVX512_INLINE float pair(const float *a, const float *b, size_t count, bool l2) {
    __m512 s0 = _mm512_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + 64 <= count; i += 64) {
        s0 = step(s0, _mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), l2);
        s1 = step(s1, _mm512_loadu_ps(a + i + 16), _mm512_loadu_ps(b + i + 16), l2);
        s2 = step(s2, _mm512_loadu_ps(a + i + 32), _mm512_loadu_ps(b + i + 32), l2);
        s3 = step(s3, _mm512_loadu_ps(a + i + 48), _mm512_loadu_ps(b + i + 48), l2);
    }
    for (; i + 16 <= count; i += 16) s0 = step(s0, _mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), l2);
    if (i < count) {
        __mmask16 mask = tail_mask(count - i);
        s1 = step(s1, _mm512_maskz_loadu_ps(mask, a + i), _mm512_maskz_loadu_ps(mask, b + i), l2);
    }
    return _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(s0, s1), _mm512_add_ps(s2, s3)));
}

// Row after row: one straight run through memory is what the prefetcher likes best. Several rows at once, with and without
// software prefetch, came out a third slower (Zen 4, 100,000 rows of 1,024), though they load the query less often.
AVX512_INLINE void batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out, bool l2) {
    for (size_t row = 0; row < rows; row++) out[row] = pair(query, matrix + row * dims, dims, l2);
}

AVX512 static float dot(const float *a, const float *b, size_t count) { return pair(a, b, count, false); }

AVX512 static float squared_l2(const float *a, const float *b, size_t count) { return pair(a, b, count, true); }

AVX512 static void dot_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    batch(query, matrix, dims, rows, out, false);
}

AVX512 static void squared_l2_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    batch(query, matrix, dims, rows, out, true);
}

AVX512 static void scale(float *values, size_t count, float factor) { esjv_loop_scale(values, count, factor); }

AVX512 static uint64_t hamming(const uint8_t *a, const uint8_t *b, size_t bytes) {
    __m512i sum = _mm512_setzero_si512();
    size_t i = 0;
    for (; i + 64 <= bytes; i += 64) {
        __m512i x = _mm512_xor_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
        sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(x));
    }
    if (i < bytes) {
        __mmask64 mask = ((__mmask64)1 << (bytes - i)) - 1;
        __m512i x = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, a + i), _mm512_maskz_loadu_epi8(mask, b + i));
        sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(x));
    }
    return (uint64_t)_mm512_reduce_add_epi64(sum);
}

AVX512 static int64_t dot_int8(const int8_t *a, const int8_t *b, size_t count) {
    int64_t total = 0;
    size_t i = 0;
    while (i < count) {
        // Each lane gains at most 32,768 a step: 32,768 steps fit 32 bits.
        size_t end = count - i < ((size_t)1 << 20) ? count : i + ((size_t)1 << 20);
        __m512i sum = _mm512_setzero_si512();
        for (; i < end; i += 32) {
            __mmask32 mask = end - i < 32 ? ((__mmask32)1 << (end - i)) - 1 : (__mmask32)0xffffffff;
            __m512i x = _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(mask, a + i));
            __m512i y = _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(mask, b + i));
            sum = _mm512_add_epi32(sum, _mm512_madd_epi16(x, y));
        }
        i = end;
        __m512i wide = _mm512_add_epi64(
            _mm512_cvtepi32_epi64(_mm512_castsi512_si256(sum)), _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(sum, 1)));
        total += _mm512_reduce_add_epi64(wide);
    }
    return total;
}

ESJV_MAX_DOTS(AVX512, 8)

AVX512 static bool is_finite(const float *values, size_t count) { return esjv_loop_is_finite(values, count); }

AVX512 static void to_bfloat16(const float *values, size_t count, uint16_t *out) {
    esjv_loop_to_bfloat16(values, count, out);
}

AVX512 static void from_bfloat16(const uint16_t *values, size_t count, float *out) {
    esjv_loop_from_bfloat16(values, count, out);
}

// Base64 by byte permutation, after W. Muła and D. Lemire, "Base64 encoding and decoding at almost the speed of a memory copy",
// Software: Practice and Experience 50 (2020). Byte order comes for free: it only changes the permutation.
AVX512 static size_t encode_base64(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out) {
    // Three input bytes a, b, c go into each 32-bit lane as b, a, c, b, so that every sextet lies within 8 running bits.
    uint8_t order[64];
    for (size_t lane = 0; lane < 16; lane++) {
        order[4 * lane] = (uint8_t)((3 * lane + 1) ^ (swap - 1));
        order[4 * lane + 1] = (uint8_t)((3 * lane) ^ (swap - 1));
        order[4 * lane + 2] = (uint8_t)((3 * lane + 2) ^ (swap - 1));
        order[4 * lane + 3] = (uint8_t)((3 * lane + 1) ^ (swap - 1));
    }
    __m512i spread = _mm512_loadu_si512(order);
    __m512i shifts = _mm512_set1_epi64(0x3036242a1016040a);
    __m512i alphabet = _mm512_loadu_si512("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    size_t i = 0;
    uint8_t *start = out;
    for (; i + 48 <= count; i += 48, out += 64) {
        __m512i input = _mm512_maskz_loadu_epi8(0x0000ffffffffffff, bytes + i);
        __m512i sextets = _mm512_multishift_epi64_epi8(shifts, _mm512_permutexvar_epi8(spread, input));
        _mm512_storeu_si512(out, _mm512_permutexvar_epi8(sextets, alphabet));
    }
    return (size_t)(out - start) + esjv_portable_encode_base64(bytes + i, count - i, swap, out);
}

AVX512 static int64_t decode_base64(const uint8_t *text, size_t count, size_t swap, uint8_t *out) {
    int64_t size = esjv_decoded_base64_size(text, count);
    if (size < 0 || (size_t)size % swap != 0) return -1;
    if (count < 64) return esjv_portable_decode_base64(text, count, swap, out);
    uint8_t table[128], order[64] = {0};
    memset(table, 0x80, sizeof table);
    for (uint8_t c = 0; c < 26; c++) {
        table['A' + c] = c;
        table['a' + c] = (uint8_t)(26 + c);
    }
    for (uint8_t c = 0; c < 10; c++) table['0' + c] = (uint8_t)(52 + c);
    table['+'] = 62;
    table['/'] = 63;
    for (size_t j = 0; j < 48; j++) {
        size_t source = j ^ (swap - 1);
        order[j] = (uint8_t)(source / 3 * 4 + 2 - source % 3);
    }
    __m512i low = _mm512_loadu_si512(table), high = _mm512_loadu_si512(table + 64), pack = _mm512_loadu_si512(order);
    size_t i = 0, written = 0;
    // Strictly less: the last block may end in padding.
    for (; i + 64 < count; i += 64, written += 48) {
        __m512i input = _mm512_loadu_si512(text + i);
        __m512i sextets = _mm512_permutex2var_epi8(low, input, high);
        // Bytes above 127 wrapped around in the look-up; their own top bit gives them away.
        if (_mm512_movepi8_mask(_mm512_or_si512(sextets, input)) != 0) break;
        __m512i pairs = _mm512_maddubs_epi16(sextets, _mm512_set1_epi32(0x01400140));
        __m512i triples = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00011000));
        _mm512_mask_storeu_epi8(out + written, 0x0000ffffffffffff, _mm512_permutexvar_epi8(pack, triples));
    }
    int64_t rest = esjv_portable_decode_base64(text + i, count - i, swap, out + written);
    if (rest < -1) return rest - (int64_t)i;
    return rest < 0 ? rest : (int64_t)written + rest;
}

const esjv_kernels esjv_avx512 = {
    .name = "avx512",
    .dot = dot,
    .squared_l2 = squared_l2,
    .dot_batch = dot_batch,
    .squared_l2_batch = squared_l2_batch,
    .scale = scale,
    .hamming = hamming,
    .dot_int8 = dot_int8,
    .max_dot = max_dot,
    .max_dot_int8 = max_dot_int8,
    .max_dot_bfloat16 = max_dot_bfloat16,
    .is_finite = is_finite,
    .to_bfloat16 = to_bfloat16,
    .from_bfloat16 = from_bfloat16,
    .encode_base64 = encode_base64,
    .decode_base64 = decode_base64,
};

#else
typedef int esjv_no_avx512;
#endif
