// Answers bulk requests with success as cheaply as it can, so that what is measured is the client that sends them.
//
// It is a plain HTTP/1.1 server on the loopback address, one thread and poll(2). Of a bulk body it looks at the line breaks
// and at the `_id` of each action line, nothing else; every client gets the same short answer, one item per document:
// `{"index":{"_id":"7","status":201}}`. Ids that are numbers are ticked off, so that it knows which documents it was given
// and answers `_count` and `_mget` truthfully, although it keeps none of them. It knows one index, as it was created, and answers
// what else clients ask around a load: `GET /`, `GET /_license`, and anything else with `{"acknowledged":true}`. `GET /_sink` says
// what has come in and which CPU time the sink has used.
//
// usage: bulk-sink [port]     prints the port it listens on

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    connections_max = 256,
    head_max = 16384,
    line_max = 2048,
    receive_size = 1 << 18,
    ids_max = 1 << 24,
    body_max = 1 << 22
};

typedef struct {
    char *bytes;
    size_t count, room;
} text;

typedef struct {
    int socket;
    char head[head_max];
    size_t head_count;
    bool in_body, is_bulk;
    char method[16];
    size_t body_left;
    // The bulk body: action and source lines take turns.
    bool in_source;
    char line[line_max];
    size_t line_count;
    text answer;
    // The body of any other request.
    text body;
    char target[1024];
} connection;

static connection *connections[connections_max];
static struct pollfd polled[connections_max + 1];
static size_t connection_count;
static unsigned long long documents, bytes_received, requests;
// What the index was created from, none where it is not there, and which ids it was given since.
static text definition;
static char index_name[256];
static unsigned char ids[ids_max / 8];
static unsigned long long distinct;

static void *checked(void *memory) {
    if (!memory) {
        fputs("bulk-sink: out of memory\n", stderr);
        exit(2);
    }
    return memory;
}

static void append(text *target, const char *bytes, size_t count) {
    if (target->count + count > target->room) {
        target->room = (target->count + count) * 2;
        target->bytes = checked(realloc(target->bytes, target->room));
    }
    memcpy(target->bytes + target->count, bytes, count);
    target->count += count;
}

#define APPEND(target, literal) append(target, literal, sizeof(literal) - 1)

static bool send_all(int socket, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(socket, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes += sent;
        count -= (size_t)sent;
    }
    return true;
}

static bool reply(connection *c, int status, const char *body, size_t count) {
    char head[256];
    int length = snprintf(
        head, sizeof head,
        "HTTP/1.1 %d %s\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
        status, status == 200 ? "OK" : "Error", count);
    text whole = {0};
    append(&whole, head, (size_t)length);
    if (strcmp(c->method, "HEAD")) append(&whole, body, count);
    bool done = send_all(c->socket, whole.bytes, whole.count);
    free(whole.bytes);
    return done;
}

/// The number that an id is; ids_max where it is none, or too large.
static size_t id_number(const char *id, size_t count) {
    size_t number = 0;
    if (count == 0 || count > 9) return ids_max;
    for (size_t i = 0; i < count; i++) {
        if (id[i] < '0' || id[i] > '9') return ids_max;
        number = number * 10 + (size_t)(id[i] - '0');
    }
    return number < ids_max ? number : ids_max;
}

static void tick_off(size_t number, bool is_there) {
    if (number == ids_max) return;
    unsigned char bit = (unsigned char)(1 << (number & 7));
    bool was_there = ids[number >> 3] & bit;
    if (is_there && !was_there) {
        ids[number >> 3] |= bit;
        distinct++;
    } else if (!is_there && was_there) {
        ids[number >> 3] &= (unsigned char)~bit;
        distinct--;
    }
}

static void end_action(connection *c) {
    static const char key[] = "\"_id\":";
    c->line[c->line_count] = 0;
    const char *id = strstr(c->line, key);
    c->in_source = strncmp(c->line, "{\"delete\"", 9) != 0;
    c->line_count = 0;
    if (c->answer.count == 0) {
        APPEND(&c->answer, "{\"took\":0,\"errors\":false,\"items\":[");
    } else {
        APPEND(&c->answer, ",");
    }
    APPEND(&c->answer, "{\"index\":{\"_id\":\"");
    if (id) {
        id += sizeof key - 1;
        while (*id == ' ') id++;
        if (*id == '"') id++;
        size_t length = strcspn(id, "\"");
        append(&c->answer, id, length);
        tick_off(id_number(id, length), c->in_source);
    }
    APPEND(&c->answer, "\",\"status\":201}}");
    documents++;
}

static void bulk(connection *c, const char *bytes, size_t count) {
    while (count > 0) {
        const char *end = memchr(bytes, '\n', count);
        size_t part = end ? (size_t)(end - bytes) : count;
        if (!c->in_source) {
            size_t fits = part < line_max - 1 - c->line_count ? part : line_max - 1 - c->line_count;
            memcpy(c->line + c->line_count, bytes, fits);
            c->line_count += fits;
        }
        if (!end) return;
        if (c->in_source) {
            c->in_source = false;
        } else if (c->line_count > 0) {
            end_action(c);
        }
        bytes = end + 1;
        count -= part + 1;
    }
}

