/** Looks for publisher identities that live twice among the tunnels of this gateway: told, counted, cut. */
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { spiffeText } from "../../../io/pki/spiffe.ts";
import type { Recorder } from "../../io/recorder.ts";
import { type Clone, Clones } from "../clones.ts";

export interface CloneWatchOptions {
  /** This gateway's. */
  readonly name: string;
  readonly control: ControlLog;
  readonly recorder: Pick<Recorder, "record">;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
  /** The tunnel is a clone's. */
  readonly cut: (tunnel: string) => void;
}

const LOOK_EVERY_MS = 1_000;

export class CloneWatch extends Clones {
  readonly #o: CloneWatchOptions;
  readonly #looking: ReturnType<typeof setInterval>;

  constructor(o: CloneWatchOptions) {
    super(o.name);
    this.#o = o;
    this.#looking = setInterval(() => {
      for (const clone of this.judge(clock.now(), o.control.state)) this.#found(clone);
    }, LOOK_EVERY_MS);
    this.#looking.unref();
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #found({ tenant, publisher, instance, older, at, tunnels }: Clone): void {
    const { control, recorder, log, count, cut } = this.#o;
    count("publisher_clones");
    log.error("a publisher identity is live twice", { publisher, older, at, refused: instance });
    const actor = spiffeText({ domain: control.state.trustDomain, tenant, role: "publisher", id: publisher });
    const said = `publisher/${publisher} is live twice: ${instance} is refused, ${older} at ${at} came first`;
    const about = { changes: [], accepted: false, mistakes: [said], remoteAddr: "", reason: "conflict" };
    recorder.record({ type: "admin-changed", actor, verb: "clone", ...about }, { tenant }).catch(() => {});
    for (const tunnel of tunnels) cut(tunnel);
  }
}
