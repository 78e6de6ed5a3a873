/** Leases on disk and, where programs are captured, in the packet filter: an answer waits for both. */
import type { LeaseFile } from "../../io/lease-file.ts";
import type { Capture } from "./capture.ts";

export function capturedLeases(file: LeaseFile, capture: Capture): LeaseFile {
  return {
    kept: file.kept,
    async lease(lease) {
      await Promise.all([file.lease(lease), capture.offer(lease)]);
    },
    async settled() {
      await Promise.all([file.settled(), capture.settled()]);
    },
    async release(leases) {
      await Promise.all([file.release(leases), capture.withdraw(leases)]);
    },
    close: () => file.close(),
  };
}
