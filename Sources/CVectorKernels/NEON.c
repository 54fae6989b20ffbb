// The body for 64-bit ARM: Apple silicon, Graviton, Ampere.

#if defined(__aarch64__)

#include "Bodies.h"
#include "MaxSim.h"

#include <arm_neon.h>

ESJV_INLINE float32x4_t step(float32x4_t sum, float32x4_t a, float32x4_t b, bool l2) {
    if (!l2) return vfmaq_f32(sum, a, b);
    float32x4_t difference = vsubq_f32(a, b);
    return vfmaq_f32(sum, difference, difference);
}

ESJV_INLINE float last(float a, float b, bool l2) { return l2 ? (a - b) * (a - b) : a * b; }

ESJV_INLINE float pair(const float *a, const float *b, size_t count, bool l2) {
    float32x4_t s0 = vdupq_n_f32(0), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        s0 = step(s0, vld1q_f32(a + i), vld1q_f32(b + i), l2);
        s1 = step(s1, vld1q_f32(a + i + 4), vld1q_f32(b + i + 4), l2);
        s2 = step(s2, vld1q_f32(a + i + 8), vld1q_f32(b + i + 8), l2);
        s3 = step(s3, vld1q_f32(a + i + 12), vld1q_f32(b + i + 12), l2);
    }
    for (; i + 4 <= count; i += 4) s0 = step(s0, vld1q_f32(a + i), vld1q_f32(b + i), l2);
    float sum = vaddvq_f32(vaddq_f32(vaddq_f32(s0, s1), vaddq_f32(s2, s3)));
    for (; i < count; i++) sum += last(a[i], b[i], l2);
    return sum;
}

// Row after row: one straight run through memory is what the prefetcher likes best. Several rows at once, with and without
// software prefetch, came out a third slower (Zen 4, 100,000 rows of 1,024), though they load the query less often.
ESJV_INLINE void batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out, bool l2) {
    for (size_t row = 0; row < rows; row++) out[row] = pair(query, matrix + row * dims, dims, l2);
}

static float dot(const float *a, const float *b, size_t count) { return pair(a, b, count, false); }

static float squared_l2(const float *a, const float *b, size_t count) { return pair(a, b, count, true); }

static void dot_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    batch(query, matrix, dims, rows, out, false);
}

static void squared_l2_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    batch(query, matrix, dims, rows, out, true);
}

static void scale(float *values, size_t count, float factor) { esjv_loop_scale(values, count, factor); }

static uint64_t hamming(const uint8_t *a, const uint8_t *b, size_t bytes) {
    uint64_t sum = 0;
    size_t i = 0;
    // The bits of 16 bytes are at most 128, which a byte holds.
    for (; i + 16 <= bytes; i += 16) sum += vaddvq_u8(vcntq_u8(veorq_u8(vld1q_u8(a + i), vld1q_u8(b + i))));
    for (; i < bytes; i++) sum += (uint64_t)__builtin_popcount((unsigned)(a[i] ^ b[i]));
    return sum;
}

static int64_t dot_int8(const int8_t *a, const int8_t *b, size_t count) {
    int64_t total = 0;
    size_t i = 0;
    while (i + 16 <= count) {
        // Each lane gains at most 65,536 a step: 16,384 steps fit 32 bits.
        size_t end = count - i < ((size_t)1 << 18) ? count : i + ((size_t)1 << 18);
        int32x4_t sum = vdupq_n_s32(0);
        for (; i + 16 <= end; i += 16) {
            int8x16_t x = vld1q_s8(a + i), y = vld1q_s8(b + i);
            sum = vpadalq_s16(sum, vmull_s8(vget_low_s8(x), vget_low_s8(y)));
            sum = vpadalq_s16(sum, vmull_high_s8(x, y));
        }
        total += vaddlvq_s32(sum);
    }
    for (; i < count; i++) total += (int32_t)a[i] * (int32_t)b[i];
    return total;
}

ESJV_MAX_DOTS(, 4)

static bool is_finite(const float *values, size_t count) { return esjv_loop_is_finite(values, count); }

static void to_bfloat16(const float *values, size_t count, uint16_t *out) {
    esjv_loop_to_bfloat16(values, count, out);
}

static void from_bfloat16(const uint16_t *values, size_t count, float *out) {
    esjv_loop_from_bfloat16(values, count, out);
}

