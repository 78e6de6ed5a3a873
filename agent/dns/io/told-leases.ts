/** Leases on disk, each of which is told for the record once it is kept. */
import type { Lease } from "../../../core/dns/stub-pool.ts";
import { type StubPrefix, stub6Of } from "../../../core/dns/stub-prefix.ts";
import { printIp } from "../../../core/net/ip.ts";
import type { LeaseChange, LeaseTurn } from "../../../core/record/lease-facts.ts";
import { clock } from "../../../io/clock.ts";
import type { LeaseFile } from "../../io/lease-file.ts";

export type OnLeases = (changes: readonly LeaseChange[]) => void;

/** `prefix` undefined: there are no IPv6 stubs. */
export function toldLeases(file: LeaseFile, prefix: StubPrefix | undefined, onChanges: OnLeases): LeaseFile {
  /** Those that a full disk turned away: they are on it, and told, with what is written next. */
  const unkept: Lease[] = [];
  let now = prefix;
  const tell = (change: LeaseTurn, leases: readonly Lease[]) => {
    const changes = leases.flatMap((lease) => changeOf(change, lease, now) ?? []);
    if (changes.length > 0) onChanges(changes);
  };
  return {
    kept: file.kept,
    isSettled: () => file.isSettled(),
    async lease(lease) {
      try {
        await file.lease(lease);
      } catch (error) {
        unkept.push(lease);
        throw error;
      }
      tell("leased", [...unkept.splice(0), lease]);
    },
    async settled() {
      await file.settled();
      tell("leased", unkept.splice(0));
    },
    async release(leases) {
      await file.release(leases);
      tell("released", leases);
    },
    async move(moved) {
      await file.move(moved);
      unkept.splice(0);
      tell("released", moved.released);
      now = moved.to.prefix;
      tell("leased", moved.leased);
    },
    close: () => file.close(),
  };
}

export function changeOf(change: LeaseTurn, lease: Lease, prefix: StubPrefix | undefined): LeaseChange | undefined {
  const { id: leaseId, name, address } = lease;
  if (leaseId === undefined) return undefined;
  const stub = printIp({ family: 4, words: [address] });
  const stub6 = prefix === undefined ? "" : printIp(stub6Of(prefix, address));
  return { change, leaseId, name, stub, stub6, atUs: clock.wallUs() };
}
