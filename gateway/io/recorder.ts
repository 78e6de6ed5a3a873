/**
 * The record of a gateway: facts become events with an envelope and a sequence, are spooled before anybody is answered,
 * and are shipped to the network log behind everybody's back.
 *
 * A life of the gateway is a boot. Its first event says so, the next end the segments that earlier lives left open;
 * both are written before anything else is.
 */
import type { Hex } from "../../core/control/event.ts";
import { type ControlState, tenantOf } from "../../core/control/state.ts";
import { NETWORK_SHAPE, NETWORK_TOPIC, type NetworkFact, type SegmentEnded } from "../../core/record/network-event.ts";
import { type About, type LiveSegments, lostEnd } from "../../core/spool/live-segments.ts";
import { clock } from "../../io/clock.ts";
import { uuidv7Bytes } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { EventLog } from "../../io/log/event-log.ts";
import { topicWithin } from "../../io/log/patient-topic.ts";
import { openSpool } from "../../io/spool/open-spool.ts";
import {
  FILE_BYTES_DEFAULT,
  type Room,
  type Spool,
  SpoolFault,
  type SyncMode,
  spoolBytes,
} from "../../io/spool/spool.ts";
import { ACTIVE_EVERY_MS, ActiveSegments, type Moving } from "./active-segments.ts";
import { ReplayedSpool } from "./replayed.ts";
import { Shipper } from "./shipper.ts";
import { encodeSpooled } from "./spooled-event.ts";

export type { About, Room };

export interface Recorder {
  /**
   * Resolves when the event survives this process. Rejected with a SpoolFault: it was not recorded. Without a room of
   * the caller's it takes what is free, and where there is none it is counted as dropped; "optional": the caller minds.
   */
  record(fact: NetworkFact, about: About, room?: Room | "optional"): Promise<void>;
  /** For what may be lost and nobody waits for: it is counted where there is no room. */
  mention(fact: NetworkFact, about: About): void;
  /** What one flow, or one command, will owe: released when its last event was recorded. Undefined: refuse it. */
  reserve(of?: "flow" | "command"): Room | undefined;
  /** While it moves, it is told of now and then; the returned function ends that. */
  moving(moving: Moving): () => void;
  counters(): Record<string, number>;
  status(): RecorderStatus;
  /** Ships what it can; the rest waits for the next life. */
  close(): Promise<void>;
}

export interface RecorderStatus {
  readonly boot: Hex;
  /** The boot before it, of which the spool still knew; "" where there was none. */
  readonly previousBoot: Hex;
  readonly sequence: number;
  readonly shippedSequence: number;
  readonly spoolBytes: number;
  readonly spoolBoundBytes: number;
  readonly unshipped: number;
  /** Optional events that found no room, by kind. */
  readonly dropped: Readonly<Record<string, number>>;
}

export interface RecorderOptions {
  readonly name: string;
  readonly tenant: string;
  readonly version: string;
  readonly roles: readonly string[];
  readonly spool: { readonly folder: string; readonly boundBytes: number; readonly sync: SyncMode };
  readonly control: { readonly state: ControlState };
  readonly events: EventLog;
  readonly log: JsonLog;
  readonly activeEveryMs?: number;
  readonly mendEveryMs?: number;
}

/** The decision, opened and end of one flow at their longest (`gateway/client/flow-facts.ts` bounds what they hold). */
export const FLOW_BYTES = spoolBytes(4_608) + spoolBytes(2_048) + spoolBytes(5_632);
/** A command may have changed many objects. */
const COMMAND_BYTES = spoolBytes(24_576);
/** An event that something waits for and that no room was reserved for. */
const eventBytes = ({ type }: NetworkFact): number => (type === "admin-changed" ? COMMAND_BYTES : spoolBytes(2_048));
/** Between two tellings of what was dropped, and two tries of ends that a broken disk refused. */
const MEND_MS = 10_000;
/** Ends kept for a disk that comes back. Those beyond are written by the next life, which finds them open. */
const OWED_ENDS_MAX = 10_000;
const SHIP_AT_CLOSE_MS = 2_000;
/** A spool that is full makes room when it is shipped; a gateway waits so long for that before it starts without. */
const BEGIN_WITHIN_MS = 10_000;
const BEGIN_AGAIN_MS = 250;
/** A topic that is there is found within this; of one that isn't, the shipper waits for the log. */
const TOPIC_WITHIN_MS = 6_000;
/** Many at a time, so that one write takes many. */
const ENDS_AT_ONCE = 500;

