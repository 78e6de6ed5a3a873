/**
 * What a publisher says of itself on its tunnel, and how far it is: for the control log, whose writer of these facts is
 * the gateway that holds the tunnel. The log is told in turns of a second, of the last word alone.
 */
import type { Band } from "../../../core/control/event.ts";
import { healthKey, tenantOf } from "../../../core/control/state.ts";
import { measured, UNMEASURED } from "../../../core/routing/latency.ts";
import type { Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Peer } from "../../../io/grpc/listener.ts";
import { attachMessage, BAND_NAMES, PORT_STATUS_NAMES, type publisherMessage } from "../../../io/wire/attach.ts";
import type { Presence } from "../../io/presence.ts";
import type { Teller } from "../../io/teller.ts";
import { FINDINGS_A_MESSAGE, type Finding, findingOf } from "../findings.ts";

export interface WordsOptions {
  /** The tunnel's. */
  readonly id: string;
  readonly peer: Peer;
  readonly control: ControlLog;
  readonly presence: Pick<Presence, "change" | "learn">;
  readonly teller: Teller;
  readonly count: (counter: string) => void;
}

/** A publisher that says another thing each moment costs the log a fact a second. */
const TURN_MS = 1_000;
/** Findings told in one turn; the rest waits for the next. */
const FINDINGS_A_TURN = 500;
/** Findings that wait; a further one is left out, so that what it is about stays as it was told. */
const WAITING_MAX = 20_000;
/** Of so many measurings in a row the shortest counts: the others waited behind payload. */
const SAMPLES = 5;

type Said = ReturnType<typeof publisherMessage.decode>;

export class TunnelWords {
  readonly #o: WordsOptions;
  readonly #waiting = new Map<string, Finding>();
  #band: Band = "normal";
  #draining = false;
  #latency = UNMEASURED;
  readonly #samples: number[] = [];
  #ping: { readonly sequence: number; readonly at: Instant } | undefined;
  #sequence = 0;
  #turn: ReturnType<typeof setTimeout> | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(o: WordsOptions) {
    this.#o = o;
  }

  /** Asks for a sign of life, whose answer is measured. */
  ping(): void {
    this.#sequence += 1;
    this.#ping = { sequence: this.#sequence, at: clock.now() };
    this.#o.teller.mention(attachMessage.encode({ ping: { sequence: this.#sequence, sentAtUs: clock.wallUs() } }));
  }

  hear(said: Said): void {
    if (said.pong) return this.#measure(said.pong.sequence ?? 0);
    if (said.load) {
      const band = BAND_NAMES[said.load.band ?? 0];
      if (band === undefined) throw new RangeError(`band ${said.load.band}`);
      this.#band = band;
    } else if (said.draining) {
      this.#draining = true;
      // At once: the others are to pass it over.
      return this.#tell();
    } else if (said.health) this.#learn(said.health.ports ?? []);
    else return;
    this.#tellSoon();
  }

  close(): void {
    clearTimeout(this.#turn);
  }

  #learn(ports: NonNullable<NonNullable<Said["health"]>["ports"]>): void {
    if (ports.length > FINDINGS_A_MESSAGE) throw new RangeError(`${ports.length} findings in one message`);
    const tenant = tenantOf(this.#o.control.state, this.#o.peer.tenant);
    for (const { app, host, port, protocol, status, code } of ports) {
      const named = { app: app ?? "", host: host ?? "", port: port ?? 0, protocol: protocol ?? "", code: code ?? "" };
      const finding = findingOf({ ...named, status: PORT_STATUS_NAMES[status ?? 0] ?? "" }, tenant, this.#o.peer.id);
      if (finding === undefined || this.#waiting.size >= WAITING_MAX) this.#o.count("findings_refused");
      else this.#waiting.set(healthKey(finding), finding);
    }
  }

  #measure(sequence: number): void {
    const { control, peer } = this.#o;
    if (this.#ping?.sequence !== sequence) return;
    this.#samples.push(clock.now() - this.#ping.at);
    this.#ping = undefined;
    if (this.#latency.bucket >= 0 && this.#samples.length < SAMPLES) return;
    this.#latency = measured(this.#latency, Math.min(...this.#samples.splice(0)));
    if (tenantOf(control.state, peer.tenant).settings.latencyBuckets) this.#tellSoon();
  }

  /** After a quiet second at once. */
  #tellSoon(): void {
    if (this.#turn !== undefined) return;
    const waitMs = Math.max(0, this.#toldAt + TURN_MS - clock.now());
    this.#turn = setTimeout(() => this.#tell(), waitMs).unref();
  }

  #tell(): void {
    const { id, control, peer, presence } = this.#o;
    clearTimeout(this.#turn);
    this.#turn = undefined;
    this.#toldAt = clock.now();
    const { latencyBuckets } = tenantOf(control.state, peer.tenant).settings;
    const latency = latencyBuckets ? { latencyBucket: this.#latency.bucket } : {};
    presence.change(id, { band: this.#band, draining: this.#draining, ...latency });
    let room = FINDINGS_A_TURN;
    for (const [key, finding] of this.#waiting) {
      if (room === 0) break;
      room -= 1;
      presence.learn(id, finding);
      this.#waiting.delete(key);
    }
    if (this.#waiting.size > 0) this.#tellSoon();
  }
}
