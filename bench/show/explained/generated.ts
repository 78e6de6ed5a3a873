/**
 * Decisions by the hundred thousand, as a gateway's record tells them: made by the function that enforces, on the
 * configuration at revisions that an estate really had, and written to the network log as any gateway writes.
 */
import { createHash } from "node:crypto";
import { canonicalText } from "../../../core/control/canonical.ts";
import { tenantOf } from "../../../core/control/state.ts";
import type { Configurations } from "../../../core/history/configurations.ts";
import { type Compiled, compile } from "../../../core/policy/compile.ts";
import { decide } from "../../../core/policy/decide.ts";
import type { FlowRequest, SessionInputs } from "../../../core/policy/verdict.ts";
import { keyOf, type NetworkFact } from "../../../core/record/network-event.ts";
import { toldVerdict } from "../../../core/record/told-verdict.ts";
import type { Instant } from "../../../core/units.ts";
import { uuidText } from "../../../io/entropy.ts";
import type { EventLog, NewRecord } from "../../../io/log/event-log.ts";
import { prng } from "../../../io/trial-prng.ts";
import { encodeNetworkEvent } from "../../../io/wire/network-event.ts";
import { DESTINATIONS, deviceOf, PEOPLE, SYSTEMS_SEEN, userOf } from "./world.ts";

export interface GeneratedOptions {
  readonly log: EventLog;
  readonly configurations: Configurations;
  /** Revisions of the configuration, of which each decision takes one. */
  readonly revisions: readonly number[];
  readonly count: number;
  readonly seed: number;
  /** Wall time of the first. */
  readonly startUs: number;
  readonly progress: (text: string) => void;
}

/** What was asked, and when; the flow's id tells which of all. */
export interface GeneratedFlow {
  readonly flowId: string;
  readonly revision: number;
  readonly request: FlowRequest;
}

const TOPIC = "wayleave.network.v1";
/** Wall time between two: a busy estate's. */
const STEP_US = 200;
/** Records of one append, which has a bound of bytes too. */
const APPENDED = 1_500;
/** Under way at once. */
const APPENDS = 4;
const NO_INSTANT = 0 as Instant;

const ADDRESSES = ["127.0.0.1", "203.0.113.7", "2001:db8::5", ""];
const COUNTRIES = ["NL", "unknown"];
const METHODS = ["client", "clientless"];

/** The flows are not kept: who wants them again asks with the same seed, and writes nothing. */
export function* flowsOf(o: Omit<GeneratedOptions, "log" | "configurations" | "progress">): Generator<GeneratedFlow> {
  const random = prng(o.seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const people = Array.from({ length: PEOPLE }, (_, n) => n);
  for (let n = 0; n < o.count; n += 1) {
    const [host, port] = pick(DESTINATIONS);
    const person = pick(people);
    // Now and then somebody on a device of another, or nobody whom anybody knows.
    const user = random() < 0.02 ? "nobody" : userOf(person);
    const device = deviceOf(random() < 0.02 ? pick(people) : person);
    const session = {
      ...{ accessMethod: pick(METHODS), os: pick(SYSTEMS_SEEN), address: pick(ADDRESSES), country: pick(COUNTRIES) },
    };
    const atUs = o.startUs + n * STEP_US;
    const request: FlowRequest = {
      ...{ user, device, host, port, protocol: random() < 0.97 ? "tcp" : "udp", session, atUs },
    };
    yield { flowId: flowIdOf(atUs, o.seed, n), revision: pick(o.revisions), request };
  }
}

function flowIdOf(atUs: number, seed: number, n: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.floor(atUs / 1000), 0, 6);
  bytes.writeUInt32BE(seed, 6);
  bytes.writeUInt32BE(n, 12);
  bytes[6] = 0x70 | (bytes[6]! & 15);
  bytes[8] = 0x80 | (bytes[8]! & 63);
  return uuidText(bytes);
}

/** Resolves when all of them stand in the log. */
export async function writeDecisions(o: GeneratedOptions): Promise<{ readonly events: number; readonly ms: number }> {
  const writer = new Writer(o);
  const from = performance.now();
  for (const flow of flowsOf(o)) await writer.add(flow);
  await writer.end();
  return { events: writer.events, ms: performance.now() - from };
}