static bool is_numeric_id_there(const char *id, size_t count) {
    size_t number = id_number(id, count);
    return number < ids_max && ids[number >> 3] >> (number & 7) & 1;
}

/// `_mget`: says of each id whether it came.
static bool look_up(connection *c) {
    static const char key[] = "\"ids\":[";
    text answer = {0};
    APPEND(&answer, "{\"docs\":[");
    append(&c->body, "", 1);
    const char *id = strstr(c->body.bytes, key);
    id = id ? id + sizeof key - 1 : "";
    for (bool is_first = true; *id == '"'; is_first = false) {
        size_t length = strcspn(++id, "\"");
        if (!is_first) APPEND(&answer, ",");
        APPEND(&answer, "{\"_index\":\"sink\",\"_id\":\"");
        append(&answer, id, length);
        if (is_numeric_id_there(id, length)) {
            APPEND(&answer, "\",\"found\":true,\"_version\":1,\"_seq_no\":0,\"_primary_term\":1}");
        } else {
            APPEND(&answer, "\",\"found\":false}");
        }
        id += length + 1;
        if (*id == ',') id++;
    }
    APPEND(&answer, "]}");
    bool done = reply(c, 200, answer.bytes, answer.count);
    free(answer.bytes);
    return done;
}

static bool create_index(connection *c) {
    definition.count = 0;
    if (c->body.count > 0) append(&definition, c->body.bytes, c->body.count);
    else APPEND(&definition, "{}");
    snprintf(index_name, sizeof index_name, "%s", c->target + 1);
    memset(ids, 0, sizeof ids);
    distinct = 0;
    static const char done[] = "{\"acknowledged\":true,\"shards_acknowledged\":true,\"index\":\"sink\"}";
    return reply(c, 200, done, sizeof done - 1);
}

/// Answers a request for the index itself, or for what is below it; 404 where it was not created.
static bool answer_index(connection *c, const char *below) {
    static const char missing[] =
        "{\"error\":{\"root_cause\":[],\"type\":\"index_not_found_exception\",\"reason\":\"no such index\"},\"status\":404}";
    if (definition.count == 0) return reply(c, 404, missing, sizeof missing - 1);
    text answer = {0};
    APPEND(&answer, "{\"");
    append(&answer, index_name, strlen(index_name));
    APPEND(&answer, "\":");
    if (!strcmp(below, "/_settings")) {
        APPEND(&answer, "{\"settings\":{\"index\":{\"uuid\":\"c2luaw\"}}}");
    } else {
        append(&answer, definition.bytes, definition.count);
    }
    APPEND(&answer, "}");
    bool done = reply(c, 200, answer.bytes, answer.count);
    free(answer.bytes);
    return done;
}

/// Answers what is no bulk request.
static bool answer_other(connection *c) {
    char body[1024];
    bool is_get = !strcmp(c->method, "GET"), is_head = !strcmp(c->method, "HEAD");
    const char *below = c->target[0] ? strchr(c->target + 1, '/') : NULL;
    bool is_index = c->target[1] && c->target[1] != '_';
    if (is_index && !below && !strcmp(c->method, "PUT")) return create_index(c);
    if (is_index && !below && !strcmp(c->method, "DELETE")) definition.count = 0;
    if (is_index && below && !strcmp(below, "/_mget")) return look_up(c);
    if (is_index && (is_get || is_head)) {
        if (!below) return answer_index(c, "");
        if (!strcmp(below, "/_mapping") || !strcmp(below, "/_settings")) return answer_index(c, below);
    }
    if (!strcmp(c->target, "/")) {
        snprintf(
            body, sizeof body,
            "{\"name\":\"sink\",\"cluster_name\":\"sink\",\"cluster_uuid\":\"c2luaw\",\"version\":{\"number\":\"9.5.4\","
            "\"build_flavor\":\"default\",\"build_type\":\"tar\",\"lucene_version\":\"10.4.0\","
            "\"minimum_wire_compatibility_version\":\"8.19.0\",\"minimum_index_compatibility_version\":\"8.0.0\"},"
            "\"tagline\":\"You Know, for Search\"}");
    } else if (!strncmp(c->target, "/_license", 9)) {
        snprintf(body, sizeof body, "{\"license\":{\"status\":\"active\",\"type\":\"basic\"}}");
    } else if (below && !strcmp(below, "/_count")) {
        snprintf(body, sizeof body, "{\"count\":%llu,\"_shards\":{\"total\":1,\"successful\":1,\"skipped\":0,\"failed\":0}}", distinct);
    } else if (!strcmp(c->target, "/_sink")) {
        struct rusage use;
        getrusage(RUSAGE_SELF, &use);
        double cpu = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec)
            + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
        snprintf(
            body, sizeof body,
            "{\"documents\":%llu,\"distinct\":%llu,\"bytes\":%llu,\"requests\":%llu,\"cpu_seconds\":%.6f}", documents, distinct,
            bytes_received, requests, cpu);
    } else {
        snprintf(body, sizeof body, "{\"acknowledged\":true,\"shards_acknowledged\":true,\"index\":\"sink\"}");
    }
    return reply(c, 200, body, strlen(body));
}

