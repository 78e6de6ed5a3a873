/**
 * What the events of one flow say together, as the view `flows` shows it: the same law in plain words, which tests hold
 * the view to. Order and repetition make no difference.
 *
 * The last segment of a deciding gateway says what became of the flow: a resumed flow that lives is not closed by the
 * end of the segment that was lost. Byte counts are offsets from the flow's begin, so the greatest is the newest.
 */
import type {
  FlowDecided,
  NetworkEvent,
  NetworkFact,
  PhaseTimings,
  PublisherCandidate,
  Segment,
  SegmentActive,
  SegmentEnded,
  SegmentOpened,
} from "../../core/record/network-event.ts";
import { dropsTold } from "../../core/record/packets-told.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { crc32 } from "./crc32.ts";
import { utf8Bytes } from "./utf8.ts";

type FlowFact = FlowDecided | SegmentOpened | SegmentActive | SegmentEnded;
type Told<F extends FlowFact = FlowFact> = Omit<NetworkEvent, "fact"> & { readonly fact: F };

/** A row of `flows`, without its key. */
export interface MergedFlow {
  readonly flow_status: "open" | "active" | "closed";
  readonly start_time: number;
  readonly end_time: number | null;
  readonly [column: string]: string | number | boolean | null | readonly (readonly string[])[];
}

export function mergeFlow(events: readonly NetworkEvent[]): MergedFlow | undefined {
  const told = events.filter(isOfFlow);
  if (told.length === 0) return undefined;
  const decisions = told.filter(is("flow-decided"));
  const ends = told.filter(is("segment-ended"));
  const clients = told.filter(({ fact }) => fact.segment.role === "client");
  const newest = clients.toSorted(byPlace).at(-1);
  const isNewest = (event: Told): boolean => newest !== undefined && byPlace(event, newest) === 0;
  const decision = decisions.toSorted(byPlace).at(-1);
  const end = ends
    .filter(isNewest)
    .toSorted((a, b) => rankOf(a.fact) - rankOf(b.fact))
    .at(-1);
  const blocked = decision?.fact.action === "block" && isNewest(decision);
  const tried = end !== undefined && end.fact.candidates.length > 0 ? end.fact.candidates : triedOf(told);
  const closed = end !== undefined || blocked;
  const active = told.some(is("segment-active"));
  const reason = orNull(end?.fact.reason ?? (blocked ? decision.fact.reason : ""));
  const client_bytes = greatest(told.map(({ fact }) => ("clientBytes" in fact ? fact.clientBytes : 0)));
  const server_bytes = greatest(told.map(({ fact }) => ("serverBytes" in fact ? fact.serverBytes : 0)));
  const way = wayColumns(told, tried, end?.fact);
  return {
    flow_status: closed ? "closed" : active ? "active" : "open",
    start_time: least((decisions.length > 0 ? decisions : told).map(({ atUs }) => atUs)),
    end_time: end?.atUs ?? (blocked ? decision.atUs : null),
    ...decisionColumns(decision),
    reason,
    denial_id: orNull(end?.fact.denialId || decision?.fact.denialId),
    notice: orNull(end?.fact.notice || decision?.fact.notice),
    ...way,
    client_gateway: newest?.fact.segment.gateway ?? null,
    ...{ client_bytes, server_bytes },
    bytes_exact: end?.fact.inexact !== true,
    ended_by: end?.fact.endedBy ?? (blocked ? "system" : null),
    client_bytes_lost: end?.fact.clientBytesLost ?? 0,
    server_bytes_lost: end?.fact.serverBytesLost ?? 0,
    duration_us: end?.fact.durationUs ?? null,
    ...packetColumns(clients.filter(is("segment-ended"))),
    ...processColumns(decisions),
    question_id: last(decisions, (fact) => (fact as FlowDecided).questionId),
    trace_id: orNull(largest(told.map(({ traceId }) => traceId))),
    trace_kept: clients.some(({ fact }) => "traceKept" in fact && fact.traceKept === true),
    segments: new Set(told.map(({ fact: { segment } }) => `${segment.segment}/${segment.gateway}`)).size,
    tenant: told[0]!.tenant,
    probe: decisions.some(({ fact }) => fact.probe),
  };
}

const isOfFlow = (event: NetworkEvent): event is Told => "segment" in event.fact;

const is =
  <T extends NetworkFact["type"]>(type: T) =>
  (event: Told): event is Told<Extract<FlowFact, { type: T }>> =>
    event.fact.type === type;

/** The order of a flow's segments: client before publisher, then the number, then something that no two share. */
function placeOf({ role, segment, gateway }: Segment): bigint {
  const number = (role === "client" ? 2 ** 31 : 0) + Math.min(segment, 2 ** 31 - 1);
  return (BigInt(number) << 32n) | BigInt(crc32(utf8Bytes(gateway)));
}

