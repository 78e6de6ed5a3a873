/**
 * Whether stubs stay where they are: not where a network of this machine or of an app has their addresses, unless they
 * were configured, or have moved too often, or every place is taken.
 */
import type { Cidr } from "../../core/net/cidr.ts";
import { printCidr } from "../../core/net/cidr.ts";
import type { StubPlace } from "../stub-place.ts";
import { chooseStubRange, touching, touchingPrefix } from "./stub-range.ts";

/** So many moves in an hour; then they stay, and it is told. */
export const MOVES_MAX = 4;
export const MOVES_MS = 3_600_000;
/** Networks in the way that are named. */
const NAMED_MAX = 5;

export interface PlaceFacts {
  readonly place: StubPlace;
  /** By an operator: never left. */
  readonly configured: boolean;
  /** Of routes, links and apps. */
  readonly taken: { readonly 4: readonly Cidr[]; readonly 6: readonly Cidr[] };
  /** Ranges that were left lately. */
  readonly left: readonly Cidr[];
  /** Moves within the last hour. */
  readonly moves: number;
  /** From 0 to 63: where the search begins. */
  readonly begin: number;
  /** Drawn anew, for if it is needed. */
  readonly prefix: NonNullable<StubPlace["prefix"]>;
}

export type PlaceJudged =
  | { readonly kind: "stay"; readonly conflicts: readonly string[]; readonly why?: StayWhy }
  | { readonly kind: "move"; readonly to: StubPlace; readonly conflicts: readonly string[] };

export type StayWhy = "configured" | "too-often" | "none-free";

export function judgePlace({ place, configured, taken, left, moves, begin, prefix }: PlaceFacts): PlaceJudged {
  const four = touching(place.range, taken[4]);
  const six = place.prefix === undefined ? [] : touchingPrefix(place.prefix, taken[6]);
  const conflicts = [...new Set([...four, ...six].map(printCidr))].slice(0, NAMED_MAX);
  if (conflicts.length === 0) return { kind: "stay", conflicts };
  if (configured) return { kind: "stay", conflicts, why: "configured" };
  if (moves >= MOVES_MAX) return { kind: "stay", conflicts, why: "too-often" };
  // Both families move, since a name's addresses come and go together.
  const range = chooseStubRange([...taken[4], ...left], begin);
  if (range === undefined) return { kind: "stay", conflicts, why: "none-free" };
  return { kind: "move", conflicts, to: { range, prefix: six.length > 0 ? prefix : place.prefix } };
}
