/**
 * Measures how far each gateway of the list is, by questions over TLS, and whether it takes tunnels: a round at the
 * start and one a minute.
 */
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import { type Link, openLink } from "../../io/grpc/link.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { Identity, Trust } from "../../io/pki/identity.ts";
import { MEASURE_PATH, measureRequest, measureResponse } from "../../io/wire/attach.ts";
import type { Nearest } from "../nearest.ts";

export interface SurveyOptions {
  readonly gateways: readonly string[];
  readonly nearest: Nearest;
  readonly identity: () => Identity;
  readonly trust: Trust;
  /** A round is over. */
  readonly onSurveyed: () => void;
  readonly log: JsonLog;
}

const EVERY_MS = 60_000;
/** Tunnels wait for the first round no longer: a gateway that is away must not keep the others waiting. */
const FIRST_MS = 1_000;
/** Also the longest trip that is worth knowing. */
const ANSWER_MS = 2_000;
/** The shortest of so many trips counts; one before them pays for the handshake. */
const QUESTIONS = 3;
/** Gateways asked at once, so that their trips don't wait for each other. */
const AT_ONCE = 4;

export class Surveyor {
  readonly #o: SurveyOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #links = new Set<Link>();

  constructor(o: SurveyOptions) {
    this.#o = o;
  }

  /** Resolves when the nearest gateways are known as well as they can be in a second. */
  async start(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, FIRST_MS).unref());
    await Promise.race([this.#round(), late]);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const link of this.#links) link.close();
  }

  async #round(): Promise<void> {
    const left = [...this.#o.gateways];
    const asker = async () => {
      for (let gateway = left.shift(); gateway !== undefined && !this.#closed; gateway = left.shift())
        await this.#ask(gateway);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, asker));
    if (this.#closed) return;
    this.#o.nearest.surveyed(clock.now());
    this.#o.onSurveyed();
    // Publishers that were started together don't ask together for long.
    this.#timer = setTimeout(() => void this.#round(), EVERY_MS * (0.75 + die() / 2)).unref();
  }

  async #ask(gateway: string): Promise<void> {
    const { nearest, identity, trust, log } = this.#o;
    const link = openLink({ target: gateway, identity: identity(), trust });
    this.#links.add(link);
    try {
      await question(link);
      let trip = Number.POSITIVE_INFINITY;
      let draining = false;
      for (let n = 0; n < QUESTIONS; n += 1) {
        const from = clock.now();
        draining = await question(link);
        trip = Math.min(trip, clock.now() - from);
      }
      nearest.measured(gateway, trip, draining);
    } catch (error) {
      if (this.#closed) return;
      log.debug("a gateway could not be measured", { gateway, error: String(error) });
      // Of one that a tunnel hangs on the tunnel itself tells.
      if (!nearest.isTaken(gateway)) nearest.failed(gateway, clock.now());
    } finally {
      this.#links.delete(link);
      link.close();
    }
  }
}

const question = async (link: Link): Promise<boolean> =>
  measureResponse.decode(await link.unary(MEASURE_PATH, measureRequest.encode({}), ANSWER_MS)).draining ?? false;