const byPlace = (a: Told, b: Told): number => {
  const [left, right] = [placeOf(a.fact.segment), placeOf(b.fact.segment)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** An end that its own gateway told goes before what a later boot could still tell of it. */
const rankOf = ({ inexact }: SegmentEnded): number => (inexact ? 1 : 2);

const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const largest = <T extends string | number>(values: readonly T[]): T =>
  values.toSorted((a, b) => (a < b ? -1 : 1)).at(-1)!;
const orNull = (text: string | undefined): string | null => (text ? text : null);

/** What the last segment says that says anything; of what its events say apart, the greatest. */
function last<T extends string | number>(events: readonly Told[], of: (fact: FlowFact) => T | undefined): T | null {
  const saying = events.filter(({ fact }) => of(fact) !== undefined && of(fact) !== "");
  const top = saying.toSorted(byPlace).at(-1);
  if (top === undefined) return null;
  const said = saying.filter((event) => byPlace(event, top) === 0).map(({ fact }) => of(fact)!);
  return largest(said);
}

function decisionColumns(decision: Told<FlowDecided> | undefined) {
  const fact = decision?.fact;
  const texts = {
    ...{ user: fact?.user, device: fact?.device, src_ip: fact?.srcIp, app: fact?.app, host: fact?.host },
    ...{ protocol: fact?.protocol, action: fact?.action, policy: fact?.policy, near_miss: fact?.nearMiss },
    ...{ device_classification: fact?.deviceClassification, access_method: fact?.accessMethod },
    ...{ session_id: fact?.sessionId, client_ref: fact?.clientRef },
  };
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, orNull(value)])),
    ...{ src_port: fact?.srcPort || null, port: fact?.port ?? null, asks_before: fact?.asksBefore ?? null },
    ...{ as_of: decision?.asOf ?? null, config_rev: decision?.configRev ?? null },
    srp_version: decision?.srpVersion ?? null,
  };
}

/** The gateway that decides knows of both ends. */
function packetColumns(ends: readonly Told<SegmentEnded>[]) {
  const told = ends.flatMap(({ fact: { packets } }) => packets ?? []);
  const most = (values: readonly number[]) => (values.length === 0 ? null : greatest(values));
  const drops = told.map((packets) => dropsTold(packets.drops));
  return {
    client_packets: most(told.map(({ clientPackets }) => clientPackets)),
    server_packets: most(told.map(({ serverPackets }) => serverPackets)),
    packets_dropped: most(drops.map(({ count }) => count)),
    drop_reasons: drops.length === 0 ? null : orNull(largest(drops.map(({ text }) => text))),
  };
}

function processColumns(decisions: readonly Told<FlowDecided>[]) {
  const told = (of: (process: ProcessTold) => string | number | undefined) =>
    last(decisions, (fact) => of((fact as FlowDecided).process ?? { name: "", pathHash: "" }));
  return {
    process: told(({ name }) => name),
    process_path_hash: told(({ pathHash }) => pathHash),
    process_uid: told(({ uid }) => uid),
  };
}

function triedOf(told: readonly Told[]): readonly PublisherCandidate[] {
  const opened = told.filter(is("segment-opened")).filter(({ fact }) => fact.candidates.length > 0);
  return opened.toSorted(byPlace).at(-1)?.fact.candidates ?? [];
}

const PHASES = ["route", "dispatch", "resolve", "connect", "firstByte"] as const;

/** The way that the flow took; of one that failed, the candidate that gave the reason of its end. */
function wayColumns(told: readonly Told[], tried: readonly PublisherCandidate[], end: SegmentEnded | undefined) {
  const opened = told.filter(is("segment-opened"));
  const far = told.filter(({ fact }) => fact.segment.role === "publisher");
  const failed = tried.find(({ whyNot }) => whyNot !== "" && whyNot === end?.reason);
  const text = (field: "publisher" | "publisherGateway" | "egressAddr" | "appAddr") =>
    last(opened, (fact) => (fact as SegmentOpened)[field]);
  const phases = PHASES.map((phase) => {
    const name = phase === "firstByte" ? "first_byte_us" : `${phase}_us`;
    return [name, last(told, (fact) => timingsOf(fact)[`${phase}Us`])];
  });
  return {
    publisher_name: text("publisher") ?? orNull(failed?.publisher),
    publisher_gateway:
      text("publisherGateway") ?? last(far, ({ segment }) => segment.gateway) ?? orNull(failed?.gateway),
    egress_addr: text("egressAddr"),
    app_addr: text("appAddr"),
    ...Object.fromEntries(phases),
    dns_us: last(told, (fact) => (fact.type === "flow-decided" ? fact.dnsUs : undefined)),
    decide_us: last(told, (fact) => (fact.type === "flow-decided" ? fact.decideUs : undefined)),
    candidates: tried.map(({ publisher, gateway, whyNot }) => [publisher, gateway, whyNot]),
  };
}

const timingsOf = (fact: FlowFact): PhaseTimings => ("timings" in fact ? fact.timings : {});
