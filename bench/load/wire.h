/**
 * What the load generator and the app behind a path say to each other.
 *
 * A request is a header of 16 bytes: "WLB1", what is asked, three zeros, a count (8 bytes, big endian). Requests follow
 * one another on a connection. Bytes that are moved are a pattern known to both sides, so that a shift is seen.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>
#include <string.h>

enum { HEADER_BYTES = 16, PATTERN_BYTES = 65536, PIECE_BYTES = 262144, COUNT_BYTES = 8 };

/** SINK: the count of bytes follows, one byte confirms them. SOURCE: so many come. ECHO: so many come back. COUNT: how
 *  many connections are open besides this one, 8 bytes. */
enum { SINK = 'S', SOURCE = 'G', ECHO = 'E', COUNT = 'C' };

static inline void put_count(unsigned char *at, uint64_t count) {
  for (int i = 7; i >= 0; i--, count >>= 8) at[i] = (unsigned char)count;
}

static inline uint64_t get_count(const unsigned char *at) {
  uint64_t count = 0;
  for (int i = 0; i < 8; i++) count = count << 8 | at[i];
  return count;
}

static inline void put_header(unsigned char *at, char what, uint64_t count) {
  memcpy(at, "WLB1", 4);
  at[4] = (unsigned char)what;
  memset(at + 5, 0, 3);
  put_count(at + 8, count);
}

/** The pattern from any of its places on, a whole piece long. */
static inline const unsigned char *pattern_from(uint64_t place) {
  static unsigned char bytes[PATTERN_BYTES + PIECE_BYTES];
  static int made;
  if (!made) {
    for (unsigned i = 0; i < sizeof bytes; i++) {
      unsigned at = i % PATTERN_BYTES;
      bytes[i] = (unsigned char)(at * 31 + (at >> 8));
    }
    made = 1;
  }
  return bytes + place % PATTERN_BYTES;
}

#endif
