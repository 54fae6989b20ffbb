// Vector arithmetic in bodies for AVX-512, AVX2, NEON and plain C, chosen once at run time by what the processor has.
//
// No compiler flag is needed: each body carries its own `target` attribute, so one binary runs everywhere. Pointers need no
// alignment. A length of 0 is fine everywhere. Nothing here allocates, blocks or keeps state.

#ifndef ESJV_VECTOR_KERNELS_H
#define ESJV_VECTOR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many query vectors lie side by side in the functions of late interaction.
#define ESJV_LANES 16

/// One set of kernels; the fields are documented at the functions of the same names below.
typedef struct esjv_kernels {
    /// `avx512`, `avx2`, `neon` or `portable`.
    const char *name;
    float (*dot)(const float *a, const float *b, size_t count);
    float (*squared_l2)(const float *a, const float *b, size_t count);
    void (*dot_batch)(const float *query, const float *matrix, size_t dims, size_t rows, float *out);
    void (*squared_l2_batch)(const float *query, const float *matrix, size_t dims, size_t rows, float *out);
    void (*scale)(float *values, size_t count, float factor);
    uint64_t (*hamming)(const uint8_t *a, const uint8_t *b, size_t bytes);
    int64_t (*dot_int8)(const int8_t *a, const int8_t *b, size_t count);
    bool (*is_finite)(const float *values, size_t count);
    void (*to_bfloat16)(const float *values, size_t count, uint16_t *out);
    void (*from_bfloat16)(const uint16_t *values, size_t count, float *out);
    void (*max_dot)(const float *query, size_t groups, size_t dims, const float *rows, size_t count, float *best);
    void (*max_dot_int8)(
        const float *query, size_t groups, size_t dims, const int8_t *rows, const float *scales, size_t count, float *best);
    void (*max_dot_bfloat16)(
        const float *query, size_t groups, size_t dims, const uint16_t *rows, size_t count, float *best);
    size_t (*encode_base64)(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out);
    int64_t (*decode_base64)(const uint8_t *text, size_t count, size_t swap, uint8_t *out);
} esjv_kernels;

/// How many bodies this build holds; indices run from the fastest to the portable one.
size_t esjv_body_count(void);

/// The body at `index`, or `NULL` where this processor cannot run it. Lets a test or a benchmark force a body.
const esjv_kernels *esjv_body(size_t index);

/// The body every function below uses: the first one this processor can run.
const esjv_kernels *esjv_best_body(void);

/// Σ aᵢ·bᵢ. The order of summation differs between bodies, so results agree to about 1e-5 relative.
float esjv_dot(const float *a, const float *b, size_t count);

/// Σ (aᵢ − bᵢ)².
float esjv_squared_l2(const float *a, const float *b, size_t count);

/// Σ aᵢ².
float esjv_squared_norm(const float *a, size_t count);

/// out[r] = query · matrix[r] for `rows` rows of a row-major matrix. Bound by memory bandwidth; equals `esjv_dot` per row
/// to rounding.
void esjv_dot_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out);

/// out[r] = |query − matrix[r]|² for `rows` rows of a row-major matrix.
void esjv_squared_l2_batch(const float *query, const float *matrix, size_t dims, size_t rows, float *out);

/// Multiplies every value by `factor` in place.
void esjv_scale(float *values, size_t count, float factor);

/// How many bits differ.
uint64_t esjv_hamming(const uint8_t *a, const uint8_t *b, size_t bytes);

/// out[r] = Hamming distance of query and row r of `bytes` bytes.
void esjv_hamming_batch(const uint8_t *query, const uint8_t *matrix, size_t bytes, size_t rows, uint32_t *out);

/// Σ aᵢ·bᵢ of signed bytes, exact.
int64_t esjv_dot_int8(const int8_t *a, const int8_t *b, size_t count);

/// out[r] = query · row r of signed bytes, exact for dims up to 131,071.
void esjv_dot_int8_batch(const int8_t *query, const int8_t *matrix, size_t dims, size_t rows, int32_t *out);

/// best[q] = the greatest inner product of query vector q with any of `count` rows; −∞ without rows.
///
/// The query's vectors lie in groups of `ESJV_LANES`, each group transposed: `query[(g · dims + d) · ESJV_LANES + l]` is component d
/// of vector g · ESJV_LANES + l. What fills up the last group should be 0. `best` has room for groups · ESJV_LANES floats. Bound by
/// multiplications: 2 · groups · ESJV_LANES · dims · count floating point operations.
void esjv_max_dot(const float *query, size_t groups, size_t dims, const float *rows, size_t count, float *best);

/// The same over rows of signed bytes, row r of which counts `scales[r]` times.
void esjv_max_dot_int8(
    const float *query, size_t groups, size_t dims, const int8_t *rows, const float *scales, size_t count, float *best);

/// The same over rows of bfloat16.
void esjv_max_dot_bfloat16(
    const float *query, size_t groups, size_t dims, const uint16_t *rows, size_t count, float *best);

/// Whether no value is NaN or infinite.
bool esjv_is_finite(const float *values, size_t count);

/// Rounds to the nearest bfloat16, ties to even; NaN stays NaN.
void esjv_to_bfloat16(const float *values, size_t count, uint16_t *out);

/// Widens bfloat16; exact.
void esjv_from_bfloat16(const uint16_t *values, size_t count, float *out);

/// Writes `count` bytes as standard, padded base64: 4·⌈count/3⌉ characters, the number returned.
///
/// `swap` is 1, 2 or 4: the bytes are taken in groups of that size, each reversed; `count` must be a multiple of it. That is
/// how floats are written in the other byte order without a copy.
size_t esjv_encode_base64(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out);

/// How many bytes `count` characters of base64 hold by their number and padding alone; −1 where no base64 has that form.
int64_t esjv_decoded_base64_size(const uint8_t *text, size_t count);

/// Reads base64 of the standard alphabet into `out`, which has room for `esjv_decoded_base64_size` bytes.
///
/// Padding may be left out, as Java's decoder allows it; where present it must be right. White space is an error. `swap` as in
/// `esjv_encode_base64`. Returns the bytes written; −1 for a bad length (also one that is no multiple of `swap`), and
/// −2 − i for a bad character at i; `out` then holds nothing of use.
int64_t esjv_decode_base64(const uint8_t *text, size_t count, size_t swap, uint8_t *out);

/// Writes floats as base64 of their big-endian (or little-endian) IEEE 754 bytes; returns the number of characters.
size_t esjv_encode_floats(const float *values, size_t count, bool big_endian, uint8_t *out);

/// Writes floats, rounded to bfloat16, as base64 of two bytes each; returns the number of characters.
size_t esjv_encode_bfloat16(const float *values, size_t count, bool big_endian, uint8_t *out);

/// Reads base64 of big-endian (or little-endian) floats; returns bytes or an error as `esjv_decode_base64` does.
int64_t esjv_decode_floats(const uint8_t *text, size_t count, bool big_endian, float *out);

#ifdef __cplusplus
}
#endif

#endif
