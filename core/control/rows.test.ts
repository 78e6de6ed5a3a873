import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { FEW_ROWS, ShardedRows } from "./rows.ts";

const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.option(fc.nat(9))), { maxLength: 80 });

describe("rows in shards", () => {
  it("read like a Map after any writes, and what was copied stays as it was", () => {
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 5 }), (batches) => {
        let rows = ShardedRows.of<number>([]);
        let model = new Map<string, number>();
        const held: [ShardedRows<number>, Map<string, number>][] = [];
        for (const batch of batches) {
          held.push([rows, model]);
          [rows, model] = [rows.copy(), new Map(model)];
          for (const [key, value] of batch) {
            if (value === null) rows.delete(`k${key}`);
            else rows.set(`k${key}`, value);
            if (value === null) model.delete(`k${key}`);
            else model.set(`k${key}`, value);
          }
        }
        for (const [seen, wanted] of [...held, [rows, model] as const]) {
          expect(new Map(seen)).toEqual(wanted);
          expect([seen.size, new Set(seen.keys()).size]).toEqual([wanted.size, wanted.size]);
          for (const key of ["k0", "k7", "none"])
            expect([seen.get(key), seen.has(key)]).toEqual([wanted.get(key), wanted.has(key)]);
          expect([...seen.values()].sort()).toEqual([...wanted.values()].sort());
        }
      }),
    );
  });

  it("a table that is still written after it was copied leaves the copy alone", () => {
    const one = ShardedRows.of([["a", 1]]);
    const two = one.copy();
    one.set("a", 2);
    expect([one.get("a"), two.get("a")]).toEqual([2, 1]);
  });

  it("spread evenly: no shard has many times its share of ids and names", () => {
    const keys = Array.from({ length: 20 * FEW_ROWS }, (_, n) => [`User user-${n}@corp.example`, n] as const);
    const rows = ShardedRows.of(keys);
    expect(rows.size).toBe(keys.length);
    // Neighbours in the order of iteration share a shard: the longest run of keys that a shard could hold.
    const began = [...rows.values()];
    let longest = 0;
    let run = 1;
    for (let i = 1; i < began.length; i++) {
      run = began[i]! > began[i - 1]! ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
    expect(longest).toBeLessThan((3 * keys.length) / 1_024);
  });
});
