// The body for processors with AVX2, FMA and POPCNT: Haswell, Zen and later.

#if defined(__x86_64__)

#include "Bodies.h"
#include "MaxSim.h"

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma,popcnt")))
#define AVX2_INLINE static inline __attribute__((always_inline)) AVX2

AVX2_INLINE __m256 step(__m256 sum, __m256 a, __m256 b, bool l2) {
    if (!l2) return _mm256_fmadd_ps(a, b, sum);
    __m256 difference = _mm256_sub_ps(a, b);
    return _mm256_fmadd_ps(difference, difference, sum);
}

AVX2_INLINE float total(__m256 sum) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

AVX2_INLINE __m256i tail_mask(size_t rest) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)rest), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

AVX2_INLINE float pair(const float *a, const float *b, size_t count, bool l2) {
    __m256 s0 = _mm256_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        s0 = step(s0, _mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), l2);
        s1 = step(s1, _mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), l2);
        s2 = step(s2, _mm256_loadu_ps(a + i + 16), _mm256_loadu_ps(b + i + 16), l2);
        s3 = step(s3, _mm256_loadu_ps(a + i + 24), _mm256_loadu_ps(b + i + 24), l2);
    }
    for (; i + 8 <= count; i += 8) s0 = step(s0, _mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), l2);
    if (i < count) {
        __m256i mask = tail_mask(count - i);
        s1 = step(s1, _mm256_maskload_ps(a + i, mask), _mm256_maskload_ps(b + i, mask), l2);
    }
    return total(_mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3)));
}

// Row after row: one straight run through memory is what the prefetcher likes best. Several rows at once, with and without
// software prefetch, came out a third slower (Zen 4, 100,000 rows of 1,024), though they load the query less often.
AVX2_INLINE void batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out, bool l2) {
    for (size_t row = 0; row < rows; row++) out[row] = pair(query, matrix + row * dims, dims, l2);
}

AVX2 static float dot(const float *a, const float *b, size_t count) { return pair(a, b, count, false); }

AVX2 static float squared_l2(const float *a, const float *b, size_t count) { return pair(a, b, count, true); }

AVX2 static void dot_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    batch(query, matrix, dims, rows, out, false);
}

AVX2 static void squared_l2_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    batch(query, matrix, dims, rows, out, true);
}

AVX2 static void scale(float *values, size_t count, float factor) { esjv_loop_scale(values, count, factor); }

AVX2 static uint64_t hamming(const uint8_t *a, const uint8_t *b, size_t bytes) {
    uint64_t s0 = 0, s1 = 0;
    size_t i = 0;
    for (; i + 16 <= bytes; i += 16) {
        uint64_t x[2], y[2];
        memcpy(x, a + i, 16);
        memcpy(y, b + i, 16);
        s0 += (uint64_t)_mm_popcnt_u64(x[0] ^ y[0]);
        s1 += (uint64_t)_mm_popcnt_u64(x[1] ^ y[1]);
    }
    for (; i < bytes; i++) s0 += (uint64_t)_mm_popcnt_u32((unsigned)(a[i] ^ b[i]));
    return s0 + s1;
}

AVX2 static int64_t dot_int8(const int8_t *a, const int8_t *b, size_t count) {
    int64_t result = 0;
    size_t i = 0;
    while (i + 16 <= count) {
        // Each lane gains at most 32,768 a step: 32,768 steps fit 32 bits.
        size_t end = count - i < ((size_t)1 << 19) ? count : i + ((size_t)1 << 19);
        __m256i sum = _mm256_setzero_si256();
        for (; i + 16 <= end; i += 16) {
            __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
            __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x, y));
        }
        int32_t lanes[8];
        _mm256_storeu_si256((__m256i *)lanes, sum);
        for (size_t j = 0; j < 8; j++) result += lanes[j];
    }
    for (; i < count; i++) result += (int32_t)a[i] * (int32_t)b[i];
    return result;
}

ESJV_MAX_DOTS(AVX2, 4)

AVX2 static bool is_finite(const float *values, size_t count) { return esjv_loop_is_finite(values, count); }

AVX2 static void to_bfloat16(const float *values, size_t count, uint16_t *out) {
    esjv_loop_to_bfloat16(values, count, out);
}

AVX2 static void from_bfloat16(const uint16_t *values, size_t count, float *out) {
    esjv_loop_from_bfloat16(values, count, out);
}

