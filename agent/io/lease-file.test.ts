/** The lease file under crashes, spoiled lines and failing disks. */

import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { openLeaseFile } from "./lease-file.ts";

const RANGE = { base: 0x64400000, bits: 10 };
const at = (n: number) => RANGE.base + n;
const none = () => ({ leases: [], highWater: at(1) });

describe("lease file", () => {
  it("keeps leases and releases, and is private", async () => {
    const path = fresh();
    const file = await openLeaseFile(path, RANGE, none);
    await Promise.all([1, 2, 3].map((n) => file.lease({ name: `n${n}`, address: at(n) })));
    await file.release([{ name: "n3", address: at(3) }]);
    await file.close();
    const again = await openLeaseFile(path, RANGE, none);
    expect(again.kept).toEqual({
      leases: [
        { name: "n1", address: at(1) },
        { name: "n2", address: at(2) },
      ],
      highWater: at(4),
      spoiled: 0,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await again.close();
  });

  it("keeps the number of a lease, through compaction too, and takes none that is no number", async () => {
    const path = fresh();
    const leases = [1, 2].map((n) => ({ name: `n${n}`, address: at(n), id: `${n}`.padStart(32, "0") }));
    const file = await openLeaseFile(path, RANGE, none);
    for (const lease of leases) await file.lease(lease);
    await file.lease({ name: "n3", address: at(3), id: "no number" });
    await file.close();
    const again = await openLeaseFile(path, RANGE, none);
    expect(again.kept.leases).toEqual([...leases, { name: "n3", address: at(3) }]);
    await again.close();
  });

  it("cuts every torn tail off, and never keeps a part of a record", async () => {
    const path = fresh();
    const file = await openLeaseFile(path, RANGE, none);
    await file.lease({ name: "n1", address: at(1) });
    await file.lease({ name: "n2", address: at(2) });
    await file.close();
    const whole = readFileSync(path);
    const [, , last] = whole.toString().split("\n");
    for (let cut = 1; cut <= last!.length + 1; cut++) {
      writeFileSync(path, whole.subarray(0, whole.length - cut));
      const torn = await openLeaseFile(path, RANGE, none);
      expect(torn.kept).toEqual({ leases: [{ name: "n1", address: at(1) }], highWater: at(2), spoiled: 0 });
      await torn.lease({ name: "n9", address: at(9) });
      await torn.close();
      const healed = await openLeaseFile(path, RANGE, none);
      expect(healed.kept.leases).toHaveLength(2);
      await healed.close();
    }
  });

  it("passes over a spoiled line without giving its address away", async () => {
    const path = fresh();
    const file = await openLeaseFile(path, RANGE, none);
    await file.lease({ name: "n1", address: at(1) });
    await file.close();
    appendFileSync(path, `00000000 {"op":"lease","name":"n2","address":${at(2)}}\n`);
    const again = await openLeaseFile(path, RANGE, none);
    expect(again.kept).toEqual({ leases: [{ name: "n1", address: at(1) }], highWater: at(3), spoiled: 1 });
    await again.close();
  });

  it("forgets leases of another range", async () => {
    const path = fresh();
    const file = await openLeaseFile(path, RANGE, none);
    await file.lease({ name: "n1", address: at(1) });
    await file.close();
    const other = await openLeaseFile(path, { base: 0x0a000000, bits: 16 }, none);
    expect(other.kept.leases).toEqual([]);
    await other.close();
    const back = await openLeaseFile(path, RANGE, none);
    expect(back.kept.leases).toEqual([]);
    await back.close();
  });

  it("moves to another range with all leases there, and passes over what the old one was still owed", async () => {
    const path = fresh();
    const to = { base: 0x64900000, bits: 16 };
    const leased = [{ name: "n1", address: to.base + 1 }];
    const file = await openLeaseFile(path, RANGE, () => ({ leases: leased, highWater: to.base + 2 }));
    await file.lease({ name: "n1", address: at(1) });
    const places = { from: { range: RANGE, prefix: undefined }, to: { range: to, prefix: undefined } };
    const late = [file.move({ ...places, released: [], leased }), file.lease({ name: "n2", address: at(2) })];
    await Promise.all(late);
    await file.lease({ name: "n3", address: to.base + 2 });
    await file.close();
    const again = await openLeaseFile(path, to, none);
    expect(again.kept).toEqual({
      leases: [...leased, { name: "n3", address: to.base + 2 }],
      highWater: to.base + 3,
      spoiled: 0,
    });
    await again.close();
  });

  it("is written anew before it grows without end, high-water mark and all", async () => {
    const path = fresh();
    const file = await openLeaseFile(path, RANGE, () => ({
      leases: [{ name: "n1", address: at(1) }],
      highWater: at(50),
    }));
    await Promise.all(Array.from({ length: 10_100 }, (_, n) => file.lease({ name: "n1", address: at(1 + (n % 2)) })));
    await file.lease({ name: "n5", address: at(5) });
    await file.close();
    expect(readFileSync(path, "utf8").split("\n").length).toBeLessThan(200);
    const again = await openLeaseFile(path, RANGE, none);
    expect(again.kept).toMatchObject({ highWater: at(50), leases: [{ name: "n1" }, { name: "n5" }] });
    await again.close();
  });
});

const fresh = () => join(mkdtempSync(join(tmpdir(), "wayleave-leases-")), "leases");