// 48 bytes become 64 characters: look-ups pick the first, second and third byte of each triple, a 64-entry table the characters.
static size_t encode_base64(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out) {
    static const uint8_t letters[64] = {
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P',
        'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'a', 'b', 'c', 'd', 'e', 'f',
        'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v',
        'w', 'x', 'y', 'z', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '/',
    };
    uint8_t order[3][16];
    for (size_t j = 0; j < 16; j++)
        for (size_t k = 0; k < 3; k++) order[k][j] = (uint8_t)((3 * j + k) ^ (swap - 1));
    uint8x16_t first = vld1q_u8(order[0]), second = vld1q_u8(order[1]), third = vld1q_u8(order[2]);
    uint8x16x4_t alphabet = vld1q_u8_x4(letters);
    uint8x16_t six = vdupq_n_u8(63);
    size_t i = 0;
    uint8_t *start = out;
    for (; i + 48 <= count; i += 48, out += 64) {
        uint8x16x3_t input = vld1q_u8_x3(bytes + i);
        uint8x16_t a = vqtbl3q_u8(input, first), b = vqtbl3q_u8(input, second), c = vqtbl3q_u8(input, third);
        uint8x16x4_t text;
        text.val[0] = vqtbl4q_u8(alphabet, vshrq_n_u8(a, 2));
        text.val[1] = vqtbl4q_u8(alphabet, vandq_u8(vsliq_n_u8(vshrq_n_u8(b, 4), a, 4), six));
        text.val[2] = vqtbl4q_u8(alphabet, vandq_u8(vsliq_n_u8(vshrq_n_u8(c, 6), b, 2), six));
        text.val[3] = vqtbl4q_u8(alphabet, vandq_u8(c, six));
        vst4q_u8(out, text);
    }
    return (size_t)(out - start) + esjv_portable_encode_base64(bytes + i, count - i, swap, out);
}

ESJV_INLINE uint8x16_t between(uint8x16_t c, uint8_t first, uint8_t last_one) {
    return vandq_u8(vcgeq_u8(c, vdupq_n_u8(first)), vcleq_u8(c, vdupq_n_u8(last_one)));
}

ESJV_INLINE uint8x16_t sextets(uint8x16_t c, uint8x16_t *valid) {
    uint8x16_t upper = between(c, 'A', 'Z'), lower = between(c, 'a', 'z'), digit = between(c, '0', '9');
    uint8x16_t plus = vceqq_u8(c, vdupq_n_u8('+')), slash = vceqq_u8(c, vdupq_n_u8('/'));
    *valid = vandq_u8(*valid, vorrq_u8(vorrq_u8(vorrq_u8(upper, lower), vorrq_u8(digit, plus)), slash));
    uint8x16_t offset = vorrq_u8(
        vorrq_u8(vandq_u8(upper, vdupq_n_u8((uint8_t)-65)), vandq_u8(lower, vdupq_n_u8((uint8_t)-71))),
        vorrq_u8(
            vandq_u8(digit, vdupq_n_u8(4)),
            vorrq_u8(vandq_u8(plus, vdupq_n_u8(19)), vandq_u8(slash, vdupq_n_u8(16)))));
    return vaddq_u8(c, offset);
}

static int64_t decode_base64(const uint8_t *text, size_t count, size_t swap, uint8_t *out) {
    int64_t size = esjv_decoded_base64_size(text, count);
    if (size < 0 || (size_t)size % swap != 0) return -1;
    size_t i = 0, written = 0;
    uint8_t order[48];
    // The three outputs of 16 bytes lie one after another in the table; output byte j is byte j % 3 of triple j / 3.
    for (size_t j = 0; j < 48; j++) {
        size_t source = j ^ (swap - 1);
        order[j] = (uint8_t)(source % 3 * 16 + source / 3);
    }
    uint8x16_t o0 = vld1q_u8(order), o1 = vld1q_u8(order + 16), o2 = vld1q_u8(order + 32);
    // Strictly less: the last block may end in padding.
    for (; i + 64 < count; i += 64, written += 48) {
        uint8x16x4_t c = vld4q_u8(text + i);
        uint8x16_t valid = vdupq_n_u8(255);
        uint8x16_t s0 = sextets(c.val[0], &valid), s1 = sextets(c.val[1], &valid);
        uint8x16_t s2 = sextets(c.val[2], &valid), s3 = sextets(c.val[3], &valid);
        if (vminvq_u8(valid) != 255) break;
        uint8x16x3_t planes;
        planes.val[0] = vorrq_u8(vshlq_n_u8(s0, 2), vshrq_n_u8(s1, 4));
        planes.val[1] = vorrq_u8(vshlq_n_u8(s1, 4), vshrq_n_u8(s2, 2));
        planes.val[2] = vorrq_u8(vshlq_n_u8(s2, 6), s3);
        vst1q_u8(out + written, vqtbl3q_u8(planes, o0));
        vst1q_u8(out + written + 16, vqtbl3q_u8(planes, o1));
        vst1q_u8(out + written + 32, vqtbl3q_u8(planes, o2));
    }
    int64_t rest = esjv_portable_decode_base64(text + i, count - i, swap, out + written);
    if (rest < -1) return rest - (int64_t)i;
    return rest < 0 ? rest : (int64_t)written + rest;
}

const esjv_kernels esjv_neon = {
    .name = "neon",
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
typedef int esjv_no_neon;
#endif