// Base64 with one shuffle and range arithmetic; the idea is W. Muła and D. Lemire's, "Faster Base64 Encoding and Decoding Using
// AVX2 Instructions", ACM Transactions on the Web 12 (2018). Byte order comes for free: it only changes the shuffle.
AVX2 static size_t encode_base64(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out) {
    // Three input bytes a, b, c go into each 32-bit lane as b, a, c, b.
    uint8_t order[32];
    for (size_t lane = 0; lane < 8; lane++) {
        size_t first = lane % 4 * 3;
        order[4 * lane] = (uint8_t)((first + 1) ^ (swap - 1));
        order[4 * lane + 1] = (uint8_t)(first ^ (swap - 1));
        order[4 * lane + 2] = (uint8_t)((first + 2) ^ (swap - 1));
        order[4 * lane + 3] = (uint8_t)((first + 1) ^ (swap - 1));
    }
    __m256i spread = _mm256_loadu_si256((const __m256i *)order);
    size_t i = 0;
    uint8_t *start = out;
    // 28, not 24: the second half is loaded as 16 bytes.
    for (; i + 28 <= count; i += 24, out += 32) {
        __m256i input = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(bytes + i))),
            _mm_loadu_si128((const __m128i *)(bytes + i + 12)), 1);
        __m256i n = _mm256_shuffle_epi8(input, spread);
        __m256i sextets = _mm256_or_si256(
            _mm256_or_si256(
                _mm256_and_si256(_mm256_srli_epi32(n, 10), _mm256_set1_epi32(0x0000003f)),
                _mm256_and_si256(_mm256_slli_epi32(n, 4), _mm256_set1_epi32(0x00003f00))),
            _mm256_or_si256(
                _mm256_and_si256(_mm256_srli_epi32(n, 6), _mm256_set1_epi32(0x003f0000)),
                _mm256_and_si256(_mm256_slli_epi32(n, 8), _mm256_set1_epi32(0x3f000000))));
        // From 'A' the distance to the alphabet changes at 26 (a…z), 52 (0…9), 62 (+) and 63 (/).
        __m256i offset = _mm256_set1_epi8(65);
        offset = _mm256_add_epi8(
            offset, _mm256_and_si256(_mm256_cmpgt_epi8(sextets, _mm256_set1_epi8(25)), _mm256_set1_epi8(6)));
        offset = _mm256_add_epi8(
            offset, _mm256_and_si256(_mm256_cmpgt_epi8(sextets, _mm256_set1_epi8(51)), _mm256_set1_epi8(-75)));
        offset = _mm256_add_epi8(
            offset, _mm256_and_si256(_mm256_cmpgt_epi8(sextets, _mm256_set1_epi8(61)), _mm256_set1_epi8(-15)));
        offset = _mm256_add_epi8(
            offset, _mm256_and_si256(_mm256_cmpgt_epi8(sextets, _mm256_set1_epi8(62)), _mm256_set1_epi8(3)));
        _mm256_storeu_si256((__m256i *)out, _mm256_add_epi8(sextets, offset));
    }
    return (size_t)(out - start) + esjv_portable_encode_base64(bytes + i, count - i, swap, out);
}

AVX2_INLINE __m256i between(__m256i c, char first, char last) {
    return _mm256_and_si256(
        _mm256_cmpgt_epi8(c, _mm256_set1_epi8((char)(first - 1))), _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), c));
}

AVX2 static int64_t decode_base64(const uint8_t *text, size_t count, size_t swap, uint8_t *out) {
    int64_t size = esjv_decoded_base64_size(text, count);
    if (size < 0 || (size_t)size % swap != 0) return -1;
    uint8_t order[32];
    for (size_t j = 0; j < 32; j++) {
        size_t source = (j % 16) ^ (swap - 1);
        order[j] = j % 16 < 12 ? (uint8_t)(source / 3 * 4 + 2 - source % 3) : 0x80;
    }
    __m256i pack = _mm256_loadu_si256((const __m256i *)order);
    size_t i = 0, written = 0;
    // Two blocks must remain: each half is stored as 16 bytes of which 12 count, and the last block may end in padding.
    for (; i + 64 <= count; i += 32, written += 24) {
        __m256i c = _mm256_loadu_si256((const __m256i *)(text + i));
        __m256i upper = between(c, 'A', 'Z'), lower = between(c, 'a', 'z'), digit = between(c, '0', '9');
        __m256i plus = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('+')), slash = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('/'));
        __m256i valid = _mm256_or_si256(
            _mm256_or_si256(_mm256_or_si256(upper, lower), _mm256_or_si256(digit, plus)), slash);
        if (_mm256_movemask_epi8(valid) != -1) break;
        __m256i offset = _mm256_or_si256(
            _mm256_or_si256(
                _mm256_and_si256(upper, _mm256_set1_epi8(-65)), _mm256_and_si256(lower, _mm256_set1_epi8(-71))),
            _mm256_or_si256(
                _mm256_and_si256(digit, _mm256_set1_epi8(4)),
                _mm256_or_si256(
                    _mm256_and_si256(plus, _mm256_set1_epi8(19)), _mm256_and_si256(slash, _mm256_set1_epi8(16)))));
        __m256i sextets = _mm256_add_epi8(c, offset);
        __m256i pairs = _mm256_maddubs_epi16(sextets, _mm256_set1_epi32(0x01400140));
        __m256i triples = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        __m256i packed = _mm256_shuffle_epi8(triples, pack);
        _mm_storeu_si128((__m128i *)(out + written), _mm256_castsi256_si128(packed));
        _mm_storeu_si128((__m128i *)(out + written + 12), _mm256_extracti128_si256(packed, 1));
    }
    int64_t rest = esjv_portable_decode_base64(text + i, count - i, swap, out + written);
    if (rest < -1) return rest - (int64_t)i;
    return rest < 0 ? rest : (int64_t)written + rest;
}

const esjv_kernels esjv_avx2 = {
    .name = "avx2",
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
typedef int esjv_no_avx2;
#endif
