/** Facts of the network log, as they are told: what happened to flows, sessions, publishers and configuration. */
import type { Hex } from "../control/event.ts";
import type { FlowId } from "../units.ts";
import type { DnsAnswered } from "./dns-facts.ts";
import type { Judged, JudgedAgain, RuleConsidered, SessionTold } from "./judged.ts";
import type { StubLeases } from "./lease-facts.ts";
import type { PacketsTold } from "./packets-told.ts";
import type { ProcessTold } from "./process-told.ts";
import type { AppListTaken, EventsDropped, FlowsNotCarried, SourceStarted } from "./source-facts.ts";

export type { AppListTaken, EventsDropped, FlowsNotCarried, RuleConsidered, SourceStarted };

import type { PairMoved, PublisherCandidate, TunnelDown, TunnelUp } from "./publisher-facts.ts";

export type { PairMoved, PublisherCandidate, TunnelDown, TunnelUp } from "./publisher-facts.ts";

/** The part of a flow that one gateway carried; `role` is what that gateway was in it. */
export interface Segment {
  readonly flowId: FlowId;
  readonly segment: number;
  readonly gateway: string;
  /** "client": it decided the flow, alone or with the publisher's side in the same process. */
  readonly role: SegmentRole;
}

export type SegmentRole = "client" | "publisher";

/** Microseconds; absent where the phase did not happen. */
export interface PhaseTimings {
  /** Verdict to the first candidate asked, at the entry gateway. */
  readonly routeUs?: number;
  /** Open to the idle stream that was bound, at the Publisher Gateway. */
  readonly dispatchUs?: number;
  /** The name's lookup, at the publisher. */
  readonly resolveUs?: number;
  /** The dial alone, at the publisher. */
  readonly connectUs?: number;
  /** Success reply to the app's first payload, at the entry gateway. */
  readonly firstByteUs?: number;
}

export type FlowAction = "allow" | "block" | "alert";

/** Whether the entry gateway keeps the flow's trace, as decided by then. Another hop doesn't say. */
interface Traced {
  readonly traceKept?: true;
}

/** The verdict on a flow, or why there was none. An allow or alert begins the client segment; a block ends the flow. */
export interface FlowDecided extends Traced {
  readonly type: "flow-decided";
  readonly segment: Segment;
  readonly sessionId: Hex;
  readonly clientRef: Hex;
  readonly user: string;
  readonly device: string;
  readonly deviceClassification: string;
  /** The program's socket at the agent, as the device reports it. */
  readonly srcIp: string;
  readonly srcPort: number;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  /** "" where no app has this destination. */
  readonly app: string;
  readonly action: FlowAction;
  /** Rule's name; DEFAULT_DENY where no rule matched; "" where no rule was asked. */
  readonly policy: string;
  /** A code of the catalogue; "" for an allow. */
  readonly reason: string;
  readonly denialId: string;
  readonly notice: string;
  readonly considered: readonly RuleConsidered[];
  /** An app whose host matched and whose ports did not. */
  readonly nearMiss: string;
  readonly accessMethod: string;
  readonly dnsUs?: number;
  readonly decideUs?: number;
  readonly probe: boolean;
  /** How often the device, by its own word, asked for this flow before and heard no answer. */
  readonly asksBefore: number;
  /** Absent where nothing was decided. */
  readonly judged?: Judged;
  /** Absent where the device has not told of it. */
  readonly process?: ProcessTold;
  /** The question, or the lease, by which the program came to the address, in the device's own word; 16 bytes. */
  readonly questionId?: Hex;
}

/** The app answered; the success reply leaves after this is written. */
export interface SegmentOpened extends Traced {
  readonly type: "segment-opened";
  readonly segment: Segment;
  readonly publisher: string;
  readonly publisherGateway: string;
  readonly egressAddr: string;
  readonly appAddr: string;
  readonly candidates: readonly PublisherCandidate[];
  readonly timings: PhaseTimings;
}

/** Each 60 s while a segment lives. Payload delivered at the far end, counted from the flow's begin. */
export interface SegmentActive {
  readonly type: "segment-active";
  readonly segment: Segment;
  readonly clientBytes: number;
  readonly serverBytes: number;
}

export interface SegmentEnded extends Traced {
  readonly type: "segment-ended";
  readonly segment: Segment;
  readonly clientBytes: number;
  readonly serverBytes: number;
  readonly reason: string;
  readonly endedBy: "client" | "app" | "system";
  /** Taken from the sender and not delivered. */
  readonly clientBytesLost: number;
  readonly serverBytesLost: number;
  /** The counts are those of the last record before a crash. */
  readonly inexact: boolean;
  /** Where the flow failed before it opened, or was terminated. */
  readonly denialId: string;
  readonly notice: string;
  readonly timings: PhaseTimings;
  readonly candidates: readonly PublisherCandidate[];
  readonly durationUs: number;
  /** Of a UDP association. */
  readonly packets?: PacketsTold;
  /** Where the flow was judged again and may not go on. */
  readonly judged?: Judged;
  readonly verdict?: JudgedAgain;
}

