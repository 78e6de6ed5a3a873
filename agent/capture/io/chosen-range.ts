/** The stubs' range of this device: chosen at the first start, and kept, since programs hold addresses of it. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StubRange } from "../../../core/dns/stub-pool.ts";
import { type StubPrefix, stubPrefixOf } from "../../../core/dns/stub-prefix.ts";
import { clock } from "../../../io/clock.ts";
import { randomBytes } from "../../../io/entropy.ts";
import { errnoOf } from "../../../io/errors.ts";
import type { StubPlace } from "../../stub-place.ts";
import { chooseStubRange, readStubPrefix, readStubRange, stubPrefixText, stubRangeText, whyIn } from "../stub-range.ts";
import { readStubsBefore, type StubsBefore, stubsBeforeText } from "../stubs-before.ts";
import { SystemFault, takenNetworks } from "./system.ts";

const rangeFile = (state: string): string => join(state, "stub-range");
const prefixFile = (state: string): string => join(state, "stub-prefix");
const beforeFile = (state: string): string => join(state, "stubs-before");

/** Undefined: it was chosen by an agent that didn't say. */
export const whyStubRange = (state: string): string | undefined => whyIn(textOf(rangeFile(state)));

/** On disk before anything of it is told: the next start finds leases of one place alone. */
export function keepStubPlace(state: string, { range, prefix }: StubPlace, why: string): void {
  if (prefix !== undefined) keep(prefixFile(state), stubPrefixText(prefix));
  keep(rangeFile(state), stubRangeText(range, why));
}

/** Those whose time is not over. */
export function stubsBefore(state: string, place: StubPlace): StubsBefore[] {
  return readStubsBefore(textOf(beforeFile(state)), place, clock.wallUs() / 1_000);
}

export function keepStubsBefore(state: string, all: readonly StubsBefore[]): void {
  keep(beforeFile(state), stubsBeforeText(all));
}

export async function chosenStubRange(state: string): Promise<StubRange> {
  const file = rangeFile(state);
  const kept = readStubRange(textOf(file));
  if (kept !== undefined) return kept;
  const range = chooseStubRange(await takenNetworks(4), randomBytes(1)[0]!);
  if (range === undefined) {
    throw new SystemFault(
      "every /16 of 100.64.0.0/10 is in use on this machine: set stub_range to a range that is not",
    );
  }
  keep(file, stubRangeText(range, "the first free one at this device's first start"));
  return range;
}

/** The IPv6 stubs' own network: of 40 random bits, so that nobody else's is the same. */
export function chosenStubPrefix(state: string): StubPrefix {
  const file = prefixFile(state);
  const kept = readStubPrefix(textOf(file));
  if (kept !== undefined) return kept;
  const prefix = stubPrefixOf(randomBytes(5));
  keep(file, stubPrefixText(prefix));
  return prefix;
}

function keep(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw error;
  }
}
