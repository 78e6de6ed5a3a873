/** Leases are told once they are kept, and none is told before. */
import { describe, expect, it } from "@jest/globals";
import { stubPrefixOf } from "../../../core/dns/stub-prefix.ts";
import type { LeaseChange } from "../../../core/record/lease-facts.ts";
import type { LeaseFile } from "../../io/lease-file.ts";
import { toldLeases } from "./told-leases.ts";

const PREFIX = stubPrefixOf(Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x9a));
const leaseOf = (n: number) => ({ name: `n${n}.corp.example`, address: 0x6440_0000 + n, id: `${n}`.padStart(32, "0") });

/** A disk that a test fills and empties. */
class Disk implements LeaseFile {
  isFull = false;
  readonly kept = { leases: [], highWater: 0, spoiled: 0 };
  isSettled = () => !this.isFull;
  lease = async () => this.#write();
  release = async () => this.#write();
  settled = async () => this.#write();
  move = async () => this.#write();
  close = async () => {};

  #write(): void {
    if (this.isFull) throw new Error("no space left");
  }
}

function opened(prefix?: typeof PREFIX) {
  const disk = new Disk();
  const told: LeaseChange[] = [];
  return { disk, told, leases: toldLeases(disk, prefix, (changes) => told.push(...changes)) };
}

describe("leases that are told", () => {
  it("have both addresses where the device gives out both, and one number in both changes", async () => {
    const { told, leases } = opened(PREFIX);
    await leases.lease(leaseOf(1));
    await leases.release([leaseOf(1), leaseOf(2)]);
    const to = { stub: "100.64.0.1", stub6: "fd12:3456:789a::6440:1", name: "n1.corp.example" };
    expect(told).toMatchObject([
      { ...to, change: "leased", leaseId: leaseOf(1).id },
      { ...to, change: "released", leaseId: leaseOf(1).id },
      { change: "released", stub: "100.64.0.2" },
    ]);
    const four = opened();
    await four.leases.lease(leaseOf(1));
    expect(four.told).toMatchObject([{ stub: "100.64.0.1", stub6: "" }]);
  });

  it("of another range are told as released before and leased after, each by its own addresses", async () => {
    const { told, leases } = opened(PREFIX);
    const other = stubPrefixOf(Uint8Array.of(1, 2, 3, 4, 5));
    const from = { range: { base: 0x6440_0000, bits: 16 }, prefix: PREFIX };
    const to = { range: { base: 0x6450_0000, bits: 16 }, prefix: other };
    const leased = [{ ...leaseOf(1), address: 0x6450_0001, id: "a".repeat(32) }];
    await leases.move({ from, to, released: [leaseOf(1)], leased });
    expect(told).toMatchObject([
      { change: "released", stub: "100.64.0.1", stub6: "fd12:3456:789a::6440:1", leaseId: leaseOf(1).id },
      { change: "leased", stub: "100.80.0.1", stub6: "fd01:203:405::6450:1", leaseId: "a".repeat(32) },
    ]);
  });

  it("wait for the disk: what it turned away is told with what is written next, once", async () => {
    const { disk, told, leases } = opened();
    disk.isFull = true;
    await expect(leases.lease(leaseOf(1))).rejects.toThrow("no space left");
    await expect(leases.settled()).rejects.toThrow("no space left");
    expect(told).toEqual([]);
    disk.isFull = false;
    await leases.settled();
    await leases.lease(leaseOf(2));
    expect(told.map(({ name }) => name)).toEqual(["n1.corp.example", "n2.corp.example"]);
  });
});
