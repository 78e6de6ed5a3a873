/** Leases on disk and, where programs are captured, in the packet filter: an answer waits for both. */
import type { LeaseFile } from "../../io/lease-file.ts";
import type { Capture } from "./capture.ts";

export function capturedLeases(file: LeaseFile, capture: Capture): LeaseFile {
  /** Leases on their way to the filter; those before are in it, through whatever else changes there. */
  let offered = 0;
  return {
    kept: file.kept,
    async lease(lease) {
      offered += 1;
      await Promise.all([file.lease(lease), capture.offer(lease)]).finally(() => {
        offered -= 1;
      });
    },
    // While stubs move a lease is known here that the filter hasn't got.
    isSettled: () => offered === 0 && !capture.isMoving && file.isSettled(),
    async settled() {
      await Promise.all([file.settled(), capture.settled()]);
    },
    async release(leases) {
      await Promise.all([file.release(leases), capture.withdraw(leases)]);
    },
    move: (moved) => file.move(moved),
    close: () => file.close(),
  };
}
