/** Changes of leases that a device has not reported yet: an owned queue, bounded, told in pieces of a report's size. */
import { CHANGES_A_REPORT_MAX, type LeaseChange, type StubLeases } from "./lease-facts.ts";

/** As many as three rounds of reports take, some 250 KiB on disk; what comes on top is counted. */
export const CHANGES_WAITING_MAX = 1_536;
/** Of one report: with all that is told beside them a report of changes stays within its bound. */
const REPORT_BYTES = 14_000;
/** Besides the name: two ids in text, two addresses, the time, and what frames them. */
const CHANGE_BYTES = 104;

/** What a device tells; whose it is its gateway adds. */
export type LeasesTold = Omit<StubLeases, "device" | "user">;

export class WaitingLeases {
  #changes: LeaseChange[] = [];
  #untold = 0;

  get isEmpty(): boolean {
    return this.#changes.length === 0 && this.#untold === 0;
  }

  /** Answers how many it had no room for. */
  add({ leases, untold }: Pick<LeasesTold, "leases" | "untold">): number {
    const room = Math.max(0, CHANGES_WAITING_MAX - this.#changes.length);
    this.#changes.push(...leases.slice(0, room));
    const dropped = Math.max(0, leases.length - room);
    this.#untold += dropped + untold;
    return dropped;
  }

  /** The next report's; undefined: nothing waits. */
  take(): LeasesTold | undefined {
    if (this.isEmpty) return undefined;
    let room = REPORT_BYTES;
    let taken = 0;
    for (const { name } of this.#changes.slice(0, CHANGES_A_REPORT_MAX)) {
      room -= name.length + CHANGE_BYTES;
      if (room < 0) break;
      taken += 1;
    }
    const untold = this.#untold;
    this.#untold = 0;
    return { type: "stub-leases", leases: this.#changes.splice(0, taken), untold };
  }

  /** All that waits. */
  kept(): LeasesTold | undefined {
    return this.isEmpty ? undefined : { type: "stub-leases", leases: [...this.#changes], untold: this.#untold };
  }
}