class Writer {
  readonly #o: GeneratedOptions;
  readonly #boot: string;
  readonly #compiled = new Map<number, Compiled>();
  /** By hash, of those whose begin is told. */
  readonly #sessions = new Map<string, string>();
  readonly #appending = new Set<Promise<unknown>>();
  #batch: NewRecord[] = [];
  events = 0;

  constructor(o: GeneratedOptions) {
    this.#o = o;
    this.#boot = createHash("sha256").update(`boot ${o.seed}`).digest("hex").slice(0, 32);
  }

  async add({ flowId, revision, request }: GeneratedFlow): Promise<void> {
    const { user: userName, device, host, port, protocol, session, atUs } = request;
    const verdict = decide(request, this.#rules(revision), NO_INSTANT);
    const inputs = this.#session(request);
    const { asOf, configRev } = verdict;
    const asked = { user: `${userName}@corp.example`, device, deviceClassification: "", srcIp: "", srcPort: 0 };
    this.#tell(request, revision, {
      ...{ type: "flow-decided", segment: { flowId, segment: 0, gateway: "generator", role: "client" } },
      ...{ sessionId: inputs, clientRef: "", ...asked, host, port, protocol, ...toldVerdict(verdict) },
      ...{ denialId: "", notice: "", accessMethod: session.accessMethod, probe: false, asksBefore: 0 },
      judged: { userName, atUs, asOf, configRev, inputs },
    });
    if (this.#batch.length >= APPENDED) await this.#append();
  }

  async end(): Promise<void> {
    await this.#append();
    await Promise.all(this.#appending);
  }

  #rules(revision: number): Compiled {
    const known = this.#compiled.get(revision);
    if (known !== undefined) return known;
    const compiled = compile(tenantOf(this.#o.configurations.at(revision), "demo"), revision);
    this.#compiled.set(revision, compiled);
    return compiled;
  }

  /** Once for each way in which a session can come. */
  #session({ user: userName, device, session, atUs }: FlowRequest): string {
    const hash = hashOf(session);
    if (this.#sessions.has(hash)) return hash;
    this.#sessions.set(hash, userName);
    const { accessMethod, os, address, country } = session;
    const about = { user: userName, device, deviceClassification: "", gateway: "generator" };
    this.#tell({ atUs }, 0, {
      ...{ type: "session-up", sessionId: hash, ...about, remoteAddr: "", agentVersion: "", os },
      inputs: { accessMethod, os, address, country, hash, userName },
    });
    return hash;
  }

  #tell({ atUs }: Pick<FlowRequest, "atUs">, revision: number, fact: NetworkFact): void {
    this.events += 1;
    const id = createHash("sha256").update(`${this.#boot} ${this.events}`).digest("hex").slice(0, 32);
    const about = {
      source: "generator",
      boot: this.#boot,
      sequence: this.events,
      atUs,
      tenant: "demo",
      reportedBy: "",
    };
    const versions = { asOf: revision, configRev: revision, srpVersion: 0, appListVersion: 0, traceId: "" };
    this.#batch.push({ key: keyOf(fact, "generator"), value: encodeNetworkEvent({ id, ...about, ...versions, fact }) });
  }

  async #append(): Promise<void> {
    const records = this.#batch;
    this.#batch = [];
    if (records.length === 0) return;
    while (this.#appending.size >= APPENDS) await Promise.race(this.#appending);
    const appending: Promise<unknown> = this.#o.log
      .append(TOPIC, records)
      .finally(() => this.#appending.delete(appending));
    this.#appending.add(appending);
    if (this.events % 100_000 < APPENDED) this.#o.progress(`${this.events} events written`);
  }
}

const hashes = new WeakMap<SessionInputs, string>();

function hashOf(session: SessionInputs): string {
  const known = hashes.get(session);
  const hash = known ?? createHash("sha256").update(canonicalText(session)).digest("hex").slice(0, 32);
  hashes.set(session, hash);
  return hash;
}
