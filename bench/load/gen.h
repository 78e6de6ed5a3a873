/** What the parts of the load generator know of each other: targets, openings, figures, and one function a mode. */
#ifndef GEN_H
#define GEN_H

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>

/** Where flows go: to the app's entry of a path, or through a SOCKS5 proxy to a name behind it. */
struct target {
  struct sockaddr_in at;
  /** Empty: plain TCP. */
  char name[256];
  int port;
};

enum stage { CONNECTING, METHOD, REPLY, ANSWER, OPEN, FAILED };

/** A flow on its way to being open: open is who has seen its first byte come back from the app. */
struct opening {
  int fd;
  enum stage stage;
  /** When it began, or when it should have, if that was earlier. */
  uint64_t from_ns;
  /** When it is given up. */
  uint64_t late_ns;
  unsigned char in[264];
  unsigned has;
  const char *fault;
};

uint64_t now_ns(void);
double own_cpu_seconds(void);
/** Ends the program with exit 1 and this sentence. */
void fail(const char *sentence) __attribute__((noreturn));
void no_delay(int fd);

void opening_begin(struct opening *o, const struct target *target, uint64_t from_ns);
/** Its socket has something: takes the next step. */
void opening_step(struct opening *o, const struct target *target);
/** Opens so many and leaves them open, or fails: the sockets in the order in which they opened. */
void open_all(const struct target *target, int *fds, int count);

/** Times as they come; percentiles of all of them. */
struct times {
  uint64_t *ns;
  size_t count, room;
};
void times_add(struct times *t, uint64_t ns);
/** ,"p50_us":..,"p99_us":..,"max_us":.. and how many; to be followed by more or by the closing brace. */
void times_print(struct times *t);

struct options {
  struct target target;
  const char *mode;
  /** Bulk: 1 up, 0 down. */
  int up;
  int flows;
  /** Connects, or pings. */
  uint64_t count;
  int wide;
  double seconds;
  /** Bulk ends after so many bytes instead, if not 0. */
  uint64_t bytes;
  /** Open loop: arrivals a second. */
  double rate;
  /** Bulk: a pace in place of as fast as it goes, if not 0. */
  double mb_per_s;
};

void run_connects(const struct options *o);
void run_arrivals(const struct options *o);
void run_idle(const struct options *o);
void run_ping(const struct options *o);
void run_bulk(const struct options *o);

#endif
