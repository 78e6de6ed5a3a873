/**
 * The app behind a path that is measured: takes bytes, gives bytes, gives them back (wire.h). One thread on epoll.
 *
 * Listens on a free port of 127.0.0.1, prints {"port":N}, and ends when its standard input does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "wire.h"

/** So often one connection is served before the others have their turn. */
enum { TURNS = 16, BACKLOG = 4096, EVENTS = 256 };

struct conn {
  int fd;
  unsigned want;
  /** What is being served; 0 while a header is awaited. */
  char what;
  uint64_t left, sunk, sourced;
  unsigned char head[HEADER_BYTES];
  unsigned head_has, out_from, out_to;
  unsigned char out[4096];
};

static unsigned char piece[PIECE_BYTES];
static uint64_t open_count;
static int poller;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void want(struct conn *c, unsigned events) {
  if (c->want == events) return;
  struct epoll_event e = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e) < 0) die("epoll_ctl");
  c->want = events;
}

/** A whole header: answers 0 where it is none. */
static int begin(struct conn *c) {
  c->head_has = 0;
  if (memcmp(c->head, "WLB1", 4) != 0) return 0;
  c->what = (char)c->head[4];
  c->left = get_count(c->head + 8);
  if (c->what == COUNT) {
    c->what = 0;
    put_count(c->out, open_count - 1);
    c->out_from = 0;
    c->out_to = COUNT_BYTES;
    return 1;
  }
  return c->what == SINK || c->what == SOURCE || c->what == ECHO;
}

/** What the request has had is over: its confirmation, and the next header. */
static void finish(struct conn *c) {
  if (c->what == SINK) {
    c->out[0] = 'k';
    c->out_from = 0;
    c->out_to = 1;
  }
  c->what = 0;
}

static size_t least(uint64_t a, size_t b) { return a < b ? (size_t)a : b; }

/** Bytes came: counts them by what is being served. 0: not what was promised. */
static int take(struct conn *c, size_t got) {
  if (c->what == 0) {
    c->head_has += got;
    return c->head_has < HEADER_BYTES || begin(c);
  }
  c->left -= got;
  if (c->what == ECHO) {
    c->out_from = 0;
    c->out_to = (unsigned)got;
    return 1;
  }
  int right = piece[0] == *pattern_from(c->sunk);
  c->sunk += got;
  return right;
}

/** One step of a connection. 1: go on, 0: it waits, -1: it is over. */
static int step(struct conn *c) {
  ssize_t n;
  int why;
  if (c->out_from < c->out_to) {
    n = write(c->fd, c->out + c->out_from, c->out_to - c->out_from);
    why = errno;
    if (n > 0) c->out_from += (unsigned)n;
    want(c, n > 0 ? c->want : EPOLLOUT);
  } else if (c->what != 0 && c->left == 0) {
    finish(c);
    return 1;
  } else if (c->what == SOURCE) {
    n = write(c->fd, pattern_from(c->sourced), least(c->left, PIECE_BYTES));
    why = errno;
    if (n > 0) c->left -= (uint64_t)n, c->sourced += (uint64_t)n;
    want(c, n > 0 ? c->want : EPOLLOUT);
  } else {
    if (c->what == 0) n = read(c->fd, c->head + c->head_has, HEADER_BYTES - c->head_has);
    else if (c->what == ECHO) n = read(c->fd, c->out, least(c->left, sizeof c->out));
    else n = read(c->fd, piece, least(c->left, PIECE_BYTES));
    why = errno;
    if (n == 0) return -1;
    if (n > 0 && !take(c, (size_t)n)) {
      fprintf(stderr, "app: a peer sent what is no request, or other bytes than the pattern\n");
      return -1;
    }
    want(c, EPOLLIN);
  }
  if (n > 0) return 1;
  return why == EAGAIN || why == EINTR ? 0 : -1;
}

static void serve(struct conn *c) {
  int more = 1;
  for (int turn = 0; turn < TURNS && more == 1; turn++) more = step(c);
  // It has something to give, or to finish: no byte that comes will say so, but that the socket takes more does.
  int gives = c->what == SOURCE || c->out_from < c->out_to || (c->what != 0 && c->left == 0);
  if (more == 1 && gives) want(c, EPOLLOUT);
  if (more >= 0) return;
  close(c->fd);
  free(c);
  open_count--;
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR)) return;
    if (fd < 0) die("app: accept");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct conn *c = calloc(1, sizeof *c);
    if (c == NULL) die("app: memory");
    c->fd = fd;
    c->want = EPOLLIN;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e) < 0) die("epoll_ctl");
    open_count++;
  }
}

static int listen_anywhere(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) < 0 || listen(fd, BACKLOG) < 0) die("app: listen");
  if (getsockname(fd, (struct sockaddr *)&at, &size) < 0) die("app: getsockname");
  printf("{\"port\":%d}\n", ntohs(at.sin_port));
  fflush(stdout);
  return fd;
}

int main(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  poller = epoll_create1(EPOLL_CLOEXEC);
  pattern_from(0);
  // These two tell events of the listener and of standard input from those of connections.
  static struct conn listening, input;
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = &input};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, 0, &e) < 0) die("app: its standard input must be a pipe that its starter holds");
  listening.fd = listen_anywhere();
  e.data.ptr = &listening;
  if (epoll_ctl(poller, EPOLL_CTL_ADD, listening.fd, &e) < 0) die("epoll_ctl");
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < ready; i++) {
      struct conn *c = events[i].data.ptr;
      if (c == &input) return 0;
      if (c == &listening) accept_all(c->fd);
      else serve(c);
    }
  }
}
