/** Where this device takes its stubs from, and what it is to move from one place to another. */
import type { Lease, StubRange } from "../core/dns/stub-pool.ts";
import type { StubPrefix } from "../core/dns/stub-prefix.ts";

/** Where stubs are taken from. */
export interface StubPlace {
  readonly range: StubRange;
  /** Of the IPv6 stubs; undefined: there are none. */
  readonly prefix: StubPrefix | undefined;
}

export interface StubsMoved {
  readonly from: StubPlace;
  readonly to: StubPlace;
  readonly released: readonly Lease[];
  readonly leased: readonly Lease[];
}
