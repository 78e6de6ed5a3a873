/**
 * Flows that open, give their first byte back and end: so many at a time (connects), or as they come, however many are
 * under way (arrivals: the time of each is counted from when it was due, so that what queues is seen). And flows that
 * stay (idle).
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "gen.h"

enum { EVENTS = 256, UNDER_WAY_MAX = 4096, LOOK_MS = 500 };

struct run {
  const struct options *o;
  int poller;
  struct opening slots[UNDER_WAY_MAX];
  int free_slots[UNDER_WAY_MAX], free_count;
  int most;
  uint64_t begun, opened, failed, turned_away;
  const char *fault;
  struct times times;
};

static struct run *new_run(const struct options *o, int most) {
  struct run *r = calloc(1, sizeof *r);
  if (r == NULL) fail("out of memory");
  if (most > UNDER_WAY_MAX) fail("wide= is at most 4096");
  r->o = o;
  r->most = most;
  r->poller = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < most; i++) {
    r->free_slots[r->free_count++] = i;
    r->slots[i].fd = -1;
  }
  return r;
}

static void over(struct run *r, struct opening *o) {
  if (o->stage == OPEN) {
    times_add(&r->times, now_ns() - o->from_ns);
    r->opened++;
    close(o->fd);
  } else {
    r->failed++;
    r->fault = o->fault;
  }
  o->fd = -1;
  r->free_slots[r->free_count++] = (int)(o - r->slots);
}

static void begin(struct run *r, uint64_t from_ns) {
  struct opening *o = &r->slots[r->free_slots[--r->free_count]];
  opening_begin(o, &r->o->target, from_ns);
  r->begun++;
  if (o->stage == FAILED) return over(r, o);
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = o};
  epoll_ctl(r->poller, EPOLL_CTL_ADD, o->fd, &e);
}

/** Those that have waited too long end, as failed. */
static void give_up(struct run *r) {
  static uint64_t looked;
  uint64_t now = now_ns();
  if (now - looked < LOOK_MS * 1000000u) return;
  looked = now;
  for (int i = 0; i < r->most; i++) {
    struct opening *o = &r->slots[i];
    if (o->fd < 0 || now < o->late_ns) continue;
    close(o->fd);
    o->stage = FAILED;
    o->fault = "not open in 10 s";
    over(r, o);
  }
}

/** Waits for something (a timer only ends the waiting), and serves it. */
static void turn(struct run *r) {
  struct epoll_event events[EVENTS];
  int ready = epoll_wait(r->poller, events, EVENTS, LOOK_MS);
  for (int i = 0; i < ready; i++) {
    struct opening *o = events[i].data.ptr;
    if (o == NULL || o->fd < 0) continue;
    opening_step(o, &r->o->target);
    if (o->stage == OPEN || o->stage == FAILED) over(r, o);
  }
  give_up(r);
}

static void print(struct run *r, double seconds) {
  printf("{\"opened\":%llu,\"failed\":%llu,\"turned_away\":%llu,\"fault\":\"%s\",\"seconds\":%.6f,\"per_s\":%.3f",
         (unsigned long long)r->opened, (unsigned long long)r->failed, (unsigned long long)r->turned_away,
         r->fault == NULL ? "" : r->fault, seconds, (double)r->opened / seconds);
  times_print(&r->times);
  printf(",\"gen_cpu_s\":%.3f}\n", own_cpu_seconds());
}

void run_connects(const struct options *o) {
  struct run *r = new_run(o, o->wide);
  uint64_t from = now_ns();
  while (r->opened + r->failed < o->count) {
    while (r->free_count > 0 && r->begun < o->count) begin(r, now_ns());
    if (r->opened + r->failed < o->count) turn(r);
  }
  print(r, (double)(now_ns() - from) / 1e9);
}

/** The same arrivals in every run: what differs is the path. */
static double until_next_s(double rate) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return -log(((double)(state >> 11) + 0.5) / 9007199254740992.0) / rate;
}

static void arm(int timer, uint64_t at_ns) {
  struct itimerspec at = {0};
  at.it_value.tv_sec = (time_t)(at_ns / 1000000000u);
  at.it_value.tv_nsec = (long)(at_ns % 1000000000u);
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

void run_arrivals(const struct options *o) {
  if (o->rate <= 0) fail("rate= is above 0");
  struct run *r = new_run(o, UNDER_WAY_MAX);
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.ptr = NULL};
  epoll_ctl(r->poller, EPOLL_CTL_ADD, timer, &e);
  uint64_t from = now_ns(), end = from + (uint64_t)(o->seconds * 1e9), next = from;
  uint64_t last = from;
  while (next < end || r->free_count < r->most) {
    // All that are due: where this thread came late, they count from when they were due.
    for (uint64_t now = now_ns(); next < end && next <= now;) {
      if (r->free_count > 0) begin(r, next);
      else r->turned_away++;
      next += (uint64_t)(until_next_s(o->rate) * 1e9);
    }
    if (next < end) arm(timer, next);
    turn(r);
    last = now_ns();
  }
  // What ended after the last was due took longer than the rate allows for: the time until then counts.
  print(r, (double)(last > end ? last - from : end - from) / 1e9);
}

void run_idle(const struct options *o) {
  int *fds = calloc((size_t)o->flows, sizeof *fds);
  if (fds == NULL) fail("out of memory");
  uint64_t from = now_ns();
  open_all(&o->target, fds, o->flows);
  printf("{\"opened\":%d,\"seconds\":%.6f,\"gen_cpu_s\":%.3f}\n", o->flows, (double)(now_ns() - from) / 1e9,
         own_cpu_seconds());
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
}
