#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <microhttpd.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/// What MHD_start_daemon takes as variadic options, which Swift cannot give.
struct http_options {
    unsigned int connections;
    size_t memory_per_connection;
    unsigned int idle_seconds;
    MHD_AccessHandlerCallback answer;
    MHD_NotifyConnectionCallback connection;
    MHD_RequestCompletedCallback completed;
    void *owner;
};

static void http_say_nothing(void *owner, const char *format, va_list arguments) {
    (void)owner, (void)format, (void)arguments;
}

static inline struct MHD_Daemon *http_start(const struct http_options *options) {
    unsigned int flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, options->answer, options->owner,
        MHD_OPTION_EXTERNAL_LOGGER, http_say_nothing, NULL,
        MHD_OPTION_CONNECTION_LIMIT, options->connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->memory_per_connection,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds,
        MHD_OPTION_NOTIFY_CONNECTION, options->connection, options->owner,
        MHD_OPTION_NOTIFY_COMPLETED, options->completed, options->owner,
        MHD_OPTION_END);
}

/// Until a client, somebody at the door (-1: it is shut), the library's own clock or `http_ring` wants something done.
static inline void http_wait(struct MHD_Daemon *daemon, int bell, int door) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    MHD_UNSIGNED_LONG_LONG limit = 0;
    struct pollfd all[3] = {
        {.fd = info ? info->epoll_fd : -1, .events = POLLIN},
        {.fd = bell, .events = POLLIN},
        {.fd = door, .events = POLLIN},
    };
    int milliseconds = 1000;
    if (MHD_get_timeout(daemon, &limit) == MHD_YES && limit < 1000) milliseconds = (int)limit;
    uint64_t rings;
    if (poll(all, 3, milliseconds) > 0 && all[1].revents && read(bell, &rings, sizeof rings) < 0) return;
}

static inline int http_copy_of(int file) {
    return fcntl(file, F_DUPFD_CLOEXEC, 3);
}

static inline int http_make_bell(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

static inline void http_ring(int bell) {
    const uint64_t once = 1;
    while (write(bell, &once, sizeof once) < 0 && errno == EINTR) {}
}

/// The next client, under a number from `lowest` on where there is one; -1 when nobody waits or it cannot be had.
static inline int http_accept(int door, int lowest, struct sockaddr_storage *from, socklen_t *size) {
    int client = accept(door, (struct sockaddr *)from, size);
    if (client < 0 || fcntl(client, F_SETFL, O_NONBLOCK) < 0 || fcntl(client, F_SETFD, FD_CLOEXEC) < 0) return client;
    if (client >= lowest) return client;
    int moved = fcntl(client, F_DUPFD_CLOEXEC, lowest);
    // No process with so few numbers has one that is too high.
    if (moved < 0 && errno == EINVAL) return client;
    int reason = errno;
    close(client);
    errno = reason;
    return moved;
}

static inline int http_add(struct MHD_Daemon *daemon, int client, const struct sockaddr_storage *from, socklen_t size) {
    return MHD_add_connection(daemon, client, (const struct sockaddr *)from, size) == MHD_YES;
}

static inline int http_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline const struct sockaddr *http_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

#ifndef POLLRDHUP
#define POLLRDHUP 0x2000
#endif

/// Whether the other side has said that nothing more comes from there, or is gone, whatever it sent before and nobody
/// has read.
static inline int http_has_left(int socket) {
    struct pollfd line = {.fd = socket, .events = POLLRDHUP};
    return poll(&line, 1, 0) > 0;
}

/// Bytes that the kernel has taken and the other side has not.
static inline int http_unsent_bytes(int socket) {
    int bytes = 0;
    return ioctl(socket, SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

/// Without chunks and without length: the end of the line is the end of the answer.
static inline void http_end_with_the_line(struct MHD_Response *response) {
    MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}

// Swift imports these enumerations under names of its own making.
static const enum MHD_Result http_yes = MHD_YES;
static const enum MHD_Result http_no = MHD_NO;
static const enum MHD_ValueKind http_header = MHD_HEADER_KIND;
static const enum MHD_ValueKind http_query = MHD_GET_ARGUMENT_KIND;
static const enum MHD_ConnectionNotificationCode http_started = MHD_CONNECTION_NOTIFY_STARTED;
static const enum MHD_ResponseMemoryMode http_copy = MHD_RESPMEM_MUST_COPY;
