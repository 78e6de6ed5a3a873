/**
 * The Client Gateway's sessions on the wire: hello, welcome, the SRP and its changes, pings, the end.
 */

import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { concernsSrp } from "../../../core/policy/changes.ts";
import type { Compiled } from "../../../core/policy/compile.ts";
import { canonicalSrp, srpFor } from "../../../core/policy/srp.ts";
import { type Code, REASONS } from "../../../core/reason.ts";
import type { NetworkFact, SessionUp } from "../../../core/record/network-event.ts";
import { PING_EVERY_MS, SILENT_MS } from "../../../core/tunnel/tunnel.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { randomBytes } from "../../../io/entropy.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { agentMessage, gatewayMessage, SESSION_PATH, SRP_ACTION } from "../../../io/wire/session.ts";
import { isDrained, onDrained } from "../../io/drained.ts";
import type { Recorder } from "../../io/recorder.ts";
import { type Teller, tellerOn } from "../../io/teller.ts";
import { admitDevice } from "../admit.ts";
import { ChangesSince } from "../compiled.ts";
import { shutFor } from "../freshness.ts";
import { deliveredFact, downFact, inputsBytes, inputsOf, upFact } from "../session-facts.ts";
import type { SessionFacts, Sessions, SrpState } from "../sessions.ts";
import type { Compiling } from "./compiling.ts";

export interface SessionListenerOptions {
  readonly name: string;
  readonly sessions: Sessions;
  readonly control: ControlLog;
  readonly compiling: Compiling;
  readonly countryOf: (address: string) => string;
  readonly recorder: Recorder;
  /** Traces of flows are kept here. */
  readonly keepsTraces: boolean;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
  /** The session ended or was cut: its flows go too. */
  readonly onLeft: (session: SessionFacts, code: Code) => void;
}

/** One session's stream, as its parts speak of it. */
interface Line {
  readonly teller: Teller;
  readonly leave: (code: Code) => void;
  /** Says why, and leaves. */
  readonly cut: (code: Code, why: string) => void;
}

type Hello = NonNullable<ReturnType<typeof agentMessage.decode>["hello"]>;

export class SessionListener {
  readonly #o: SessionListenerOptions;
  readonly #streams = new Map<string, Line & { readonly facts: SessionFacts }>();
  /** Of each session what is still to be told of its begin, and whether it was. */
  readonly #begins = new Map<string, { readonly fact: SessionUp; told: Promise<boolean>; delivered: string }>();
  readonly #since = new ChangesSince();

