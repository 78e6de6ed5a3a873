/** For tests: events of gateways as records of the log, and the log and status to be waited for. */
import { setTimeout as sleep } from "node:timers/promises";
import { keyOf, NETWORK_TOPIC, type NetworkEvent, type NetworkFact } from "../../../core/record/network-event.ts";
import { randomBytes, uuidv7, uuidv7Bytes } from "../../../io/entropy.ts";
import type { EventLog, NewRecord } from "../../../io/log/event-log.ts";
import { encodeNetworkEvent } from "../../../io/wire/network-event.ts";
import type { IngestStatus } from "./ingest-meter.ts";
import type { Ingester } from "./ingester.ts";

/** A gateway's life, which numbers what it tells. */
export class TrialSource {
  readonly source: string;
  readonly boot = randomBytes(16).toString("hex");
  sequence = 0;

  constructor(source: string) {
    this.source = source;
  }

  event(fact: NetworkFact, more: Partial<NetworkEvent> = {}): NetworkEvent {
    this.sequence += 1;
    return {
      ...{ id: uuidv7Bytes().toString("hex"), source: this.source, boot: this.boot, sequence: this.sequence },
      ...{ atUs: Date.now() * 1000, tenant: "demo", reportedBy: "", asOf: 7, configRev: 3, srpVersion: 2 },
      ...{ appListVersion: 0, traceId: "", fact, ...more },
    };
  }

  /** A flow that was refused: the shortest there is. */
  refused(more: Partial<NetworkEvent> = {}): NewRecord {
    const segment = { flowId: uuidv7(), segment: 0, gateway: this.source, role: "client" } as const;
    return recordOf(this.event(blocked(segment), more));
  }
}

const blocked = (segment: { flowId: string; segment: number; gateway: string; role: "client" }): NetworkFact => ({
  ...{ type: "flow-decided", segment, sessionId: "", clientRef: "", user: "sam@corp.example", device: "laptop" },
  ...{ deviceClassification: "managed", srcIp: "127.0.0.1", srcPort: 4000, host: "wiki.corp.example", port: 443 },
  ...{ protocol: "tcp", app: "wiki", action: "block", policy: "(default deny)", reason: "CGW_POLICY_DEFAULT_DENY" },
  ...{
    denialId: "ABC-123",
    notice: "",
    considered: [],
    nearMiss: "",
    accessMethod: "client",
    probe: false,
    asksBefore: 0,
  },
});

export const recordOf = (event: NetworkEvent): NewRecord => ({
  key: keyOf(event.fact, event.source),
  value: encodeNetworkEvent(event),
});

export async function append(log: EventLog, records: readonly NewRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += 500) await log.append(NETWORK_TOPIC, records.slice(at, at + 500));
}

/** Waits until the status is as it should be; the last one is in the error. */
export async function until(
  ingester: Ingester,
  holds: (status: IngestStatus) => boolean,
  withinMs = 20_000,
): Promise<IngestStatus> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const status = await ingester.status();
    if (holds(status)) return status;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(status)}`);
    await sleep(20);
  }
}

export const caughtUp = (status: IngestStatus): boolean => status.state === "following" && status.counters["lag"] === 0;
