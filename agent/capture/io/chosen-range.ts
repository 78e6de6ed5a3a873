/** The stubs' range of this device: chosen at the first start, and kept, since programs hold addresses of it. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StubRange } from "../../../core/dns/stub-pool.ts";
import { randomBytes } from "../../../io/entropy.ts";
import { errnoOf } from "../../../io/errors.ts";
import { chooseStubRange, readStubRange, stubRangeText } from "../stub-range.ts";
import { SystemFault, takenNetworks } from "./system.ts";

export async function chosenStubRange(state: string): Promise<StubRange> {
  const file = join(state, "stub-range");
  const kept = readStubRange(textOf(file));
  if (kept !== undefined) return kept;
  const range = chooseStubRange(await takenNetworks(), randomBytes(1)[0]!);
  if (range === undefined) {
    throw new SystemFault(
      "every /16 of 100.64.0.0/10 is in use on this machine: set stub_range to a range that is not",
    );
  }
  writeFileSync(`${file}.new`, stubRangeText(range), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return range;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw error;
  }
}
