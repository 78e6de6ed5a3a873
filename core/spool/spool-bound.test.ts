import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type ReservedRoom, SpoolBound, type Taken } from "./spool-bound.ts";

const FILE = 1000;
const BOUND = 10_000;

type Step =
  | { readonly do: "reserve"; readonly bytes: number }
  | { readonly do: "owed" | "optional"; readonly which: number; readonly bytes: number; readonly fails: boolean }
  | { readonly do: "release"; readonly which: number }
  | { readonly do: "delete" };

const which = fc.nat();
const step = fc.oneof(
  fc.record({ do: fc.constant("reserve"), bytes: fc.nat(1500) }),
  fc.record({
    do: fc.constantFrom("owed", "optional"),
    which,
    bytes: fc.integer({ min: 1, max: 400 }),
    fails: fc.boolean(),
  }),
  fc.record({ do: fc.constant("release"), which }),
  fc.record({ do: fc.constant("delete") }),
) as fc.Arbitrary<Step>;

/** Files as the writer makes them: a begin, and so many events that it pays. */
class Files {
  readonly bound = new SpoolBound(BOUND, FILE);
  readonly begin: number;
  files: number[] = [];
  constructor(begin: number) {
    this.begin = begin;
    this.roll();
  }
  roll(): void {
    this.files.push(this.begin);
    this.bound.began(this.begin);
  }
  append(bytes: number, room: ReservedRoom | undefined, fails: boolean): Taken | undefined {
    if (this.files.at(-1)! - this.begin >= Math.max(FILE, this.begin)) this.roll();
    const taken = this.bound.take(bytes, room);
    if (taken === undefined) return undefined;
    if (fails) this.bound.giveBack(taken);
    else this.files.push(this.files.pop()! + bytes);
    return taken;
  }
}

describe("the bound of a spool", () => {
  it("is kept whatever is asked; what was reserved always fits; nothing is lost or made of bytes", () => {
    const property = fc.property(fc.nat(600), fc.array(step, { maxLength: 200 }), (begin, steps) => {
      const its = new Files(begin);
      const rooms: ReservedRoom[] = [];
      const roomOf = (which: number): ReservedRoom | undefined => rooms[which % Math.max(1, rooms.length)];
      for (const one of steps) {
        if (one.do === "reserve") {
          const room = its.bound.reserve(one.bytes);
          if (room !== undefined) rooms.push(room);
        } else if (one.do === "release") roomOf(one.which)?.release();
        else if (one.do === "delete") {
          while (its.files.length > 1) its.bound.deleted(its.files.shift()!);
        } else {
          const room = one.do === "owed" ? roomOf(one.which) : undefined;
          const owed = room !== undefined && room.left >= one.bytes;
          const taken = its.append(one.bytes, room, one.fails);
          if (owed) expect(taken).toMatchObject({ spent: one.bytes });
        }
        expect(its.bound.used).toBe(its.files.reduce((sum, bytes) => sum + bytes, 0));
        expect(its.bound.used).toBeLessThanOrEqual(BOUND);
        expect(its.bound.reserved).toBe(rooms.reduce((sum, room) => sum + room.left, 0));
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("what nobody owes leaves what is reserved alone", () => {
    const bound = new SpoolBound(BOUND, FILE);
    const room = bound.reserve(9000)!;
    expect(bound.take(1001, undefined)).toBeUndefined();
    expect(bound.take(1000, undefined)).toBeDefined();
    expect(bound.reserve(1)).toBeUndefined();
    expect(bound.take(9000, room)).toBeDefined();
  });

  it("room is given back once, and nothing that failed comes back to it afterwards", () => {
    const bound = new SpoolBound(BOUND, FILE);
    const room = bound.reserve(500)!;
    const taken = bound.take(200, room)!;
    room.release();
    room.release();
    bound.giveBack(taken);
    expect([bound.used, bound.reserved, room.left]).toEqual([0, 0, 0]);
  });
});
