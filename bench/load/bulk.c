/**
 * Bytes one way over some flows, in chunks that are confirmed by who got them: up, the app's byte for each chunk; down,
 * the bytes themselves. Time runs from the first byte to the last confirmation. What has begun when the time is over is
 * brought to its end, and counts.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "gen.h"
#include "wire.h"

enum {
  CHUNK_BYTES = 1 << 20,
  /** A paced flow moves small chunks, so that the pace is even. */
  PACED_CHUNK_BYTES = 1 << 16,
  /** Chunks a flow has under way at most: more than the buffers on its way hold, so that it waits for no round trip. */
  AHEAD = 16,
  /** So often one flow is served before the others have their turn. */
  TURNS = 16,
  EVENTS = 64,
  TICK_NS = 2000000,
  STALLED_MS = 20000,
};

struct flow {
  int fd;
  unsigned wants;
  unsigned char head[HEADER_BYTES];
  /** Of the chunk that is being asked for or sent: bytes left of its header, and of its body if it goes up. */
  unsigned head_left;
  uint64_t body_left;
  uint64_t moved;
  /** Of the chunk that comes down. */
  uint64_t comes_left;
  int under_way;
};

struct bulk {
  const struct options *o;
  int poller, timer;
  uint64_t chunk, from, end, begun, done;
  struct flow *flows;
};

/** The time is over, or the amount has been reached: no chunk begins any more. */
static int over(const struct bulk *b) {
  return b->o->bytes > 0 ? b->begun * b->chunk >= b->o->bytes : now_ns() >= b->end;
}

static int may_begin(const struct bulk *b) {
  if (over(b)) return 0;
  if (b->o->mb_per_s <= 0) return 1;
  return (double)(b->begun * b->chunk) <= b->o->mb_per_s * (double)(now_ns() - b->from) / 1e3;
}

static int begin_chunk(struct bulk *b, struct flow *f) {
  if (f->under_way >= AHEAD || !may_begin(b)) return 0;
  put_header(f->head, b->o->up ? SINK : SOURCE, b->chunk);
  f->head_left = HEADER_BYTES;
  f->body_left = b->o->up ? b->chunk : 0;
  f->under_way++;
  b->begun++;
  return 1;
}

static void ended(ssize_t n) {
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  fail(n == 0 ? "a flow ended in the midst of its bytes" : "a flow was reset in the midst of its bytes");
}

/** Writes what is to be written. 1: more may be. */
static int push(struct bulk *b, struct flow *f) {
  if (f->head_left == 0 && f->body_left == 0 && !begin_chunk(b, f)) return 0;
  ssize_t n;
  if (f->head_left > 0) {
    n = write(f->fd, f->head + HEADER_BYTES - f->head_left, f->head_left);
    if (n > 0) f->head_left -= (unsigned)n;
  } else {
    n = write(f->fd, pattern_from(f->moved), f->body_left < PIECE_BYTES ? f->body_left : PIECE_BYTES);
    if (n > 0) f->body_left -= (uint64_t)n, f->moved += (uint64_t)n;
  }
  if (n > 0) return 1;
  ended(n);
  return 0;
}

/** Bytes that came: confirmations up, the chunks themselves down. */
static void got(struct bulk *b, struct flow *f, const unsigned char *bytes, size_t count) {
  if (b->o->up) {
    f->under_way -= (int)count;
    b->done += count;
    return;
  }
  if (bytes[0] != *pattern_from(f->moved)) fail("other bytes came than the pattern");
  f->moved += count;
  while (count > 0) {
    if (f->comes_left == 0) f->comes_left = b->chunk;
    size_t part = count < f->comes_left ? count : (size_t)f->comes_left;
    f->comes_left -= part;
    count -= part;
    if (f->comes_left > 0) continue;
    f->under_way--;
    b->done++;
  }
}

