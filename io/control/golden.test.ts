/**
 * Logs that earlier versions wrote are read and folded as they were then. A change to a golden file is a commit of its
 * own that says which reader breaks.
 */
import { describe, expect, it } from "@jest/globals";
import { KINDS } from "../../core/config/object.ts";
import { stateHash } from "../../core/control/digest.ts";
import type { FactType } from "../../core/control/event.ts";
import { FOLD_SHAPE } from "../../core/history/snapshot-text.ts";
import { foldGolden, goldenLogs, kindsPut, plainState } from "./golden-log.ts";
import { decoded } from "./sliced-folding.ts";

/** By the compiler's word all there are. */
const FACTS: Readonly<Record<FactType, true>> = {
  "log-created": true,
  "object-put": true,
  "object-deleted": true,
  "token-issued": true,
  "token-spent": true,
  "token-revoked": true,
  "certificate-issued": true,
  "gateway-joined": true,
  "gateway-left": true,
  "publisher-attached": true,
  "publisher-detached": true,
  "command-guarded": true,
  "gateway-lost": true,
  "drain-set": true,
  "attachment-changed": true,
  "health-changed": true,
};

/** What was recorded must be there with all its fields; newer versions add fields and tables, and no rows. */
function holds(actual: unknown, recorded: unknown, path: string): void {
  if (typeof recorded !== "object" || recorded === null || Array.isArray(recorded)) {
    // The sum of hashes is compared within one version of the fold alone.
    if (!path.endsWith(".digest")) expect([path, actual]).toEqual([path, recorded]);
    return;
  }
  const rows = actual as Record<string, unknown>;
  for (const [key, value] of Object.entries(recorded)) holds(rows?.[key], value, `${path}.${key}`);
  const isTable =
    /^state\.(tenants|gateways|lost|tenants\.[^.]+\.[a-zA-Z]+)$/.test(path) && !/(settings|digest)$/.test(path);
  if (isTable) expect([path, Object.keys(rows).sort()]).toEqual([path, Object.keys(recorded).sort()]);
}

describe.each(goldenLogs())("golden log $name", ({ records, expected }) => {
  it("is folded to the state that was recorded with it", async () => {
    const { state, logHash } = await foldGolden(records);
    holds(plainState(state), expected.state, "state");
    expect(logHash).toBe(expected.log_hash);
    if (FOLD_SHAPE === expected.fold) expect(stateHash(state)).toBe(expected.state_hash);
  });
});

it("golden logs have every fact and every kind of object: bin/node io/control/golden-log.ts N records one more", () => {
  const facts = goldenLogs().flatMap(({ records }) => records.flatMap(({ value }) => decoded(value)?.fact ?? []));
  const types = new Set<string>(facts.map(({ type }) => type));
  expect(Object.keys(FACTS).filter((type) => !types.has(type))).toEqual([]);
  expect(types.has("unknown")).toBe(true);
  const put = kindsPut(facts);
  expect(KINDS.filter((kind) => !put.has(kind))).toEqual([]);
});
