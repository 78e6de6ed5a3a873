/** Clocks, percentiles, and the one way in which the load generator fails. */
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include "gen.h"

uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double own_cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

void fail(const char *sentence) {
  fprintf(stderr, "gen: %s\n", sentence);
  exit(1);
}

void no_delay(int fd) {
  int on = 1;
  if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) fail("TCP_NODELAY was refused");
}

void times_add(struct times *t, uint64_t ns) {
  if (t->count == t->room) {
    t->room = t->room == 0 ? 4096 : t->room * 2;
    t->ns = realloc(t->ns, t->room * sizeof *t->ns);
    if (t->ns == NULL) fail("out of memory");
  }
  t->ns[t->count++] = ns;
}

static int by_size(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/** The nearest rank: the least of the times that so large a share does not exceed. */
static double at_us(const struct times *t, double share) {
  if (t->count == 0) return 0;
  size_t rank = (size_t)(share * (double)t->count + 0.999999);
  return (double)t->ns[rank == 0 ? 0 : rank - 1] / 1e3;
}

void times_print(struct times *t) {
  qsort(t->ns, t->count, sizeof *t->ns, by_size);
  printf(",\"n\":%zu,\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f", t->count, at_us(t, 0.5),
         at_us(t, 0.9), at_us(t, 0.99), at_us(t, 1));
}
