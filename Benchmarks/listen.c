/* Many listeners in one process, light enough not to be what is measured.
   listen PORT PATH COUNT SECONDS: says "ready" 8 s after all have connected, and SECONDS later
   the largest gap between two reads of anybody in ms, kbit/s each, and how many were let go. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, SETTLING = 8 };

static double last[MOST];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void open_one(int poll, int port, const char *path) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct epoll_event event = {.events = EPOLLIN};
    char request[512];
    int line = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (line < 0 || line >= MOST || connect(line, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("cannot connect");
        exit(1);
    }
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n", path);
    if (send(line, request, length, 0) != length) exit(1);
    event.data.fd = line;
    epoll_ctl(poll, EPOLL_CTL_ADD, line, &event);
}

int main(int count_of_words, char **words) {
    static char bytes[65536];
    if (count_of_words != 5) return 64;
    int count = atoi(words[3]), poll = epoll_create1(0);
    struct rlimit files = {MOST, MOST};
    setrlimit(RLIMIT_NOFILE, &files);
    for (int number = 0; number < count; number++) open_one(poll, atoi(words[1]), words[2]);
    double settled = now() + SETTLING, end = settled + atof(words[4]), worst = 0;
    long received = 0, gone = 0;
    int is_ready = 0;
    for (double time; (time = now()) < end;) {
        if (!is_ready && time >= settled) {
            is_ready = 1;
            received = 0;
            puts("ready");
            fflush(stdout);
        }
        struct epoll_event events[256];
        int ready = epoll_wait(poll, events, 256, 100);
        for (int index = 0; index < ready; index++) {
            int line = events[index].data.fd;
            ssize_t taken = recv(line, bytes, sizeof bytes, MSG_DONTWAIT);
            if (taken < 0 && errno == EAGAIN) continue;
            if (taken <= 0) {
                gone++;
                close(line);
                continue;
            }
            time = now();
            received += taken;
            if (is_ready && last[line] > 0 && time - last[line] > worst) worst = time - last[line];
            last[line] = time;
        }
    }
    printf("%.0f %.0f %ld\n", worst * 1000, received * 8 / 1000.0 / (end - settled) / count, gone);
    return 0;
}
