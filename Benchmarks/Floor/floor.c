// The least that a forwarder can do: blocking sockets and bytes moved. It reads no JSON but finds what it needs,
// checks nothing, forwards all to one URL, and is no forwarder that anybody could use.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct text {
    char *start;
    size_t length, room;
};

static void reserve(struct text *text, size_t room) {
    if (text->room >= room) return;
    text->room = room * 2;
    text->start = realloc(text->start, text->room);
    if (!text->start) exit(1);
}

static void add(struct text *text, const char *bytes, size_t length) {
    reserve(text, text->length + length + 1);
    memcpy(text->start + text->length, bytes, length);
    text->length += length;
    text->start[text->length] = 0;
}

static int open_connection(const char *address) {
    char host[64];
    int port = 80, on = 1;
    if (sscanf(address, "%63[^:/]:%d", host, &port) < 1) exit(1);
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    inet_pton(AF_INET, host, &peer.sin_addr);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&peer, sizeof peer)) exit(1);
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connection;
}

static void send_all(int connection, const char *bytes, size_t length, int flags) {
    while (length > 0) {
        ssize_t count = send(connection, bytes, length, MSG_NOSIGNAL | flags);
        if (count <= 0) exit(1);
        bytes += count;
        length -= (size_t)count;
    }
}

// Sends a head and a body: together where copying is cheap, else the body from where it stands.
static void send_message(int connection, struct text *head, const char *body, size_t length) {
    if (length <= 65536) {
        add(head, body, length);
        send_all(connection, head->start, head->length, 0);
    } else {
        send_all(connection, head->start, head->length, MSG_MORE);
        send_all(connection, body, length, 0);
    }
}

// Reads one message, whose length must be told by Content-Length; returns where its body begins.
static size_t receive(int connection, struct text *text) {
    size_t body = 0, end = 1;
    for (text->length = 0; text->length < end;) {
        reserve(text, text->length + 65536);
        ssize_t count = recv(connection, text->start + text->length, text->room - text->length - 1, 0);
        if (count <= 0) exit(0);
        text->length += (size_t)count;
        text->start[text->length] = 0;
        char *blank = body ? NULL : strstr(text->start, "\r\n\r\n");
        if (blank) {
            body = (size_t)(blank - text->start) + 4;
            char *length = strcasestr(text->start, "content-length:");
            end = body + (length && length < blank ? strtoul(length + 15, NULL, 10) : 0);
            reserve(text, end + 1);
        } else if (!body) {
            end = text->length + 1;
        }
    }
    return body;
}

// What stands behind a mark up to a character; copied, and cut where there is no room.
static void find(const char *text, const char *mark, char last, char *value, size_t room) {
    const char *start = strstr(text, mark);
    size_t length = 0;
    if (start) {
        start += strlen(mark);
        while (start[length] && start[length] != last && length + 1 < room) length++;
        memcpy(value, start, length);
    }
    value[length] = 0;
}

// Four tables, one a digit's place in its group, so that a group of four is three bytes by three ORs.
static unsigned places[4][256];

static void make_places(void) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (unsigned place = 0; place < 4; place++)
        for (unsigned value = 0; value < 64; value++)
            places[place][(unsigned char)digits[value]] = value << (18 - 6 * place);
}

static size_t decode(const char *digits, size_t count, char *bytes) {
    const unsigned char *next = (const unsigned char *)digits;
    char *end = bytes;
    for (size_t rest = count; rest >= 4; rest -= 4, next += 4) {
        unsigned group = places[0][next[0]] | places[1][next[1]] | places[2][next[2]] | places[3][next[3]];
        *end++ = (char)(group >> 16);
        *end++ = (char)(group >> 8);
        *end++ = (char)group;
    }
    return (size_t)(end - bytes);
}

// The event's body as bytes, put where it stands.
static char *body_of(char *event, size_t *length) {
    char *body = strstr(event, "\"body\":\"");
    *length = 0;
    if (!body) return event;
    body += 8;
    char *quote = strchr(body, '"');
    if (quote && quote[-1] != '\\' && strstr(quote, "\"isBase64Encoded\":true")) {
        // Looked at first: what is decoded in place may overwrite it.
        size_t padding = (size_t)((quote[-1] == '=') + (quote[-2] == '='));
        *length = decode(body, (size_t)(quote - body), body) - padding;
        return body;
    }
    char *end = body;
    for (char *next = body; *next && *next != '"'; next++) {
        if (*next == '\\') next++;
        *end++ = *next;
    }
    *length = (size_t)(end - body);
    return body;
}

int main(void) {
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API"), *url = getenv("URL");
    if (!api || !url || strncmp(url, "http://", 7)) return 1;
    const char *path = strchr(url + 7, '/') ? strchr(url + 7, '/') : "/";
    int runtime = open_connection(api), backend = -1;
    make_places();
    struct text event = {0}, answer = {0}, message = {0};
    char head[1024], method[16], number[64], request[128], host[64];
    find(url, "http://", '/', host, sizeof host);
    for (;;) {
        message.length = 0;
        add(&message, head, (size_t)snprintf(head, sizeof head,
            "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n", api));
        send_message(runtime, &message, "", 0);
        size_t begin = receive(runtime, &event);
        char *text = event.start + begin;
        find(event.start, "Lambda-Runtime-Aws-Request-Id: ", '\r', request, sizeof request);
        // `method` or `httpMethod`, whichever the event has.
        find(text, "ethod\":\"", '"', method, sizeof method);
        find(text, "\"x-bench-id\":\"", '"', number, sizeof number);
        size_t length;
        char *body = body_of(text, &length);
        message.length = 0;
        add(&message, head, (size_t)snprintf(head, sizeof head,
            "%s %s HTTP/1.1\r\nHost: %s\r\nx-bench-id: %s\r\nContent-Length: %zu\r\n\r\n", method, path, host, number,
            length));
        if (backend < 0) backend = open_connection(url + 7);
        send_message(backend, &message, body, length);
        size_t start = receive(backend, &answer);
        message.length = 0;
        size_t size = answer.length - start;
        static const char before[] = "{\"statusCode\":200,\"headers\":{\"content-type\":\"text/plain\"},\"body\":\"";
        add(&message, head, (size_t)snprintf(head, sizeof head,
            "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: %s\r\nContent-Length: %zu\r\n\r\n", request,
            api, sizeof before - 1 + size + 2));
        add(&message, before, sizeof before - 1);
        add(&message, answer.start + start, size);
        send_message(runtime, &message, "\"}", 2);
        receive(runtime, &answer);
    }
}
