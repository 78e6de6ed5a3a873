/**
 * Opens flows: TCP, SOCKS5 where there is a proxy (one step after the other, as curl does it), then one byte that the
 * app gives back. Only then is a flow open: a relay that took the connection has shown nothing yet.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "gen.h"
#include "wire.h"

static const uint64_t GIVEN_UP_NS = 10000000000u;
enum { FIRST_BYTE = 0x5a, OPENED_AT_ONCE = 32 };

static void failed(struct opening *o, const char *fault) {
  o->stage = FAILED;
  o->fault = fault;
  close(o->fd);
  o->fd = -1;
}

/** The socket's buffer is empty: what doesn't fit at once doesn't fit at all. */
static void say(struct opening *o, const void *bytes, size_t count, enum stage next) {
  if (write(o->fd, bytes, count) != (ssize_t)count) return failed(o, "a few first bytes could not be written");
  o->stage = next;
  o->has = 0;
}

static void ask_echo(struct opening *o) {
  unsigned char bytes[HEADER_BYTES + 1];
  put_header(bytes, ECHO, 1);
  bytes[HEADER_BYTES] = FIRST_BYTE;
  say(o, bytes, sizeof bytes, ANSWER);
}

static void ask_proxy(struct opening *o, const struct target *target) {
  unsigned char bytes[264] = {5, 1, 0, 3, (unsigned char)strlen(target->name)};
  size_t length = strlen(target->name);
  memcpy(bytes + 5, target->name, length);
  bytes[5 + length] = (unsigned char)(target->port >> 8);
  bytes[6 + length] = (unsigned char)target->port;
  say(o, bytes, 7 + length, REPLY);
}

static void connected(struct opening *o, const struct target *target) {
  if (target->name[0] == 0) return ask_echo(o);
  say(o, "\x05\x01\x00", 3, METHOD);
}

void opening_begin(struct opening *o, const struct target *target, uint64_t from_ns) {
  memset(o, 0, sizeof *o);
  o->from_ns = from_ns;
  o->late_ns = now_ns() + GIVEN_UP_NS;
  o->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (o->fd < 0) fail("no more sockets: raise the limit of open files (ulimit -n)");
  no_delay(o->fd);
  if (connect(o->fd, (const struct sockaddr *)&target->at, sizeof target->at) == 0) return;
  if (errno == EADDRNOTAVAIL) return failed(o, "no local port is left");
  if (errno != EINPROGRESS) failed(o, "refused at once");
}

/** How long a SOCKS5 answer is, as far as one can tell by what has come. */
static unsigned reply_bytes(const struct opening *o) {
  if (o->has < 5) return 5;
  if (o->in[3] == 4) return 22;
  return o->in[3] == 3 ? 7u + o->in[4] : 10;
}

static unsigned wanted(const struct opening *o) {
  if (o->stage == METHOD) return 2;
  return o->stage == ANSWER ? 1 : reply_bytes(o);
}

/** A whole answer of its stage has come. */
static void answered(struct opening *o, const struct target *target) {
  if (o->stage == METHOD) {
    if (o->in[1] != 0) return failed(o, "the proxy wants a password");
    ask_proxy(o, target);
  } else if (o->stage == REPLY) {
    static char refusal[] = "the proxy answered 00";
    if (o->in[1] != 0) {
      refusal[sizeof refusal - 2] = (char)('0' + o->in[1] % 10);
      return failed(o, refusal);
    }
    ask_echo(o);
  } else if (o->in[0] == FIRST_BYTE) {
    o->stage = OPEN;
  } else {
    failed(o, "another byte came back than was sent");
  }
}

void opening_step(struct opening *o, const struct target *target) {
  if (o->stage == CONNECTING) {
    int fault = 0;
    socklen_t size = sizeof fault;
    getsockopt(o->fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    if (fault != 0) return failed(o, "the connection was refused");
    connected(o, target);
    // What came by then has told of itself with the connection, and will not again.
  }
  while (o->stage != OPEN && o->stage != FAILED) {
    // Never more than the answer: what follows it belongs to whoever uses the flow.
    ssize_t n = read(o->fd, o->in + o->has, wanted(o) - o->has);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n == 0) return failed(o, "the flow ended before it was open");
    if (n < 0) return failed(o, "the flow was reset before it was open");
    o->has += (unsigned)n;
    if (o->has == wanted(o)) answered(o, target);
  }
}

void open_all(const struct target *target, int *fds, int count) {
  static struct opening all[OPENED_AT_ONCE];
  int poller = epoll_create1(EPOLL_CLOEXEC), begun = 0, opened = 0, free_slots = OPENED_AT_ONCE;
  struct opening *slots[OPENED_AT_ONCE];
  for (int i = 0; i < OPENED_AT_ONCE; i++) slots[i] = &all[i];
  while (opened < count) {
    while (begun < count && free_slots > 0) {
      struct opening *o = slots[--free_slots];
      opening_begin(o, target, now_ns());
      if (o->stage == FAILED) fail(o->fault);
      struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = o};
      epoll_ctl(poller, EPOLL_CTL_ADD, o->fd, &e);
      begun++;
    }
    struct epoll_event events[OPENED_AT_ONCE];
    int ready = epoll_wait(poller, events, OPENED_AT_ONCE, (int)(GIVEN_UP_NS / 1000000));
    if (ready == 0) fail("flows were not open in 10 s");
    for (int i = 0; i < ready; i++) {
      struct opening *o = events[i].data.ptr;
      opening_step(o, target);
      if (o->stage == FAILED) fail(o->fault);
      if (o->stage != OPEN) continue;
      epoll_ctl(poller, EPOLL_CTL_DEL, o->fd, NULL);
      fds[opened++] = o->fd;
      slots[free_slots++] = o;
    }
  }
  close(poller);
}
