/** The window a sender keeps to, and the words a receiver says. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../units.ts";
import {
  ACK_EVERY,
  ACK_IDLE_MS,
  Acker,
  GROW_EVERY_MS,
  GROW_WITHIN_MS,
  SendWindow,
  WINDOW_MAX,
  WINDOW_MIN,
} from "./window.ts";

const at = (ms: number): Instant => ms as Instant;

describe("the sender's window", () => {
  it("lets a stalled reader cost 256 KiB and no more", () => {
    const window = new SendWindow();
    while (window.room > 0) window.onSent(Math.min(window.room, 65_536), at(0));
    expect(window.sent).toBe(WINDOW_MIN);
  });
  it("doubles to 8 MiB while whole windows are acked in time", () => {
    const window = new SendWindow();
    for (let round = 0; round < 8; round++) {
      window.onSent(window.room, at(round * GROW_EVERY_MS));
      window.onAck(window.sent, at(round * GROW_EVERY_MS + GROW_WITHIN_MS));
    }
    expect(window.size).toBe(WINDOW_MAX);
  });
  it("does not grow for what kernels take in a moment", () => {
    const window = new SendWindow();
    for (let ms = 0; ms < GROW_EVERY_MS; ms++) {
      window.onSent(window.room, at(ms));
      window.onAck(window.sent, at(ms));
    }
    expect(window.size).toBe(WINDOW_MIN);
  });
  it("does not grow for a slow reader, and gives back what it grew", () => {
    const window = new SendWindow();
    window.onSent(window.room, at(0));
    window.onAck(window.sent, at(GROW_WITHIN_MS + 1));
    expect(window.size).toBe(WINDOW_MIN);
    window.onSent(window.room, at(2_000));
    window.onAck(window.sent, at(2_300));
    expect(window.size).toBe(2 * WINDOW_MIN);
    window.onSent(window.room, at(3_000));
    window.onAck(window.sent, at(4_001));
    expect(window.size).toBe(WINDOW_MIN);
  });
  it("refuses an ack of what was never sent and ignores an old one", () => {
    const window = new SendWindow();
    window.onSent(100, at(0));
    expect(window.onAck(101, at(1))).toBe(false);
    expect(window.onAck(60, at(1))).toBe(true);
    expect(window.onAck(40, at(1))).toBe(true);
    expect(window.acked).toBe(60);
  });
});

describe("the receiver's acks", () => {
  it("tell each 64 KiB at once and a rest when the reader has been idle", () => {
    const acker = new Acker();
    expect(acker.onDelivered(ACK_EVERY - 1, at(0))).toBeUndefined();
    expect(acker.onDelivered(1, at(1))).toBe(ACK_EVERY);
    expect(acker.nextDeadline()).toBeUndefined();
    expect(acker.onDelivered(5, at(2))).toBeUndefined();
    expect(acker.onTick(at(2 + ACK_IDLE_MS - 1))).toBeUndefined();
    expect(acker.onTick(at(2 + ACK_IDLE_MS))).toBe(ACK_EVERY + 5);
    expect(acker.last()).toBeUndefined();
  });
  it("a sender never waits for ever: whatever was delivered is told in the end", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 70_000 })), (deliveries) => {
        const acker = new Acker();
        const told = deliveries
          .map((bytes) => acker.onDelivered(bytes, at(0)))
          .filter((offset) => offset !== undefined);
        const last = acker.onTick(at(ACK_IDLE_MS));
        const sum = deliveries.reduce((total, bytes) => total + bytes, 0);
        expect(Math.max(0, ...told, last ?? 0)).toBe(sum);
        expect(told).toEqual([...told].sort((a, b) => a - b));
      }),
    );
  });
});
