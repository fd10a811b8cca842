/*
 * A light receiver for the simulator's streams: many private and a few market connections over TLS, one epoll loop,
 * nothing parsed but frame heads and level2 sequences. Prints one line a second.
 *
 *   receive HOST PORT CA PRIVATE MARKET TOPIC SECONDS SIMPID ORDERS
 *
 * TOPIC is level1 or level2; ORDERS is how many market orders a second are placed over one more connection.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define KEY "simulator-key"
#define SECRET "simulator-secret"
#define PASSPHRASE "simulator-passphrase"
#define TOPICS_PER_MESSAGE 100
#define BUFFER (1 << 20)
#define SYMBOLS_MAX 4096
#define LINKS_MAX 256

struct link {
    int fd;
    int is_private;
    int is_open;
    SSL *ssl;
    unsigned char *buffer;
    size_t length;
};

struct symbol {
    char name[24];
    int64_t sequence;
};

static struct link links[LINKS_MAX];
static struct symbol symbols[SYMBOLS_MAX];
static int symbol_count;
static SSL_CTX *context;
static const char *host;
static int port;
static int64_t market_pushes, private_pushes, gaps, bytes_read;
static int lost_links;
static volatile int stopping;

static void fail(const char *what)
{
    fprintf(stderr, "receive: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static SSL *dial(int *fd_out)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int on = 1;
    if (fd < 0 || inet_pton(AF_INET, host, &to.sin_addr) != 1 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, fd);
    if (SSL_connect(ssl) != 1)
        fail("TLS handshake");
    *fd_out = fd;
    return ssl;
}

static void base64_hmac(const char *text, char *out)
{
    unsigned char digest[32];
    unsigned int length;
    HMAC(EVP_sha256(), SECRET, strlen(SECRET), (const unsigned char *)text, strlen(text), digest, &length);
    EVP_EncodeBlock((unsigned char *)out, digest, length);
}

/* One call over an open connection; the answer with its head, in a static buffer, which lasts until the next call. */
static char *call(SSL *ssl, const char *method, const char *target, const char *body, int is_signed)
{
    static __thread char *answer;
    char head[2048], stamp[32], text[4096], sign[64], pass[64];
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    snprintf(stamp, sizeof stamp, "%lld", (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000);
    snprintf(text, sizeof text, "%s%s%s%s", stamp, method, target, body);
    base64_hmac(text, sign);
    base64_hmac(PASSPHRASE, pass);
    int length = snprintf(head, sizeof head,
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n",
        method, target, strlen(body));
    if (is_signed)
        length += snprintf(head + length, sizeof head - length,
            "KC-API-KEY: " KEY "\r\nKC-API-SIGN: %s\r\nKC-API-TIMESTAMP: %s\r\nKC-API-PASSPHRASE: %s\r\n"
            "KC-API-KEY-VERSION: 3\r\n", sign, stamp, pass);
    length += snprintf(head + length, sizeof head - length, "\r\n%s", body);
    if (SSL_write(ssl, head, length) != length)
        fail("write");
    if (!answer && !(answer = malloc(4 << 20)))
        fail("memory");
    size_t got = 0, whole = 0;
    while (!whole || got < whole) {
        int n = SSL_read(ssl, answer + got, (4 << 20) - 1 - got);
        if (n <= 0)
            fail("read");
        got += n;
        answer[got] = 0;
        char *end = strstr(answer, "\r\n\r\n"), *size = strcasestr(answer, "content-length:");
        if (end && size && !whole)
            whole = (end + 4 - answer) + strtoul(size + 15, NULL, 10);
    }
    return answer;
}

static void load_symbols(void)
{
    int fd;
    SSL *ssl = dial(&fd);
    char *at = call(ssl, "GET", "/api/v2/symbols", "", 0);
    while ((at = strstr(at, "{\"symbol\":\"")) && symbol_count < SYMBOLS_MAX) {
        at += 11;
        size_t length = strcspn(at, "\"");
        if (length < sizeof symbols[0].name)
            memcpy(symbols[symbol_count++].name, at, length);
    }
    SSL_free(ssl);
    close(fd);
}

static void send_text(SSL *ssl, const char *text)
{
    size_t length = strlen(text);
    unsigned char frame[16 * 1024];
    size_t at = 0;
    frame[at++] = 0x81;
    if (length < 126) {
        frame[at++] = 0x80 | length;
    } else {
        frame[at++] = 0x80 | 126;
        frame[at++] = length >> 8;
        frame[at++] = length & 255;
    }
    memset(frame + at, 0, 4); /* a mask of zeros masks nothing */
    at += 4;
    memcpy(frame + at, text, length);
    if (SSL_write(ssl, frame, at + length) <= 0)
        fail("write");
}

static void open_link(struct link *link, int is_private, const char *topic, int first, int count)
{
    char token[256] = "", request[1024], message[8192], answer[4096];
    int fd, got = 0;
    SSL *ssl = dial(&fd);
    char *reply = call(ssl, "POST", is_private ? "/api/v1/bullet-private" : "/api/v1/bullet-public", "", is_private);
    char *at = strstr(reply, "\"token\":\"");
    if (!at)
        fail(reply);
    at += 9;
    snprintf(token, sizeof token, "%.*s", (int)strcspn(at, "\""), at);
    SSL_free(ssl);
    close(fd);
    link->ssl = dial(&link->fd);
    snprintf(request, sizeof request, "GET /?token=%s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", token);
    SSL_write(link->ssl, request, strlen(request));
    do {
        /* Byte by byte, so that nothing of the first frame is taken. */
        if (SSL_read(link->ssl, answer + got, 1) != 1 || got > 4000)
            fail("upgrade");
        answer[++got] = 0;
    } while (!strstr(answer, "\r\n\r\n"));
    if (!strstr(answer, " 101 "))
        fail(answer);
    if (is_private) {
        send_text(link->ssl, "{\"id\":\"1\",\"type\":\"subscribe\",\"topic\":\"/spotMarket/tradeOrdersV2\","
            "\"privateChannel\":true}");
        send_text(link->ssl, "{\"id\":\"2\",\"type\":\"subscribe\",\"topic\":\"/account/balance\",\"privateChannel\":true}");
    }
    for (int i = first; i < first + count;) {
        int length = snprintf(message, sizeof message, "{\"id\":\"3\",\"type\":\"subscribe\",\"topic\":\"%s:",
            topic[5] == '1' ? "/spotMarket/level1" : "/market/level2");
        for (int n = 0; n < TOPICS_PER_MESSAGE && i < first + count; n++, i++)
            length += snprintf(message + length, sizeof message - length, "%s%s", n ? "," : "", symbols[i].name);
        snprintf(message + length, sizeof message - length, "\"}");
        send_text(link->ssl, message);
    }
    link->is_private = is_private;
    link->is_open = 1;
    link->buffer = malloc(BUFFER);
    fcntl(link->fd, F_SETFL, O_NONBLOCK);
}

static struct symbol *find(const char *name, size_t length)
{
    static int table[1 << 14];
    static int is_filled;
    if (!is_filled) {
        is_filled = 1;
        for (int i = 0; i < symbol_count; i++) {
            uint32_t h = 2166136261u;
            for (const char *c = symbols[i].name; *c; c++)
                h = (h ^ (unsigned char)*c) * 16777619u;
            for (h &= (1 << 14) - 1; table[h]; h = (h + 1) & ((1 << 14) - 1))
                ;
            table[h] = i + 1;
        }
    }
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)name[i]) * 16777619u;
    for (h &= (1 << 14) - 1; table[h]; h = (h + 1) & ((1 << 14) - 1)) {
        struct symbol *s = &symbols[table[h] - 1];
        if (strlen(s->name) == length && memcmp(s->name, name, length) == 0)
            return s;
    }
    return NULL;
}

