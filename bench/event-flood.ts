/** Network events as gateways write them, made up by a seed: whole flows over the day's apps, users and reasons. */
import {
  type FlowDecided,
  keyOf,
  type NetworkFact,
  type PhaseTimings,
  type Segment,
} from "../core/record/network-event.ts";
import type { FlowId } from "../core/units.ts";
import { uuidText } from "../io/entropy.ts";
import type { NewRecord } from "../io/log/event-log.ts";
import { prng } from "../io/trial-prng.ts";
import { encodeNetworkEvent } from "../io/wire/network-event.ts";

const USERS = 500;
const APPS = 60;
const PUBLISHERS = 12;
/** One flow in so many is refused by policy, one in so many fails at its app. */
const REFUSED_EACH = 16;
const FAILED_EACH = 24;

export interface FloodOptions {
  readonly seed: number;
  /** Names of the gateways that decide; the flows of each are its own. */
  readonly gateways: readonly string[];
  readonly startUs: number;
}

/** Makes whole flows, one after the other, each as the events of both its gateways. */
export class EventFlood {
  readonly #random: () => number;
  readonly #sources: { name: string; boot: string; sequence: number }[];
  #atUs: number;
  #made = 0;

  constructor({ seed, gateways, startUs }: FloodOptions) {
    this.#random = prng(seed);
    this.#sources = gateways.map((name) => ({ name, boot: this.#hex(16), sequence: 0 }));
    this.#atUs = startUs;
  }

  get made(): number {
    return this.#made;
  }

  /** Of one flow: the verdict, and of an allowed one both segments' opening and end. */
  flow(): NewRecord[] {
    this.#atUs += 50 + this.#upTo(200);
    const [near, far] = [this.#upTo(this.#sources.length), this.#upTo(this.#sources.length)];
    const flowId = this.#uuid(Math.floor(this.#atUs / 1000));
    const traceId = this.#hex(16);
    const client: Segment = { flowId, segment: 1, gateway: this.#sources[near]!.name, role: "client" };
    const publisher: Segment = { flowId, segment: 1, gateway: this.#sources[far]!.name, role: "publisher" };
    const decided = this.#decided(client);
    if (decided.action !== "allow") return [this.#record(near, decided, traceId)];
    const fails = this.#upTo(FAILED_EACH) === 0;
    const name = `publisher-${this.#upTo(PUBLISHERS)}`;
    const whyNot = fails ? "PUB_DIAL_REFUSED" : "";
    const candidates = [{ publisher: name, gateway: publisher.gateway, whyNot }];
    const timings = this.#timings();
    const opened = {
      ...({
        type: "segment-opened",
        publisher: name,
        publisherGateway: publisher.gateway,
        candidates,
        timings,
      } as const),
      ...{ egressAddr: `10.9.0.3:${1024 + this.#upTo(60_000)}`, appAddr: `10.1.${this.#upTo(APPS)}.7:443` },
    };
    const ended = {
      ...({ type: "segment-ended", endedBy: fails ? "system" : "client", inexact: false, notice: "" } as const),
      ...{ clientBytes: fails ? 0 : this.#upTo(20_000), serverBytes: fails ? 0 : this.#upTo(2_000_000) },
      ...{ clientBytesLost: 0, serverBytesLost: 0, reason: fails ? whyNot : "AGT_FLOW_CLIENT_CLOSED" },
      ...{ denialId: fails ? this.#denial() : "", durationUs: this.#upTo(30_000_000) },
      ...{ timings: { firstByteUs: this.#upTo(80_000) }, candidates: fails ? candidates : [] },
    };
    const facts: [number, NetworkFact][] = [[near, decided]];
    if (!fails) facts.push([far, { ...opened, segment: publisher }], [near, { ...opened, segment: client }]);
    facts.push([far, { ...ended, segment: publisher, candidates: [] }], [near, { ...ended, segment: client }]);
    return facts.map(([source, fact]) => this.#record(source, fact, traceId));
  }

  #decided(segment: Segment): FlowDecided {
    const user = this.#upTo(USERS);
    const app = this.#upTo(APPS);
    const refused = this.#upTo(REFUSED_EACH) === 0;
    const considered = [
      { rule: "contractors read the wiki", firstFailed: "groups" },
      { rule: refused ? "nobody touches payroll" : `team ${app % 9} uses its apps`, firstFailed: "" },
    ];
    return {
      ...{ type: "flow-decided", segment, sessionId: this.#hex(16), clientRef: this.#hex(16), considered },
      ...{ user: `user-${user}@corp.example`, device: `laptop-${user}`, deviceClassification: "managed" },
      ...{ srcIp: "127.0.0.1", srcPort: 32_768 + this.#upTo(28_000), host: `app-${app}.corp.example`, port: 443 },
      ...{ protocol: "tcp", app: `app-${app}`, action: refused ? "block" : "allow", policy: considered[1]!.rule },
      ...{ reason: refused ? "CGW_POLICY_BLOCKED" : "", denialId: refused ? this.#denial() : "" },
      ...{ notice: "", nearMiss: "", accessMethod: "client", probe: false, asksBefore: 0 },
      ...{ dnsUs: this.#upTo(900), decideUs: 3 + this.#upTo(40) },
    };
  }

  #record(at: number, fact: NetworkFact, traceId: string): NewRecord {
    const source = this.#sources[at]!;
    source.sequence += 1;
    this.#made += 1;
    this.#atUs += 3 + this.#upTo(40);
    const value = encodeNetworkEvent({
      ...{ id: this.#uuid(Math.floor(this.#atUs / 1000)).replaceAll("-", ""), source: source.name, boot: source.boot },
      ...{ sequence: source.sequence, atUs: this.#atUs, tenant: "demo", reportedBy: "", asOf: 4711, configRev: 97 },
      ...{ srpVersion: 12, appListVersion: 0, traceId, fact },
    });
    return { key: keyOf(fact, source.name), value };
  }

  #timings(): PhaseTimings {
    const [routeUs, dispatchUs, resolveUs] = [this.#upTo(300), this.#upTo(300), this.#upTo(3000)];
    return { routeUs, dispatchUs, resolveUs, connectUs: this.#upTo(9000) };
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #hex(bytes: number): string {
    let text = "";
    while (text.length < bytes * 2) text += this.#upTo(0x1_0000_0000).toString(16).padStart(8, "0");
    return text.slice(0, bytes * 2);
  }

  #denial(): string {
    return this.#hex(3)
      .toUpperCase()
      .replace(/^(...)/, "$1-");
  }

  #uuid(ms: number): FlowId {
    const bytes = Buffer.from(`${ms.toString(16).padStart(12, "0")}${this.#hex(10)}`, "hex");
    bytes[6] = 0x70 | (bytes[6]! & 15);
    bytes[8] = 0x80 | (bytes[8]! & 63);
    return uuidText(bytes);
  }
}
