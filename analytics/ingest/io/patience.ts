/** Tries again what may pass, for as long as it takes: quickly at first, then every ten seconds, and says so. */
import { setTimeout as sleep } from "node:timers/promises";
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { IngestMeter } from "./ingest-meter.ts";

export const AGAIN_MS = 250;
export const AGAIN_MS_MAX = 10_000;

export type Peer = "clickhouse" | "log";

export class Patience {
  readonly #meter: IngestMeter;
  readonly #log: JsonLog;
  readonly #ending = new AbortController();

  constructor(meter: IngestMeter, log: JsonLog) {
    this.#meter = meter;
    this.#log = log;
  }

  /** Nobody waits any longer: what is tried again resolves with undefined. */
  end(): void {
    this.#ending.abort();
  }

  /** The work's answer; undefined after `end`. Throws what may not pass. */
  async until<T>(peer: Peer, work: () => Promise<T>, mayPass: (error: unknown) => boolean): Promise<T | undefined> {
    const { signal } = this.#ending;
    for (let waitMs = AGAIN_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, AGAIN_MS_MAX)) {
      try {
        const answer = await work();
        if (this.#meter.here(peer)) this.#log.info("answers again", { peer });
        return answer;
      } catch (error) {
        if (!mayPass(error)) throw error;
        if (this.#meter.away(peer, errorText(error))) this.#log.warn("is away: waiting", { peer, error });
      }
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {});
    }
    return undefined;
  }
}