static int64_t number_after(const char *text, size_t length, const char *name)
{
    char *at = memmem(text, length, name, strlen(name));
    return at ? strtoll(at + strlen(name), NULL, 10) : -1;
}

static void take(struct link *link, const char *text, size_t length)
{
    if (!memmem(text, length < 200 ? length : 200, "\"topic\":\"", 9) && !memmem(text, length, "\"topic\":\"", 9))
        return;
    if (link->is_private)
        private_pushes++;
    else
        market_pushes++;
    char *topic = memmem(text, length, "/market/level2:", 15);
    if (!topic)
        return;
    topic += 15;
    struct symbol *s = find(topic, strcspn(topic, "\""));
    int64_t start = number_after(text, length, "\"sequenceStart\":");
    int64_t end = number_after(text, length, "\"sequenceEnd\":");
    if (s && start > 0) {
        if (s->sequence && start > s->sequence + 1)
            gaps++;
        s->sequence = end;
    }
}

static void drain(struct link *link)
{
    for (;;) {
        int n = SSL_read(link->ssl, link->buffer + link->length, BUFFER - link->length);
        if (n <= 0) {
            int error = SSL_get_error(link->ssl, n);
            if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
                link->is_open = 0;
                lost_links++;
                close(link->fd);
            }
            return;
        }
        bytes_read += n;
        link->length += n;
        size_t at = 0;
        for (;;) {
            unsigned char *frame = link->buffer + at;
            size_t left = link->length - at, head = 2, size;
            if (left < 2)
                break;
            size = frame[1] & 127;
            if (size == 126) {
                if (left < 4)
                    break;
                size = frame[2] << 8 | frame[3];
                head = 4;
            } else if (size == 127) {
                if (left < 10)
                    break;
                size = (size_t)frame[6] << 24 | frame[7] << 16 | frame[8] << 8 | frame[9];
                head = 10;
            }
            if (left < head + size)
                break;
            if ((frame[0] & 15) == 1)
                take(link, (char *)frame + head, size);
            at += head + size;
        }
        memmove(link->buffer, link->buffer + at, link->length - at);
        link->length -= at;
    }
}

