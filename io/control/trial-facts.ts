/**
 * For tests and measures: the facts of a running cluster, made up by a seed. First an estate, then what happens to it:
 * health and bands the most, tunnels that come and go, certificates and tokens, commands that change objects.
 */
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import type { ConfigObject } from "../../core/config/object.ts";
import type { Expected, Fact, Hex } from "../../core/control/event.ts";
import { revisionKey } from "../../core/control/state.ts";

/** One append: facts of one tenant, of a guarded command where `command` is not "". */
export interface Told {
  /** The gateway that tells. */
  readonly writer: string;
  readonly tenant: string;
  readonly command: Hex;
  readonly facts: readonly Fact[];
}

export interface Scale {
  readonly users: number;
  readonly apps: number;
  readonly policies: number;
  readonly publishers: number;
  readonly gateways: number;
}

export const ESTATE: Scale = { users: 5_000, apps: 2_000, policies: 500, publishers: 300, gateways: 6 };
export const SMALL_ESTATE: Scale = { users: 30, apps: 12, policies: 8, publishers: 6, gateways: 3 };

/** Shares of what happens, in thousandths of the steps; what is left are commands. */
const SHARES = { health: 420, band: 250, tunnel: 170, certificate: 70, token: 30, drain: 4 };
/** One step in so many is a gateway that is lost, leaves or begins a new life. */
const GATEWAY_EACH = 4_000;
/** One command in so many was decided on what has been written since. */
const LATE_EACH = 40;
const TUNNELS_EACH = 2;
const GROUPS = 100;

interface Held {
  readonly attachment: Hex;
  readonly publisher: string;
  readonly gateway: number;
}

export class TrialFacts {
  readonly #random: () => number;
  readonly #tenant: string;
  readonly #scale: Scale;
  readonly #gateways: Hex[] = [];
  readonly #revisions = new Map<string, number>();
  #held: Held[] = [];
  #tokens: Hex[] = [];
  #offset = 0;
  #steps = 0;
  /** A gateway that went comes back next. */
  #absent: number | undefined;

  /** `random`: numbers in [0, 1). */
  constructor(o: { random: () => number; tenant: string; scale: Scale }) {
    this.#random = o.random;
    this.#tenant = o.tenant;
    this.#scale = o.scale;
  }

  /** Facts told so far: the offset of the next, where nobody else writes to the log. */
  get told(): number {
    return this.#offset;
  }