/** Answers when this life has begun and the segments of earlier ones are ended; in a full spool that may come later. */
export async function openRecorder(o: RecorderOptions): Promise<Recorder> {
  // While the log is away events wait in the spool.
  await topicWithin(o.events, NETWORK_TOPIC, NETWORK_SHAPE, TOPIC_WITHIN_MS);
  const replayed = new ReplayedSpool();
  let live: LiveSegments | undefined;
  const known = (): LiveSegments => {
    live ??= replayed.segments();
    return live;
  };
  const { boundBytes } = o.spool;
  const spool = await openSpool({
    ...o.spool,
    fileBytes: Math.min(FILE_BYTES_DEFAULT, Math.floor(boundBytes / FILES_WANTED)),
    onRecord: (record) => replayed.hear(record),
    *state() {
      for (const text of known().states()) yield Buffer.from(text);
    },
  });
  const recorder = new SpoolRecorder(o, spool, known());
  const begun = recorder.begin(replayed);
  const late = new Promise<void>((resolve) => setTimeout(resolve, BEGIN_WITHIN_MS).unref());
  try {
    await Promise.race([begun, late]);
  } catch (error) {
    await recorder.close();
    throw error;
  }
  return recorder;
}

/** A verdict's versions are those of the rules that it was judged by: more may have been folded since. */
function judgedBy(fact: NetworkFact): { readonly asOf: number; readonly configRev: number } | undefined {
  const judged = "judged" in fact ? fact.judged : undefined;
  return judged && { asOf: judged.asOf, configRev: judged.configRev };
}

/** Of a small bound each file takes a small part, or what waits for its deletion would fill it. */
const FILES_WANTED = 8;

class SpoolRecorder implements Recorder {
  readonly #o: RecorderOptions;
  readonly #spool: Spool;
  readonly #live: LiveSegments;
  readonly #shipper: Shipper;
  readonly #active: ActiveSegments;
  readonly #mending: ReturnType<typeof setInterval>;
  readonly #own: About;
  /** Dropped by kind: in this life, and since it was last told. */
  readonly #dropped = new Map<string, number>();
  readonly #untold = new Map<string, number>();
  readonly #owedEnds = new Map<SegmentEnded, About>();
  #previousBoot: Hex = "";
  #begun = false;
  #sequence = 0;
  #failed = 0;
  /** Once each time that is enough: a disk that is broken is so for every flow. */
  #complained = false;

  constructor(o: RecorderOptions, spool: Spool, live: LiveSegments) {
    this.#o = o;
    this.#spool = spool;
    this.#live = live;
    this.#own = { tenant: o.tenant };
    this.#shipper = new Shipper({ spool, events: o.events, log: o.log });
    this.#active = new ActiveSegments(o.activeEveryMs ?? ACTIVE_EVERY_MS, (fact, about) => this.mention(fact, about));
    this.#mending = setInterval(() => void this.#mend(), o.mendEveryMs ?? MEND_MS);
    this.#mending.unref();
  }

