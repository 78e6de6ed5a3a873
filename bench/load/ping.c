/** 1 KiB there and back over one flow, one after the other: how long each takes. */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "gen.h"
#include "wire.h"

enum { PING_BYTES = 1024, FIRST_ONES = 200, ANSWER_S = 20 };

static void exchange(int fd, const unsigned char *out, unsigned char *in) {
  if (write(fd, out, PING_BYTES) != PING_BYTES) fail("a ping could not be written");
  for (size_t has = 0; has < PING_BYTES;) {
    ssize_t n = read(fd, in + has, PING_BYTES - has);
    if (n < 0 && errno == EAGAIN) fail("a ping was not answered in 20 s");
    if (n <= 0) fail("the flow ended in the midst of pings");
    has += (size_t)n;
  }
  if (memcmp(in, out, PING_BYTES) != 0) fail("other bytes came back than were sent");
}

void run_ping(const struct options *o) {
  int fd;
  open_all(&o->target, &fd, 1);
  // One thread that waits: a poller between would add to every time.
  if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) < 0) fail("fcntl");
  struct timeval bound = {.tv_sec = ANSWER_S};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
  unsigned char head[HEADER_BYTES], in[PING_BYTES];
  uint64_t all = o->count + FIRST_ONES;
  put_header(head, ECHO, all * PING_BYTES);
  if (write(fd, head, sizeof head) != (ssize_t)sizeof head) fail("the header could not be written");
  struct times times = {0};
  for (uint64_t i = 0; i < all; i++) {
    uint64_t from = now_ns();
    exchange(fd, pattern_from(i * PING_BYTES), in);
    if (i >= FIRST_ONES) times_add(&times, now_ns() - from);
  }
  printf("{\"bytes\":%d", PING_BYTES);
  times_print(&times);
  printf(",\"gen_cpu_s\":%.3f}\n", own_cpu_seconds());
}
