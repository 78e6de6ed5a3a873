import { crc32 } from "node:zlib";
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeSlot, newestSlot, SLOT_APART_BYTES, SLOT_BYTES, type Slot, slotAt } from "./spool-cursor.ts";

const boot = Uint8Array.from({ length: 16 }, (_, at) => 255 - at);
const slot = (turn: number): Slot => ({ turn, boot, number: turn * 3, sequence: turn * 1000 });

function written(...turns: number[]): Uint8Array {
  const bytes = new Uint8Array(SLOT_APART_BYTES + SLOT_BYTES);
  for (const turn of turns) bytes.set(encodeSlot(slot(turn), crc32), slotAt(turn));
  return bytes;
}

it("the newest slot counts, whichever of the two it is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (turn) => {
      expect(newestSlot(written(turn), crc32)).toEqual(slot(turn));
      expect(newestSlot(written(turn, turn + 1), crc32)).toEqual(slot(turn + 1));
      expect(newestSlot(written(turn, turn + 1, turn + 2), crc32)).toEqual(slot(turn + 2));
    }),
  );
});

it("a slot with any flipped bit, or torn anywhere, leaves the one before", () => {
  const whole = written(8, 9);
  for (let bit = 0; bit < SLOT_BYTES * 8; bit++) {
    const bytes = whole.slice();
    bytes[slotAt(9) + (bit >> 3)]! ^= 1 << (bit & 7);
    expect(newestSlot(bytes, crc32)).toEqual(slot(8));
  }
  // What stood there is the slot of turn 7; the checksum stands last.
  for (let torn = 0; torn < SLOT_BYTES; torn++) {
    const bytes = written(7, 8);
    bytes.set(encodeSlot(slot(9), crc32).subarray(0, torn), slotAt(9));
    expect(newestSlot(bytes, crc32)).toEqual(slot(8));
  }
});

it("nothing that can be believed is nothing", () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(10_000), written(1).subarray(0, SLOT_APART_BYTES + 63)])
    expect(newestSlot(bytes, crc32)).toBeUndefined();
});