  /** The first events of a boot. */
  async begin(replayed: ReplayedSpool): Promise<void> {
    const left = [...this.#live.all()];
    const { previousBoot, previousSequence } = replayed;
    this.#previousBoot = previousBoot;
    const { version, roles, log } = this.#o;
    const { damaged_bytes: damagedBytes } = this.#spool.counts;
    const earlier = { previousBoot, previousSequence, segmentsEnded: left.length, damagedBytes };
    await this.#certainly({ type: "source-started", version, roles, ...earlier }, this.#own);
    for (let at = 0; at < left.length; at += ENDS_AT_ONCE) {
      const some = left.slice(at, at + ENDS_AT_ONCE);
      await Promise.all(some.map((one) => this.#certainly(lostEnd(one), one)));
    }
    this.#begun = true;
    if (left.length > 0) log.warn("segments of an earlier life were ended", { segments: left.length });
    if (replayed.malformed > 0) log.error("spooled events could not be read", { events: replayed.malformed });
  }

  record(fact: NetworkFact, about: About, room?: Room | "optional"): Promise<void> {
    const own = room === undefined ? this.#spool.reserve(eventBytes(fact)) : undefined;
    const writing = this.#begun
      ? this.#write(fact, about, room ?? own ?? "optional")
      : Promise.reject(new SpoolFault("WL_SPOOL_FULL", "this life of the gateway could not be recorded yet"));
    return writing
      .catch((error: unknown) => {
        if (room !== "optional") this.#missed(fact, about, room !== undefined, error);
        throw error;
      })
      .finally(() => own?.release());
  }

  mention(fact: NetworkFact, about: About): void {
    this.record(fact, about, "optional").catch(() => this.#drop(fact.type));
  }

  reserve(of: "flow" | "command" = "flow"): Room | undefined {
    return this.#begun ? this.#spool.reserve(of === "flow" ? FLOW_BYTES : COMMAND_BYTES) : undefined;
  }

  moving(moving: Moving): () => void {
    return this.#active.begin(moving);
  }

  counters(): Record<string, number> {
    const spool = Object.entries(this.#spool.counts).map(([name, count]) => [`spool_${name}`, count] as const);
    const dropped = [...this.#dropped].map(([kind, count]) => [`events_dropped_${kind}`, count] as const);
    return {
      ...Object.fromEntries([...spool, ...dropped]),
      ...this.#shipper.counters,
      ...{ events_failed: this.#failed, ends_owed: this.#owedEnds.size, segments_open: this.#live.size },
    };
  }

  status(): RecorderStatus {
    const { used_bytes: spoolBytes, bound_bytes: spoolBoundBytes, unshipped_records: unshipped } = this.#spool.counts;
    return {
      ...{
        boot: this.#spool.boot,
        previousBoot: this.#previousBoot,
        sequence: this.#sequence,
        shippedSequence: this.#shipper.shippedSequence,
      },
      ...{ spoolBytes, spoolBoundBytes, unshipped, dropped: Object.fromEntries(this.#dropped) },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#mending);
    this.#active.close();
    await this.#mend();
    await this.#shipper.close(SHIP_AT_CLOSE_MS);
    await this.#spool.close();
  }

  /** What the event says is fixed now; its place among the others when it is written. */
  async #write(fact: NetworkFact, about: About, room: Room | "optional"): Promise<void> {
    const { state } = this.#o.control;
    const id = uuidv7Bytes().toString("hex");
    const atUs = clock.wallUs();
    const { tenant, reportedBy = "", srpVersion = 0, appListVersion = 0, traceId = "", report } = about;
    const versions = judgedBy(fact) ?? {
      ...{ asOf: Math.max(state.asOf, 0), configRev: Math.max(tenantOf(state, tenant).configRev, 0) },
    };
    const source = { id, source: this.#o.name, boot: this.#spool.boot, atUs };
    await this.#spool.append((sequence) => {
      const said = { tenant, reportedBy, srpVersion, appListVersion, traceId, ...versions, ...(report && { report }) };
      return encodeSpooled({ ...source, sequence, ...said, fact });
    }, room);
    this.#sequence += 1;
    this.#live.tell(fact, about, atUs);
  }

  #drop(kind: string): void {
    for (const counts of [this.#dropped, this.#untold]) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  /** `waitedFor`: by a flow, which is refused instead. */
  #missed(fact: NetworkFact, about: About, waitedFor: boolean, error: unknown): void {
    this.#failed += 1;
    if (!waitedFor) this.#drop(fact.type);
    if (!this.#complained) this.#o.log.error("events can't be recorded", { kind: fact.type, error: String(error) });
    this.#complained = true;
    if (fact.type === "segment-ended" && this.#owedEnds.size < OWED_ENDS_MAX) this.#owedEnds.set(fact, about);
  }

  async #mend(): Promise<void> {
    this.#complained = false;
    if (!this.#begun) return;
    for (const [kind, count] of [...this.#untold]) {
      this.#untold.delete(kind);
      // No room to say so: with the next ones.
      const again = () => void this.#untold.set(kind, count + (this.#untold.get(kind) ?? 0));
      await this.#write({ type: "events-dropped", kind, count }, this.#own, "optional").catch(again);
    }
    for (const [fact, about] of [...this.#owedEnds]) {
      this.#owedEnds.delete(fact);
      const failed = await this.#write(fact, about, "optional").catch((error: unknown) => error);
      if (failed === undefined) continue;
      this.#owedEnds.set(fact, about);
      return;
    }
  }

  /** Until it is written: where the spool is full, the shipper makes room. */
  async #certainly(fact: NetworkFact, about: About): Promise<void> {
    for (;;) {
      try {
        return await this.#write(fact, about, "optional");
      } catch (error) {
        if (!(error instanceof SpoolFault) || !error.mayRetry) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, BEGIN_AGAIN_MS));
    }
  }
}