static bool finish(connection *c) {
    requests++;
    c->in_body = false;
    if (c->is_bulk) {
        if (c->answer.count == 0) APPEND(&c->answer, "{\"took\":0,\"errors\":false,\"items\":[");
        APPEND(&c->answer, "]}");
        bool done = reply(c, 200, c->answer.bytes, c->answer.count);
        c->answer.count = 0;
        return done;
    }
    return answer_other(c);
}

/// Reads a request's head; false ends the connection.
static bool begin(connection *c, size_t length) {
    c->head[length - 1] = 0;
    if (sscanf(c->head, "%15s %1023s", c->method, c->target) != 2) return false;
    char *query = strchr(c->target, '?');
    if (query) *query = 0;
    size_t target = strlen(c->target);
    c->is_bulk = target >= 6 && !strcmp(c->target + target - 6, "/_bulk");
    c->body_left = 0;
    for (char *line = strstr(c->head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (!strncasecmp(line + 2, "content-length:", 15)) c->body_left = strtoull(line + 17, NULL, 10);
        bool refused = !strncasecmp(line + 2, "transfer-encoding:", 18) || !strncasecmp(line + 2, "content-encoding:", 17);
        if (refused) {
            static const char why[] = "{\"error\":\"the sink reads plain bodies with a Content-Length only\",\"status\":411}";
            (void)reply(c, 411, why, sizeof why - 1);
            return false;
        }
        if (!strncasecmp(line + 2, "expect:", 7) && !send_all(c->socket, "HTTP/1.1 100 Continue\r\n\r\n", 25)) return false;
    }
    c->in_body = true;
    c->in_source = false;
    c->line_count = 0;
    c->body.count = 0;
    return true;
}

/// Takes what has come in; false ends the connection.
static bool take(connection *c, const char *bytes, size_t count) {
    while (count > 0) {
        if (!c->in_body) {
            size_t fits = count < head_max - c->head_count ? count : head_max - c->head_count;
            if (fits == 0) return false;
            memcpy(c->head + c->head_count, bytes, fits);
            size_t before = c->head_count, total = before + fits, end = 0;
            for (size_t i = before > 3 ? before - 3 : 0; i + 4 <= total && end == 0; i++) {
                if (!memcmp(c->head + i, "\r\n\r\n", 4)) end = i + 4;
            }
            if (end == 0) {
                c->head_count = total;
                return true;
            }
            bytes += end - before;
            count -= end - before;
            c->head_count = 0;
            if (!begin(c, end)) return false;
        }
        size_t part = count < c->body_left ? count : c->body_left;
        if (c->is_bulk) bulk(c, bytes, part);
        else if (c->body.count + part <= body_max) append(&c->body, bytes, part);
        bytes += part;
        count -= part;
        c->body_left -= part;
        if (c->body_left == 0 && !finish(c)) return false;
    }
    return true;
}

static void accept_connection(int listener) {
    int socket = accept(listener, NULL, NULL);
    if (socket < 0) return;
    if (connection_count == connections_max) {
        close(socket);
        return;
    }
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connection *c = checked(calloc(1, sizeof *c));
    c->socket = socket;
    connections[connection_count++] = c;
}

static void drop(size_t index) {
    close(connections[index]->socket);
    free(connections[index]->answer.bytes);
    free(connections[index]->body.bytes);
    free(connections[index]);
    connections[index] = connections[--connection_count];
}

int main(int argc, char **argv) {
    static char space[receive_size];
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 0));
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 64)
        || getsockname(listener, (struct sockaddr *)&address, &length)) {
        perror("bulk-sink");
        return 2;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (true) {
        polled[0] = (struct pollfd){.fd = listener, .events = POLLIN};
        size_t count = connection_count;
        for (size_t i = 0; i < count; i++) polled[i + 1] = (struct pollfd){.fd = connections[i]->socket, .events = POLLIN};
        if (poll(polled, (nfds_t)(count + 1), -1) < 0 && errno != EINTR) return 2;
        // Backwards, because a dropped connection's place is taken by the last one, which was seen to already.
        for (size_t i = count; i-- > 0;) {
            if (!(polled[i + 1].revents & (POLLIN | POLLHUP | POLLERR))) continue;
            ssize_t got = recv(connections[i]->socket, space, sizeof space, 0);
            if (got > 0) bytes_received += (unsigned long long)got;
            if (got <= 0 || !take(connections[i], space, (size_t)got)) drop(i);
        }
        if (polled[0].revents & POLLIN) accept_connection(listener);
    }
}