  /** The log's first event, gateways, every kind of object, two tunnels of each publisher. */
  *estate(): Generator<Told, undefined> {
    const { users, apps, policies, publishers, gateways } = this.#scale;
    yield this.#plain([{ type: "log-created", logId: this.#hex(16), trustDomain: "corp.example" }], "", { tenant: "" });
    for (let n = 0; n < gateways; n++) yield this.#joined(n);
    const objects: ConfigObject[] = [
      { kind: "Settings", name: "settings", spec: { ...NOTHING_SAID.Settings, privateDomains: ["corp.example"] } },
      { kind: "Operator", name: "op-1", spec: { ...NOTHING_SAID.Operator, role: "admin" } },
      { kind: "Network", name: "office", spec: { cidrs: ["192.0.2.0/24"] } },
      { kind: "Notice", name: "blocked", spec: { title: "Blocked", text: "{app} is not for {user}." } },
      { kind: "Receiver", name: "soc", spec: { ...NOTHING_SAID.Receiver, url: "https://soc.corp.example/alerts" } },
    ];
    for (let n = 0; n < GROUPS; n++) objects.push({ kind: "Group", name: `group-${n}`, spec: NOTHING_SAID.Group });
    for (let n = 0; n < users; n++) objects.push(this.#user(n), this.#device(n));
    for (let n = 0; n < publishers; n++) objects.push(this.#publisher(n));
    for (let n = 0; n < apps; n++) objects.push(this.#app(n));
    for (let n = 0; n < policies; n++) objects.push(this.#policy(n));
    const spec = { ...NOTHING_SAID.PolicyTest, user: "user-0@corp.example", to: "app-0.corp.example:443" };
    objects.push({ kind: "PolicyTest", name: "first", spec });
    for (let at = 0; at < objects.length; at += 50) {
      yield this.#command(objects.slice(at, at + 50).map((object) => ({ type: "object-put", object })));
    }
    for (let n = 0; n < publishers * TUNNELS_EACH; n++) yield this.#attached(n % publishers);
  }

  /** What happens next. */
  next(): Told {
    this.#steps += 1;
    if (this.#absent !== undefined) {
      const back = this.#absent;
      this.#absent = undefined;
      return this.#joined(back);
    }
    let drawn = this.#upTo(1000);
    const is = (share: number): boolean => {
      drawn -= share;
      return drawn < 0;
    };
    const held = this.#held.length === 0 ? undefined : this.#held[this.#upTo(this.#held.length)]!;
    if (held === undefined) return this.#attached(this.#upTo(this.#scale.publishers));
    if (is(SHARES.health)) return this.#plain([this.#health(held)]);
    if (is(SHARES.band)) return this.#plain([this.#band(held)]);
    if (is(SHARES.tunnel)) return this.#tunnel(held);
    if (is(SHARES.certificate)) return this.#plain([this.#certificate()]);
    if (is(SHARES.token)) return this.#plain([this.#token()]);
    if (is(SHARES.drain)) return this.#plain([this.#drain()]);
    return this.#upTo(GATEWAY_EACH / 50) === 0 && drawn < 20 ? this.#gatewayEvent() : this.#changed();
  }

  #plain(facts: Fact[], command = "", more: Partial<Pick<Told, "tenant" | "writer">> = {}): Told {
    this.#offset += facts.length;
    return { writer: gatewayName(0), tenant: this.#tenant, command, facts, ...more };
  }

  #command(facts: Fact[], late = false): Told {
    const at = this.#offset;
    const expected: Expected[] = [];
    for (const [n, fact] of facts.entries()) {
      if (fact.type !== "object-put" && fact.type !== "object-deleted") continue;
      const { kind, name: own } = fact.type === "object-put" ? fact.object : fact;
      const key = revisionKey(kind, own);
      const name = kind === "Policy" ? "" : own;
      const revision = this.#revisions.get(key) ?? -1;
      if (!expected.some((one) => one.kind === kind && one.name === name)) {
        expected.push({ kind, name, revision: late ? Math.max(-1, revision - 1) : revision });
      }
      // The guard stands before them.
      if (!late) this.#revisions.set(key, at + 1 + n);
    }
    return this.#plain([{ type: "command-guarded", expected }, ...facts], this.#hex(16));
  }

  #changed(): Told {
    const { apps, users, policies, publishers } = this.#scale;
    const late = this.#upTo(LATE_EACH) === 0;
    const drawn = this.#upTo(100);
    const put = (object: ConfigObject): Fact => ({ type: "object-put", object });
    if (drawn < 45) return this.#command([put(this.#user(this.#upTo(users)))], late);
    if (drawn < 65) return this.#command([put(this.#device(this.#upTo(users)))], late);
    if (drawn < 80) return this.#command([put(this.#app(this.#upTo(apps)))], late);
    if (drawn < 86) return this.#command([put(this.#publisher(this.#upTo(publishers)))], late);
    if (drawn < 98) return this.#command([put(this.#policy(this.#upTo(policies)))], late);
    const { kind, name } = this.#device(this.#upTo(users));
    return this.#command([{ type: "object-deleted", kind, name }], late);
  }

  #user(n: number): ConfigObject {
    const groups = [...new Set([n, n * 7, this.#upTo(GROUPS)].map((of) => `group-${of % GROUPS}`))];
    const email = `user-${n}@corp.example`;
    return { kind: "User", name: email, spec: { ...NOTHING_SAID.User, email, groups, organizationUnit: "sales" } };
  }

  #device(n: number): ConfigObject {
    const classification = this.#upTo(4) === 0 ? "unmanaged" : "managed";
    const spec = { user: `user-${n}@corp.example`, classification, revoked: false };
    return { kind: "Device", name: `laptop-${n}`, spec };
  }

  #publisher(n: number): ConfigObject {
    return { kind: "Publisher", name: `pub-${n}`, spec: { ...NOTHING_SAID.Publisher, weight: 1 + this.#upTo(4) } };
  }

  #app(n: number): ConfigObject {
    const names = [`app-${n}.corp.example`, `alias-${n}.corp.example`];
    const blocks = [`10.${n >> 8}.${n & 255}.0/24`, `10.${n >> 8}.${n & 255}.7`];
    const { publishers } = this.#scale;
    const spec = {
      ...NOTHING_SAID.App,
      hosts: n % 4 < 2 ? names : n % 4 === 2 ? [`*.zone-${n}.corp.example`] : blocks,
      ports: [{ protocol: "tcp" as const, from: 443, to: 443 }],
      publishers: [`pub-${n % publishers}`, `pub-${(n + 1) % publishers}`],
      tags: ["prod", `team-${this.#upTo(50)}`],
    };
    return { kind: "App", name: `app-${n}`, spec };
  }

  #policy(n: number): ConfigObject {
    const by = this.#upTo(2) === 0;
    const spec = {
      ...NOTHING_SAID.Policy,
      ...({ order: n + 1, action: "allow" } as const),
      groups: [`group-${n % GROUPS}`, `group-${(n + 3) % GROUPS}`],
      apps: by ? [`app-${n % this.#scale.apps}`] : [],
      appTags: by ? [] : [`team-${n % 50}`],
      description: `as agreed in change ${this.#steps}`,
    };
    return { kind: "Policy", name: `rule-${n}`, spec };
  }

  #attached(n: number): Told {
    const gateway = this.#upTo(this.#gateways.length);
    const held: Held = { attachment: this.#hex(16), publisher: `pub-${n}`, gateway };
    this.#held.push(held);
    const ids = { gateway: gatewayName(gateway), gatewayEpoch: this.#gateways[gateway]!, instance: this.#hex(16) };
    const { attachment, publisher } = held;
    const tunnel = this.#upTo(TUNNELS_EACH);
    const fact = { type: "publisher-attached", ...ids, publisher, tunnel, attachment } as const;
    return this.#plain([fact], "", { writer: gatewayName(gateway) });
  }

  /** Publishers want all their tunnels: what is missing comes rather than goes. */
  #tunnel(held: Held): Told {
    const missing = this.#held.length < TUNNELS_EACH * this.#scale.publishers;
    const comes = this.#upTo(10) < (missing ? 8 : 2);
    return comes ? this.#attached(this.#upTo(this.#scale.publishers)) : this.#detached(held);
  }

  #detached({ attachment }: Held): Told {
    this.#held = this.#held.filter((one) => one.attachment !== attachment);
    return this.#plain([{ type: "publisher-detached", attachment, reason: "PUB_TUNNEL_CLOSED" }]);
  }

  #health({ attachment }: Held): Fact {
    const app = this.#upTo(Math.min(40, this.#scale.apps));
    const status = (["up", "up", "down", "unknown"] as const)[this.#upTo(4)]!;
    return {
      ...({ type: "health-changed", attachment, app: `app-${app}`, host: `app-${app}.corp.example` } as const),
      ...({ port: 443, protocol: "tcp", status, code: status === "down" ? "PUB_DIAL_REFUSED" : "" } as const),
    };
  }

  #band({ attachment }: Held): Fact {
    const band = (["normal", "normal", "high", "full"] as const)[this.#upTo(4)]!;
    return {
      type: "attachment-changed",
      attachment,
      band,
      draining: this.#upTo(30) === 0,
      latencyBucket: this.#upTo(8),
    };
  }

  #certificate(): Fact {
    const spiffeId = `spiffe://corp.example/${this.#tenant}/device/laptop-${this.#upTo(this.#scale.users)}`;
    return { type: "certificate-issued", spiffeId, fingerprint: this.#hex(32), notAfterUs: 1_900_000_000_000_000 };
  }

  #token(): Fact {
    const tokenHash = this.#tokens.pop();
    if (tokenHash !== undefined && this.#upTo(2) === 0) {
      const spiffeId = `spiffe://corp.example/${this.#tenant}/device/laptop-${this.#upTo(this.#scale.users)}`;
      return { type: "token-spent", tokenHash, spiffeId };
    }
    const issued = this.#hex(32);
    this.#tokens = [...this.#tokens.slice(-9), issued];
    const name = `laptop-${this.#upTo(this.#scale.users)}`;
    return { type: "token-issued", tokenHash: issued, role: "device", name, expiresAtUs: 1_900_000_000_000_000 };
  }