  constructor(o: SessionListenerOptions) {
    this.#o = o;
    // Agents take new flows elsewhere where they can; those that live go on.
    onDrained(o.control, o.name, (drained) => {
      for (const { teller } of this.#streams.values()) teller.tell(drainMessage(drained));
    });
  }

  service(): Service {
    return {
      path: SESSION_PATH,
      roles: ["device"],
      kind: "stream",
      needsValidLeaf: true,
      serve: (stream, peer) => this.#serve(stream, peer),
    };
  }

  notice(session: string, code: Code, text: string, denialId: string): void {
    this.#streams.get(session)?.teller.mention(gatewayMessage.encode({ notice: { code, text, denialId } }));
  }

  /** False: there was no room for it, and is none now. Decisions stand on what it says. */
  async told(session: string): Promise<boolean> {
    const begin = this.#begins.get(session);
    if (begin === undefined) return false;
    if (await begin.told) return true;
    const tenant = this.#streams.get(session)?.facts.tenant;
    if (tenant === undefined) return false;
    begin.told = this.#record(tenant, begin.fact);
    return begin.told;
  }

  close(): void {
    for (const { teller, leave } of [...this.#streams.values()]) {
      teller.tell(drainMessage(true));
      leave("CGW_FLOW_DRAIN");
    }
  }

  /** Those that may not stay, by what is folded: no rule has a say. */
  cut(): void {
    for (const { facts, cut } of [...this.#streams.values()]) {
      const admission = admitDevice(this.#o.control.enforced, facts.tenant, facts.device);
      if ("refused" in admission) cut(admission.refused, admission.notice);
      else if (admission.user !== facts.user) cut("CGW_AUTH_SESSION_REVOKED", "this device has another user now");
    }
  }

  /** Sessions that a change concerns get their SRP if it differs. */
  async refresh(): Promise<void> {
    const changes = this.#since.look((tenant) => this.#o.compiling.inForce(tenant), clock.wallUs());
    for (const { facts } of [...this.#streams.values()]) {
      const changed = changes.get(facts.tenant);
      if (changed === undefined || !this.#streams.has(facts.id)) continue;
      if (!concernsSrp(changed, facts.user, facts.device)) continue;
      this.#serveSrp(facts, this.#o.compiling.inForce(facts.tenant));
      await turn();
    }
  }

  #serve(stream: RawStream, peer: Peer): void {
    const id = randomBytes(16).toString("hex");
    let heardAt = clock.now();
    let facts: SessionFacts | undefined;
    let [greeted, gone] = [false, false];
    /** The hash of the SRP that was sent a second time: never a third. */
    let again = "";
    const leave = (code: Code) => {
      if (gone) return;
      gone = true;
      clearInterval(beat);
      this.#streams.delete(id);
      this.#begins.delete(id);
      this.#o.sessions.leave(id);
      stream.end();
      if (facts) this.#left(facts, code);
    };
    const teller = tellerOn(stream, () => {
      this.#o.count("sessions_stalled");
      leave("AGT_TUNNEL_LOST");
    });
    const cut = (code: Code, notice: string) => {
      teller.tell(gatewayMessage.encode({ refused: { code, notice } }));
      leave(code);
    };
    const malformed = () => {
      this.#o.count("session_malformed");
      cut("CGW_FLOW_PROTOCOL_ERROR", "a session message could not be read");
    };
    const beat = setInterval(() => {
      if (clock.now() - heardAt > SILENT_MS) {
        stream.cancel();
        leave("AGT_TUNNEL_LOST");
      } else teller.mention(gatewayMessage.encode({ ping: { sequence: 0, sentAtUs: clock.wallUs() } }));
    }, PING_EVERY_MS);
    stream.onEnd(() => leave("AGT_TUNNEL_LOST"));
    stream.onLost(() => leave("AGT_TUNNEL_LOST"));
    stream.onMessage((message) => {
      // Messages come until the stream has closed: a hello among them would be a session that nothing ends.
      if (gone) return;
      heardAt = clock.now();
      try {
        const said = agentMessage.decode(message);
        if (said.hello && !greeted) {
          greeted = true;
          const { hello } = said;
          const welcome = () => {
            if (!gone) facts = this.#welcome(id, peer, { teller, leave, cut }, hello);
          };
          this.#o.compiling.ready(peer.tenant).then(welcome).catch(malformed);
        } else if (said.srpAck && facts) again = this.#acked(facts, said.srpAck, again);
        else if (said.ping) {
          const pong = { sequence: said.ping.sequence, pingSentAtUs: said.ping.sentAtUs, sentAtUs: clock.wallUs() };
          teller.mention(gatewayMessage.encode({ pong }));
        }
      } catch {
        malformed();
      }
    });
  }

  #welcome(id: string, peer: Peer, line: Line, hello: Hello): SessionFacts | undefined {
    const { teller, cut } = line;
    const { tenant, id: device } = peer;
    const shut = shutFor("session", this.#o.control, tenant);
    const shown = shut && { refused: shut, notice: REASONS[shut].text };
    const admission = shown ?? admitDevice(this.#o.control.enforced, tenant, device);
    if ("refused" in admission) {
      this.#o.count("sessions_refused");
      if (shut !== undefined) this.#o.count("sessions_shut");
      cut(admission.refused, admission.notice);
      return undefined;
    }
    const greeting = { ...hello, address: peer.address };
    const inputs = inputsOf(greeting, this.#o.countryOf);
    const inputsHash = createHash("sha256").update(inputsBytes(inputs)).digest("hex").slice(0, 32);
    const facts: SessionFacts = {
      ...{ id, tenant, device, user: admission.user, inputs, inputsHash, sinceUs: clock.wallUs() },
    };
    const admitted = this.#o.sessions.admit(facts);
    if (admitted !== "admitted") {
      this.#o.count("sessions_refused");
      cut(admitted, "too many sessions");
      return undefined;
    }
    this.#streams.set(id, { ...line, facts });
    const compiled = this.#o.compiling.of(tenant);
    const privateDomains = [...compiled.privateDomains];
    const { name: gateway, keepsTraces } = this.#o;
    const welcome = { sessionId: Buffer.from(id, "hex"), gateway, tenant, user: facts.user, device, keepsTraces };
    teller.tell(gatewayMessage.encode({ welcome: { ...welcome, privateDomains } }));
    this.#serveSrp(facts, compiled);
    if (isDrained(this.#o.control.state, gateway)) teller.tell(drainMessage(true));
    this.#o.log.info("session up", { session: id, device });
    const fact = upFact(this.#o.name, facts, this.#o.control.state, greeting);
    this.#begins.set(id, { fact, told: this.#record(tenant, fact), delivered: "" });
    return facts;
  }

  #left(facts: SessionFacts, code: Code): void {
    this.#o.onLeft(facts, code);
    void this.#record(facts.tenant, downFact(this.#o.name, facts, this.#o.control.state, code, clock.wallUs()));
  }

  /** What can't be recorded is counted there: its flows are refused, the session stays. */
  #record(tenant: string, fact: NetworkFact): Promise<boolean> {
    return this.#o.recorder.record(fact, { tenant }).then(
      () => true,
      () => false,
    );
  }

  /** Answers with `again` for the next ack: an agent that hashed otherwise gets its SRP in full, once. */
  #acked(facts: SessionFacts, ack: { version?: number; hash?: Uint8Array }, again: string): string {
    const version = ack.version ?? 0;
    this.#o.sessions.acked(facts.id, version);
    const served = this.#o.sessions.srpOf(facts.id);
    const hash = Buffer.from(ack.hash ?? []).toString("hex");
    if (served !== undefined && version === served.version && hash === served.hash) this.#delivered(facts, served);
    // An ack of an SRP before the last was under way when that was sent.
    if (served === undefined || version !== served.version || hash === "" || hash === served.hash) return again;
    if (again === served.hash) return again;
    this.#o.count("srps_doubted");
    this.#o.log.warn("an agent hashed its SRP otherwise", { session: facts.id, version, hash, served: served.hash });
    this.#serveSrp(facts, this.#o.compiling.of(facts.tenant), true);
    return served.hash;
  }

  /** Once for each that differs from the one before. */
  #delivered(facts: SessionFacts, { version, hash, apps }: SrpState): void {
    const begin = this.#begins.get(facts.id);
    if (begin === undefined || begin.delivered === hash) return;
    begin.delivered = hash;
    const fact = deliveredFact(this.#o.name, facts, this.#o.control.state, hash, apps);
    this.#o.recorder.mention(fact, { tenant: facts.tenant, srpVersion: Math.max(version, 0) });
  }

  #serveSrp(facts: SessionFacts, compiled: Compiled, anyway = false): void {
    const atUs = clock.wallUs();
    this.#since.from(facts.tenant, compiled, atUs);
    const srp = srpFor(facts.user, facts.device, compiled, { session: facts.inputs, atUs });
    const hash = createHash("sha256").update(canonicalSrp(srp)).digest();
    if (!anyway && this.#o.sessions.srpOf(facts.id)?.hash === hash.toString("hex")) return;
    this.#o.sessions.served(facts.id, { version: srp.version, hash: hash.toString("hex"), apps: srp.entries.length });
    const entries = srp.entries.map((entry) => ({
      ...{ app: entry.app, hosts: [...entry.hosts], ports: [...entry.ports] },
      ...{ action: SRP_ACTION[entry.action], usePublisherDns: entry.usePublisherDns },
    }));
    const privateDomains = [...compiled.privateDomains];
    this.#streams
      .get(facts.id)
      ?.teller.tell(
        gatewayMessage.encode({ srp: { version: Math.max(srp.version, 0), hash, entries, privateDomains } }),
      );
  }
}

const drainMessage = (drained: boolean): Buffer => gatewayMessage.encode({ drain: { graceMs: 0, over: !drained } });
