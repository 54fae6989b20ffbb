// The body for every processor, and the one the others are tested against.

#include "Bodies.h"
#include "MaxSim.h"

// Eight running sums: no compiler may reorder float additions, so one sum would wait for itself.
static float dot(const float *a, const float *b, size_t count) {
    float sums[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t j = 0; j < 8; j++) sums[j] += a[i + j] * b[i + j];
    for (size_t j = 0; i < count; i++, j++) sums[j] += a[i] * b[i];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

static float squared_l2(const float *a, const float *b, size_t count) {
    float sums[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t j = 0; j < 8; j++) {
            float difference = a[i + j] - b[i + j];
            sums[j] += difference * difference;
        }
    for (size_t j = 0; i < count; i++, j++) {
        float difference = a[i] - b[i];
        sums[j] += difference * difference;
    }
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

static void dot_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    for (size_t row = 0; row < rows; row++) out[row] = dot(query, matrix + row * dims, dims);
}

static void squared_l2_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out) {
    for (size_t row = 0; row < rows; row++) out[row] = squared_l2(query, matrix + row * dims, dims);
}

static void scale(float *values, size_t count, float factor) { esjv_loop_scale(values, count, factor); }

static uint64_t hamming(const uint8_t *a, const uint8_t *b, size_t bytes) {
    uint64_t sum = 0;
    size_t i = 0;
    for (; i + 8 <= bytes; i += 8) {
        uint64_t x, y;
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        sum += (uint64_t)__builtin_popcountll(x ^ y);
    }
    for (; i < bytes; i++) sum += (uint64_t)__builtin_popcount((unsigned)(a[i] ^ b[i]));
    return sum;
}

static int64_t dot_int8(const int8_t *a, const int8_t *b, size_t count) {
    int64_t total = 0;
    size_t i = 0;
    while (i < count) {
        // 65,536 products of at most 16,384 stay within 32 bits.
        size_t end = count - i < 65536 ? count : i + 65536;
        int32_t sum = 0;
        for (; i < end; i++) sum += (int32_t)a[i] * (int32_t)b[i];
        total += sum;
    }
    return total;
}

ESJV_MAX_DOTS(, 2)

static bool is_finite(const float *values, size_t count) { return esjv_loop_is_finite(values, count); }

static void to_bfloat16(const float *values, size_t count, uint16_t *out) {
    esjv_loop_to_bfloat16(values, count, out);
}

static void from_bfloat16(const uint16_t *values, size_t count, float *out) {
    esjv_loop_from_bfloat16(values, count, out);
}

static const uint8_t alphabet[64] = {
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P',
    'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'a', 'b', 'c', 'd', 'e', 'f',
    'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v',
    'w', 'x', 'y', 'z', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '/',
};

// Reversing aligned groups of `swap` bytes is the same as flipping the low bits of the index.
size_t esjv_portable_encode_base64(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out) {
    size_t mask = swap - 1, i = 0;
    uint8_t *start = out;
    for (; i + 3 <= count; i += 3, out += 4) {
        uint32_t n = (uint32_t)bytes[i ^ mask] << 16 | (uint32_t)bytes[(i + 1) ^ mask] << 8 | bytes[(i + 2) ^ mask];
        out[0] = alphabet[n >> 18];
        out[1] = alphabet[(n >> 12) & 63];
        out[2] = alphabet[(n >> 6) & 63];
        out[3] = alphabet[n & 63];
    }
    if (i < count) {
        uint32_t n = (uint32_t)bytes[i ^ mask] << 16;
        if (i + 1 < count) n |= (uint32_t)bytes[(i + 1) ^ mask] << 8;
        out[0] = alphabet[n >> 18];
        out[1] = alphabet[(n >> 12) & 63];
        out[2] = i + 1 < count ? alphabet[(n >> 6) & 63] : '=';
        out[3] = '=';
        out += 4;
    }
    return (size_t)(out - start);
}

static int32_t sextet(uint8_t c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

int64_t esjv_decoded_base64_size(const uint8_t *text, size_t count) {
    if (count > 0 && text[count - 1] == '=') {
        if (count % 4 != 0) return -1;
        count -= text[count - 2] == '=' ? 2 : 1;
    }
    if (count % 4 == 1) return -1;
    return (int64_t)(count / 4 * 3 + (count % 4 == 0 ? 0 : count % 4 - 1));
}

int64_t esjv_portable_decode_base64(const uint8_t *text, size_t count, size_t swap, uint8_t *out) {
    int64_t size = esjv_decoded_base64_size(text, count);
    if (size < 0 || (size_t)size % swap != 0) return -1;
    size_t mask = swap - 1, written = 0;
    // The characters that carry data: what follows them is padding, already checked.
    size_t characters = ((size_t)size * 4 + 2) / 3;
    for (size_t i = 0; i < characters; i += 4) {
        uint32_t n = 0;
        for (size_t j = 0; j < 4; j++) {
            int32_t value = i + j < characters ? sextet(text[i + j]) : 0;
            if (value < 0) return -2 - (int64_t)(i + j);
            n = n << 6 | (uint32_t)value;
        }
        for (size_t j = 0; j < 3 && written < (size_t)size; j++, written++) {
            out[written ^ mask] = (uint8_t)(n >> (16 - 8 * j));
        }
    }
    return size;
}

const esjv_kernels esjv_portable = {
    .name = "portable",
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
    .encode_base64 = esjv_portable_encode_base64,
    .decode_base64 = esjv_portable_decode_base64,
};