static int pull(struct bulk *b, struct flow *f) {
  static unsigned char piece[PIECE_BYTES];
  ssize_t n = read(f->fd, piece, sizeof piece);
  if (n > 0) {
    got(b, f, piece, (size_t)n);
    return 1;
  }
  ended(n);
  return 0;
}

static void serve(struct bulk *b, struct flow *f, unsigned events) {
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
    for (int turn = 0; turn < TURNS && pull(b, f); turn++) continue;
  }
  for (int turn = 0; turn < TURNS && push(b, f); turn++) continue;
  // A chunk that the pace or the app's confirmation holds back begins at the next tick or confirmation.
  int writes = f->head_left > 0 || f->body_left > 0 || (f->under_way < AHEAD && may_begin(b));
  unsigned wants = EPOLLIN | (writes ? EPOLLOUT : 0u);
  if (wants == f->wants) return;
  struct epoll_event e = {.events = wants, .data.ptr = f};
  epoll_ctl(b->poller, EPOLL_CTL_MOD, f->fd, &e);
  f->wants = wants;
}

static void open_flows(struct bulk *b) {
  int count = b->o->flows, *fds = calloc((size_t)count, sizeof *fds);
  b->flows = calloc((size_t)count, sizeof *b->flows);
  if (fds == NULL || b->flows == NULL) fail("out of memory");
  open_all(&b->o->target, fds, count);
  for (int i = 0; i < count; i++) {
    b->flows[i].fd = fds[i];
    b->flows[i].wants = EPOLLIN | EPOLLOUT;
    struct epoll_event e = {.events = b->flows[i].wants, .data.ptr = &b->flows[i]};
    epoll_ctl(b->poller, EPOLL_CTL_ADD, fds[i], &e);
  }
  free(fds);
}

static void start_ticks(struct bulk *b) {
  b->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  struct itimerspec every = {.it_interval = {.tv_nsec = TICK_NS}, .it_value = {.tv_nsec = TICK_NS}};
  timerfd_settime(b->timer, 0, &every, NULL);
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(b->poller, EPOLL_CTL_ADD, b->timer, &e);
}

/** Every flow may have something to begin. The timer goes on only when it has been read. */
static void tick(struct bulk *b) {
  uint64_t times;
  if (read(b->timer, &times, sizeof times) != (ssize_t)sizeof times) return;
  for (int at = 0; at < b->o->flows; at++) serve(b, &b->flows[at], 0);
}

static void move(struct bulk *b) {
  uint64_t moved_at = b->from, moved = 0;
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(b->poller, events, EVENTS, 500);
    for (int i = 0; i < ready; i++) {
      struct flow *f = events[i].data.ptr;
      if (f == NULL) tick(b);
      else serve(b, f, events[i].events);
    }
    if (b->done == b->begun && over(b)) return;
    uint64_t all = 0;
    for (int at = 0; at < b->o->flows; at++) all += b->flows[at].moved;
    if (all != moved) moved = all, moved_at = now_ns();
    else if (now_ns() - moved_at > STALLED_MS * 1000000ull) fail("nothing moved for 20 s");
  }
}

void run_bulk(const struct options *o) {
  struct bulk b = {.o = o, .poller = epoll_create1(0), .chunk = o->mb_per_s > 0 ? PACED_CHUNK_BYTES : CHUNK_BYTES};
  open_flows(&b);
  if (o->mb_per_s > 0) start_ticks(&b);
  double cpu_before = own_cpu_seconds();
  b.from = now_ns();
  b.end = b.from + (uint64_t)(o->seconds * 1e9);
  move(&b);
  double seconds = (double)(now_ns() - b.from) / 1e9, mb = (double)(b.done * b.chunk) / 1e6;
  printf("{\"bytes\":%.0f,\"seconds\":%.6f,\"mb_per_s\":%.3f,\"gen_cpu_s\":%.3f}\n", mb * 1e6, seconds, mb / seconds,
         own_cpu_seconds() - cpu_before);
}