static void *place_orders(void *argument)
{
    int rate = *(int *)argument, fd;
    SSL *ssl = dial(&fd);
    double next = now();
    for (int64_t i = 0; !stopping; i++) {
        char body[256];
        snprintf(body, sizeof body, "{\"clientOid\":\"load-%lld\",\"symbol\":\"BTC-USDT\",\"side\":\"%s\","
            "\"type\":\"market\",\"size\":\"0.0001\"}", (long long)i, i % 2 ? "sell" : "buy");
        call(ssl, "POST", "/api/v1/hf/orders", body, 1);
        next += 1.0 / rate;
        double wait = next - now();
        if (wait > 0)
            usleep(wait * 1e6);
    }
    SSL_free(ssl);
    close(fd);
    return NULL;
}

static double cpu_seconds(int pid)
{
    char path[64];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    if (fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2)
        user = kernel = 0;
    fclose(file);
    return (double)(user + kernel) / sysconf(_SC_CLK_TCK);
}

static long resident_kb(int pid)
{
    char path[64], line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    if (file)
        fclose(file);
    return kb;
}

int main(int count, char **words)
{
    if (count != 10) {
        fprintf(stderr, "usage: receive HOST PORT CA PRIVATE MARKET level1|level1-all|level2 SECONDS SIMPID ORDERS\n");
        return 2;
    }
    host = words[1];
    port = atoi(words[2]);
    int privates = atoi(words[4]), markets = atoi(words[5]), seconds = atoi(words[7]), pid = atoi(words[8]);
    int orders = atoi(words[9]), total = privates + markets;
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (total > LINKS_MAX || SSL_CTX_load_verify_locations(context, words[3], NULL) != 1)
        fail(words[3]);
    load_symbols();
    int epoll = epoll_create1(0), share = (symbol_count + markets - 1) / (markets ? markets : 1);
    int each_all = strcmp(words[6], "level1-all") == 0;
    for (int i = 0; i < total; i++) {
        int m = i - privates;
        int first = m < 0 || each_all ? 0 : m * share;
        int size = m < 0 ? 0 : each_all ? symbol_count : first + share > symbol_count ? symbol_count - first : share;
        open_link(&links[i], m < 0, words[6], first, size);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &links[i]};
        epoll_ctl(epoll, EPOLL_CTL_ADD, links[i].fd, &event);
    }
    pthread_t thread;
    if (orders > 0)
        pthread_create(&thread, NULL, place_orders, &orders);
    printf("%d symbols, %d private and %d market connections, %s\n", symbol_count, privates, markets, words[6]);
    printf("%4s %10s %10s %8s %6s %6s %6s %8s\n", "s", "market/s", "private/s", "MB/s", "gaps", "lost", "cpu%", "rss MB");
    double start = now(), mark = start, cpu = cpu_seconds(pid), pinged = start;
    int64_t m0 = 0, p0 = 0, b0 = 0;
    while (now() - start < seconds) {
        struct epoll_event events[64];
        int ready = epoll_wait(epoll, events, 64, 100);
        for (int i = 0; i < ready; i++)
            drain(events[i].data.ptr);
        if (now() - pinged > 10) {
            pinged = now();
            for (int i = 0; i < total; i++)
                if (links[i].is_open)
                    send_text(links[i].ssl, "{\"id\":\"9\",\"type\":\"ping\"}");
        }
        if (now() - mark >= 1) {
            double passed = now() - mark, used = cpu_seconds(pid) - cpu;
            printf("%4.0f %10.0f %10.0f %8.1f %6lld %6d %6.0f %8.1f\n", now() - start, (market_pushes - m0) / passed,
                (private_pushes - p0) / passed, (bytes_read - b0) / passed / 1e6, (long long)gaps, lost_links,
                100 * used / passed, resident_kb(pid) / 1024.0);
            fflush(stdout);
            mark = now();
            cpu += used;
            m0 = market_pushes;
            p0 = private_pushes;
            b0 = bytes_read;
        }
    }
    stopping = 1;
    double passed = now() - start;
    printf("total %10.0f %10.0f pushes/s, %lld gaps, %d connections lost\n", market_pushes / passed,
        private_pushes / passed, (long long)gaps, lost_links);
    return lost_links > 0 || gaps > 0;
}
