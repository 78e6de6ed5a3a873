/**
 * The load generator: gen MODE to=HOST:PORT [socks=NAME:PORT] [key=value ...] prints what it measured as one JSON line.
 *
 *   connects count= wide=      flows one after another (wide=1), or so many at a time, each with its first byte back
 *   arrivals rate= seconds=    flows that come when they come, however many are under way (Poisson)
 *   idle     flows=            opens so many, says so, holds them until its standard input ends
 *   ping     count=            1 KiB there and back over one flow
 *   bulk     up=0|1 flows= seconds= or bytes=, perhaps mb=  bytes one way, confirmed by who got them; mb: a pace, MB/s
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include "gen.h"

static void host_and_port(const char *text, char *host, size_t room, int *port) {
  const char *colon = strrchr(text, ':');
  if (colon == NULL || (size_t)(colon - text) >= room) fail("an address is HOST:PORT");
  memcpy(host, text, (size_t)(colon - text));
  host[colon - text] = 0;
  *port = atoi(colon + 1);
  if (*port < 1 || *port > 65535) fail("a port is from 1 to 65535");
}

static void set_entry(struct options *o, const char *value) {
  char host[64];
  int port;
  host_and_port(value, host, sizeof host, &port);
  o->target.at.sin_family = AF_INET;
  o->target.at.sin_port = htons((uint16_t)port);
  if (inet_pton(AF_INET, host, &o->target.at.sin_addr) != 1) fail("to= takes an IPv4 address");
}

static void set(struct options *o, const char *key, const char *value) {
  if (strcmp(key, "to") == 0) set_entry(o, value);
  else if (strcmp(key, "socks") == 0) host_and_port(value, o->target.name, sizeof o->target.name, &o->target.port);
  else if (strcmp(key, "up") == 0) o->up = atoi(value);
  else if (strcmp(key, "flows") == 0) o->flows = atoi(value);
  else if (strcmp(key, "count") == 0) o->count = strtoull(value, NULL, 10);
  else if (strcmp(key, "wide") == 0) o->wide = atoi(value);
  else if (strcmp(key, "seconds") == 0) o->seconds = atof(value);
  else if (strcmp(key, "bytes") == 0) o->bytes = strtoull(value, NULL, 10);
  else if (strcmp(key, "rate") == 0) o->rate = atof(value);
  else if (strcmp(key, "mb") == 0) o->mb_per_s = atof(value);
  else fail("no such key");
}

static const struct {
  const char *name;
  void (*run)(const struct options *);
} MODES[] = {
    {"connects", run_connects}, {"arrivals", run_arrivals}, {"idle", run_idle}, {"ping", run_ping}, {"bulk", run_bulk},
};

int main(int argc, char **argv) {
  struct options o = {.flows = 1, .count = 1, .wide = 1, .seconds = 1};
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGPIPE, SIG_IGN);
  for (int i = 2; i < argc; i++) {
    char *sign = strchr(argv[i], '=');
    if (sign == NULL) fail("arguments are key=value");
    *sign = 0;
    set(&o, argv[i], sign + 1);
  }
  if (o.target.at.sin_port == 0) fail("to=HOST:PORT is missing");
  if (o.flows < 1 || o.wide < 1 || o.count < 1 || o.seconds <= 0) fail("flows, wide, count and seconds are above 0");
  for (size_t i = 0; i < sizeof MODES / sizeof *MODES; i++) {
    if (argc < 2 || strcmp(argv[1], MODES[i].name) != 0) continue;
    MODES[i].run(&o);
    return 0;
  }
  fail("modes: connects arrivals idle ping bulk");
}
