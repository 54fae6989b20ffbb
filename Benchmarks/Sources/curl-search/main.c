// Asks a node one search after the other with libcurl's easy interface and reads nothing of the answers but what the node says it
// took: what the network itself costs a client that is built on libcurl, whatever it does besides. It sends the bytes that search-bench
// sends; bodies are made beforehand.
//
// usage: curl-search bm25|knn|hybrid URL INDEX QUERIES VECTORS DIMS ROUNDS     prints JSON as search-bench does, without ids

#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { queries_max = 1000, answer_max = 1 << 24 };

static char answer[answer_max + 1];
static size_t answer_size;

static void fail(const char *what) {
    fprintf(stderr, "curl-search: %s\n", what);
    exit(1);
}

static size_t take(char *data, size_t size, size_t count, void *context) {
    (void)context;
    size_t bytes = size * count;
    if (answer_size + bytes > answer_max) return 0;
    memcpy(answer + answer_size, data, bytes);
    answer_size += bytes;
    return bytes;
}

static double processor_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// The vector as the server takes it: base64 of floats, the most significant byte first.
static char *base64(const float *values, size_t count) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t size = count * 4;
    unsigned char *bytes = calloc(1, size + 2);
    char *text = malloc((size + 2) / 3 * 4 + 1), *end = text;
    if (!bytes || !text) fail("no memory");
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, 4);
        for (int byte = 0; byte < 4; byte++) bytes[i * 4 + (size_t)byte] = (unsigned char)(bits >> (24 - 8 * byte));
    }
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        *end++ = letters[group >> 18];
        *end++ = letters[group >> 12 & 63];
        *end++ = i + 1 < size ? letters[group >> 6 & 63] : '=';
        *end++ = i + 2 < size ? letters[group & 63] : '=';
    }
    *end = 0;
    free(bytes);
    return text;
}

static char *body(const char *mode, const char *words, const float *vector, size_t dims) {
    static const char source[] = "\"_source\":{\"exclude_vectors\":true}";
    char *text = base64(vector, dims), *result = malloc(strlen(text) + strlen(words) + 1024);
    if (!result) fail("no memory");
    int is_hybrid = strcmp(mode, "hybrid") == 0, size = is_hybrid ? 50 : 10;
    char *end = result;
    if (is_hybrid) end += sprintf(end, "{}\n");
    if (strcmp(mode, "knn") != 0)
        end += sprintf(end, "{\"query\":{\"match\":{\"text\":{\"query\":\"%s\"}}},\"size\":%d,%s}", words, size, source);
    if (is_hybrid) end += sprintf(end, "\n{}\n");
    if (strcmp(mode, "bm25") != 0)
        end += sprintf(
            end, "{\"knn\":[{\"field\":\"v\",\"query_vector\":\"%s\",\"k\":%d,\"num_candidates\":100}],\"size\":%d,%s}", text, size,
            size, source);
    if (is_hybrid) sprintf(end, "\n");
    free(text);
    return result;
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count != 8) fail("usage: curl-search bm25|knn|hybrid URL INDEX QUERIES VECTORS DIMS ROUNDS");
    const char *mode = arguments[1];
    size_t dims = (size_t)atol(arguments[6]), rounds = (size_t)atol(arguments[7]), queries = 0;
    static char *bodies[queries_max];
    float *vector = calloc(dims, sizeof *vector);
    FILE *words = fopen(arguments[4], "r"), *vectors = fopen(arguments[5], "rb");
    if (!vector || !words || !vectors) fail("the queries cannot be read: make them by run.sh");
    char line[4096];
    while (queries < queries_max && fgets(line, sizeof line, words) && fread(vector, sizeof *vector, dims, vectors) == dims) {
        line[strcspn(line, "\n")] = 0;
        bodies[queries++] = body(mode, line, vector, dims);
    }
    char url[1024], content[128];
    int is_hybrid = strcmp(mode, "hybrid") == 0;
    snprintf(url, sizeof url, "%s/%s/%s", arguments[2], arguments[3], is_hybrid ? "_msearch" : "_search");
    snprintf(
        content, sizeof content, "content-type: application/vnd.elasticsearch+%s; compatible-with=9", is_hybrid ? "x-ndjson" : "json");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *easy = curl_easy_init();
    if (!easy) fail("libcurl cannot be initialised");
    struct curl_slist *headers = curl_slist_append(NULL, "accept: application/vnd.elasticsearch+json; compatible-with=9");
    headers = curl_slist_append(headers, content);
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 1L << 16);
    double *walls = calloc(rounds * queries + 1, sizeof *walls), total = 0, took = 0, begun = 0;
    if (!walls) fail("no memory");
    size_t done = 0;
    for (size_t round = 0; round <= rounds; round++) {
        if (round == 1) begun = processor_seconds();
        for (size_t query = 0; query < queries; query++) {
            double start = now();
            answer_size = 0;
            curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bodies[query]);
            curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(bodies[query]));
            long status = 0;
            CURLcode code = curl_easy_perform(easy);
            if (code != CURLE_OK) fail(curl_easy_strerror(code));
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            if (status != 200) fail("the node refuses a search");
            if (round == 0) continue;
            answer[answer_size] = 0;
            const char *place = strstr(answer, "\"took\":");
            if (place) took += atof(place + 7);
            walls[done] = (now() - start) * 1000;
            total += walls[done++];
        }
    }
    double cpu = done ? (processor_seconds() - begun) * 1000 / (double)done : 0;
    qsort(walls, done, sizeof *walls, ascending);
    printf(
        "{\"wall_ms\":%.6f,\"median_ms\":%.6f,\"took_ms\":%.6f,\"cpu_ms\":%.6f,\"searches\":%zu,\"ids\":[]}\n",
        done ? total / (double)done : 0, walls[done / 2], done ? took / (double)done : 0, cpu, done);
    return 0;
}
