/**
 * Golden logs: control logs as some version wrote them, byte by byte, with the state that they fold to. Whoever reads
 * the log today must still read these. `golden/N.records` has records one behind the other (length as 32 bits, append
 * time as a double, both little-endian, then the value), `golden/N.json` what they fold to. Run as `bin/node
 * io/control/golden-log.ts N` it records a new one, of every fact and every kind of object that this version writes.
 * One that stands is never written anew.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import { type ConfigObject, KINDS, type Kind } from "../../core/config/object.ts";
import { canonicalText } from "../../core/control/canonical.ts";
import { stateHash } from "../../core/control/digest.ts";
import type { Fact } from "../../core/control/event.ts";
import type { ControlState } from "../../core/control/state.ts";
import { FOLD_SHAPE } from "../../core/history/snapshot-text.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { LogChain } from "./log-chain.ts";
import { NOTHING_FOLDED, SlicedFolding } from "./sliced-folding.ts";
import { SMALL_ESTATE, type Told, TrialFacts } from "./trial-facts.ts";
import { recordsOf } from "./trial-log.ts";

const FOLDER = join(import.meta.dirname, "golden");
const HEAD_BYTES = 12;
const BEGAN_US = 1_790_000_000_000_000;

export interface GoldenRecord {
  readonly offset: number;
  readonly appendTimeUs: number;
  readonly value: Uint8Array;
}

export interface Golden {
  readonly name: string;
  readonly records: readonly GoldenRecord[];
  readonly expected: GoldenState;
}

export interface GoldenState {
  /** Of the version that recorded it: hashes are comparable within one. */
  readonly fold: string;
  readonly state_hash: string;
  /** Rolling hash of the log: alike in every version. */
  readonly log_hash: string;
  readonly state: object;
}

export const goldenLogs = (): Golden[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".records"))
    .sort()
    .map((file) => {
      const expected = JSON.parse(readFileSync(join(FOLDER, file.replace(".records", ".json")), "utf8")) as GoldenState;
      return { name: file, records: readRecords(readFileSync(join(FOLDER, file))), expected };
    });

function readRecords(bytes: Buffer): GoldenRecord[] {
  const records: GoldenRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const value = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
    records.push({ offset: records.length, appendTimeUs: bytes.readDoubleLE(at + 4), value });
    at += HEAD_BYTES + length;
  }
  return records;
}

/** A state as plain values, tables as objects. */
export const plainState = (state: ControlState): object => JSON.parse(canonicalText(state)) as object;

export async function foldGolden(records: readonly GoldenRecord[]): Promise<{ state: ControlState; logHash: string }> {
  const chain = new LogChain();
  const folding = new SlicedFolding(NOTHING_FOLDED, chain);
  await folding.take(records.map((record) => ({ ...record, key: "", headers: {} })));
  return { state: (await folding.seal()).state, logHash: chain.value() };
}

/** An object of each kind, in so far as the estate has none. */
const MORE: Partial<{ [K in Kind]: ConfigObject }> = {
  Operator: { kind: "Operator", name: "op-2", spec: { role: "viewer", disabled: true } },
  Directory: { kind: "Directory", name: "entra", spec: NOTHING_SAID.Directory },
};

function* told(): Generator<Told, undefined> {
  let drawn = 41;
  const random = (): number => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647;
  const facts = new TrialFacts({ random, tenant: "demo", scale: SMALL_ESTATE });
  yield* facts.estate();
  for (let n = 0; n < 300; n++) yield facts.next();
  const epoch = "e0".repeat(16);
  const plain = (writer: string, tenant: string, ...of: Fact[]): Told => {
    return { writer, tenant, command: "", facts: of };
  };
  const tunnel = { publisher: "pub-1", gateway: "gw-9", gatewayEpoch: epoch, instance: "1a".repeat(16), tunnel: 1 };
  const port = { app: "app-1", host: "app-1.corp.example", port: 443, protocol: "tcp" } as const;
  yield plain("gw-9", "", {
    type: "gateway-joined",
    gateway: "gw-9",
    epoch,
    address: "gw-9:8443",
    roles: ["publisher"],
  });
  yield plain("gw-9", "demo", { type: "publisher-attached", ...tunnel, attachment: "a9".repeat(16) });
  yield plain(
    "gw-9",
    "demo",
    { type: "attachment-changed", attachment: "a9".repeat(16), band: "full", draining: true, latencyBucket: 2 },
    { type: "health-changed", attachment: "a9".repeat(16), ...port, status: "down", code: "APP_DIAL_REFUSED" },
    { type: "token-issued", tokenHash: "70".repeat(32), role: "publisher", name: "pub-1", expiresAtUs: BEGAN_US },
    { type: "token-spent", tokenHash: "70".repeat(32), spiffeId: "spiffe://corp.example/demo/publisher/pub-1" },
    { type: "token-revoked", tokenHash: "71".repeat(32) },
    { type: "drain-set", kind: "publisher", name: "pub-2", draining: true },
    { type: "object-deleted", kind: "Notice", name: "blocked" },
    ...Object.values(MORE).map((object): Fact => ({ type: "object-put", object })),
  );
  yield plain("gw-9", "", { type: "drain-set", kind: "gateway", name: "gw-9", draining: true });
  yield plain("gw-1", "", { type: "gateway-lost", gateway: "gw-2", epoch, judge: "gw-1" });
  yield plain("gw-3", "", { type: "gateway-left", gateway: "gw-3", epoch });
  const group: ConfigObject = { kind: "Group", name: "others", spec: { ...NOTHING_SAID.Group, description: "of two" } };
  yield plain("gw-1", "second", { type: "object-put", object: group });
}

/** Every kind of object that this version can put. */
export const kindsPut = (facts: readonly { readonly type: string; readonly object?: ConfigObject }[]): Set<Kind> =>
  new Set(facts.flatMap(({ object }) => (object === undefined ? [] : [object.kind])));

/** Of a newer writer, who does not call it critical. */
function newerFact(): Uint8Array {
  const about = { id: Buffer.alloc(16, 7), tenant: "demo", atUs: BEGAN_US, writer: "gw-9" };
  return Buffer.concat([wayleave.event.v1.ControlEvent.encode(about).finish(), Buffer.from([0xca, 0x3e, 0x00])]);
}

async function record(name: string): Promise<void> {
  const file = join(FOLDER, `${name}.records`);
  if (existsSync(file)) throw new Error(`${file} stands: a golden log is never written anew, give another number`);
  const values: Uint8Array[] = [];
  let n = 0;
  for (const one of told()) for (const { value } of recordsOf(one, n++)) values.push(value);
  values.push(newerFact(), Buffer.from([0xff]));
  const bytes = values.map((value, i) => {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(value.byteLength);
    head.writeDoubleLE(BEGAN_US + i * 1_000, 4);
    return Buffer.concat([head, value]);
  });
  const log = Buffer.concat(bytes);
  const { state, logHash } = await foldGolden(readRecords(log));
  const expected: GoldenState = {
    ...{ fold: FOLD_SHAPE, state_hash: stateHash(state), log_hash: logHash },
    state: plainState(state),
  };
  writeFileSync(file, log);
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(expected, null, 1)}\n`);
  console.log(`${values.length} records, kinds ${KINDS.length}, state ${expected.state_hash}`);
}

if (process.argv[1] === import.meta.filename) await record(process.argv[2] ?? "");