export interface NearMiss {
  readonly type: "near-miss";
  readonly user: string;
  readonly device: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly app: string;
  readonly reason: string;
  /** "": its device refused it, and no gateway was asked. */
  readonly flowId: FlowId | "";
}

export interface SessionUp {
  readonly type: "session-up";
  readonly sessionId: Hex;
  readonly user: string;
  readonly device: string;
  readonly deviceClassification: string;
  readonly gateway: string;
  readonly remoteAddr: string;
  readonly agentVersion: string;
  /** In the agent's own words. */
  readonly os: string;
  readonly inputs?: SessionTold;
}

/** The device steers by this SRP, as it has confirmed; the event's `srpVersion` is its version. */
export interface SrpDelivered {
  readonly type: "srp-delivered";
  readonly sessionId: Hex;
  readonly user: string;
  readonly device: string;
  readonly gateway: string;
  readonly srpHash: Hex;
  /** Those included that are only steered so that the person is told of a block. */
  readonly apps: number;
}

export interface SessionDown {
  readonly type: "session-down";
  readonly sessionId: Hex;
  readonly user: string;
  readonly device: string;
  readonly gateway: string;
  readonly reason: string;
  readonly durationUs: number;
}

/** One command of an operator, taken or refused. */
export interface AdminChanged {
  readonly type: "admin-changed";
  /** SPIFFE id. */
  readonly actor: string;
  readonly verb: string;
  /** As "App/wiki changed (41 -> 57)": the revisions before and after. */
  readonly changes: readonly string[];
  readonly accepted: boolean;
  readonly mistakes: readonly string[];
  /** Where it came from, as the gateway sees it. */
  readonly remoteAddr: string;
  /** Of a refused one: mistaken, denied (the operator's role), conflict, failed; "" where it was taken. */
  readonly reason: string;
}

export type NetworkFact =
  | FlowDecided
  | SegmentOpened
  | SegmentActive
  | SegmentEnded
  | NearMiss
  | DnsAnswered
  | StubLeases
  | PairMoved
  | SessionUp
  | SrpDelivered
  | SessionDown
  | TunnelUp
  | TunnelDown
  | AdminChanged
  | FlowsNotCarried
  | AppListTaken
  | EventsDropped
  | SourceStarted;

export type NetworkFactType = NetworkFact["type"];

/** What a reporter calls one of its reports: its life, 16 bytes, and the number in it. */
export interface ReportName {
  readonly boot: Hex;
  readonly sequence: number;
}

/** Who tells it, when, and by which versions. The id is a UUIDv7. */
export interface NetworkEnvelope {
  readonly id: Hex;
  readonly source: string;
  readonly boot: Hex;
  /** Gap-free per source and boot, from 1. */
  readonly sequence: number;
  readonly atUs: number;
  readonly tenant: string;
  /** SPIFFE id of the device or publisher whose report this is; "": the writer's own. */
  readonly reportedBy: string;
  readonly asOf: number;
  readonly configRev: number;
  readonly srpVersion: number;
  readonly appListVersion: number;
  /** Of a device's or publisher's own report. The same one may stand under two gateways: a reader counts it once. */
  readonly report?: ReportName;
  /** "" or 16 bytes. */
  readonly traceId: Hex;
}

export type NetworkEvent = NetworkEnvelope & { readonly fact: NetworkFact };
/** Of a newer gateway than this reader: its envelope still counts. */
export type UnknownNetworkEvent = NetworkEnvelope & { readonly fact: { readonly type: "unknown" } };

export const NETWORK_TOPIC = "wayleave.network.v1";
/** Two days: time to bring a store back that was lost or is to be filled anew, and a bound for the disk. */
const RETENTION_MS = 48 * 3_600_000;
export const NETWORK_SHAPE = { cleanup: "delete", partitions: 1, retentionMs: RETENTION_MS } as const;

/** The key that keeps the events of one flow, session or tunnel in one partition. */
export function keyOf(fact: NetworkFact, source: string): string {
  switch (fact.type) {
    case "flow-decided":
    case "segment-opened":
    case "segment-active":
    case "segment-ended":
      return fact.segment.flowId;
    case "near-miss":
      return fact.flowId === "" ? source : fact.flowId;
    case "pair-moved":
      return fact.flowId;
    case "dns-answered":
      return fact.questionId;
    case "session-up":
    case "srp-delivered":
    case "session-down":
      return fact.sessionId;
    case "tunnel-up":
    case "tunnel-down":
      return fact.attachment;
    default:
      return source;
  }
}