  #drain(): Fact {
    const name = `pub-${this.#upTo(this.#scale.publishers)}`;
    return { type: "drain-set", kind: "publisher", name, draining: this.#upTo(2) === 0 };
  }

  /** A gateway is judged lost, or leaves, or begins a new life. */
  #gatewayEvent(): Told {
    const n = this.#upTo(this.#gateways.length);
    const drawn = this.#upTo(3);
    if (drawn > 1) return this.#joined(n);
    this.#held = this.#held.filter(({ gateway }) => gateway !== n);
    const about = { gateway: gatewayName(n), epoch: this.#gateways[n]! };
    const judge = (n + 1) % this.#gateways.length;
    const gone: Fact =
      drawn === 0 ? { type: "gateway-lost", ...about, judge: gatewayName(judge) } : { type: "gateway-left", ...about };
    this.#absent = n;
    return this.#plain([gone], "", { tenant: "", writer: gatewayName(drawn === 0 ? judge : n) });
  }

  #joined(n: number): Told {
    this.#held = this.#held.filter(({ gateway }) => gateway !== n);
    const epoch = this.#hex(16);
    this.#gateways[n] = epoch;
    const about = { gateway: gatewayName(n), epoch, address: `10.8.0.${n + 1}:8443`, roles: ["client", "publisher"] };
    return this.#plain([{ type: "gateway-joined", ...about }], "", { tenant: "", writer: gatewayName(n) });
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #hex(bytes: number): Hex {
    let text = "";
    while (text.length < bytes * 2) text += this.#upTo(0x1_0000_0000).toString(16).padStart(8, "0");
    return text.slice(0, bytes * 2);
  }
}

const gatewayName = (n: number): string => `gw-${n + 1}`;
