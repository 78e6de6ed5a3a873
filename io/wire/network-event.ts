/** Facts of the network log on the wire. What is malformed is refused; a fact of a newer writer is "unknown". */
import type {
  FlowAction,
  NetworkEnvelope,
  NetworkEvent,
  NetworkFact,
  PhaseTimings,
  PublisherCandidate,
  Segment,
  UnknownNetworkEvent,
} from "../../core/record/network-event.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { uuidBytes, uuidText } from "../entropy.ts";
import { dnsAnsweredOf, dnsAnsweredToWire, questionIdOf, questionIdToWire } from "./dns-answered.ts";
import { bytes, count, hex, optionalHex, text } from "./event-fields.ts";
import { judgedAgainOf, judgedAgainToWire, judgedOf, judgedToWire, toldOf, toldToWire } from "./judged.ts";
import { MalformedMessage, messageCodec } from "./message-codec.ts";
import "./protobuf.ts";
import { packetsOf, packetsToWire } from "./packets-told.ts";
import { processOf, processToWire } from "./process-told.ts";
import { srpDeliveredOf, srpDeliveredToWire } from "./srp-delivered.ts";
import { stubLeasesOf, stubLeasesToWire } from "./stub-leases.ts";
import { tunnelFactOf } from "./tunnel-facts.ts";

const codec = messageCodec(wayleave.event.v1.NetworkEvent);
type Wire = wayleave.event.v1.NetworkEvent;
type WireEvent = wayleave.event.v1.NetworkEvent.$Properties;

/** An event is one flow's fact: what is larger is none of ours. A quarter of it is what an admin change may take. */
export const EVENT_BYTES_MAX = 65_536;

/** What of an envelope a writer states itself; boot and sequence are its spool's. */
export function encodeNetworkEvent(event: NetworkEvent): Buffer {
  const { id, boot, traceId, fact, report, ...plain } = event;
  const reported = report && { reportBoot: bytes(report.boot), reportSequence: report.sequence };
  const ids = { id: bytes(id), boot: bytes(boot), traceId: bytes(traceId) };
  return codec.encode({ ...plain, ...ids, ...reported, ...factToWire(fact) });
}

/** Throws MalformedMessage. */
export function decodeNetworkEvent(message: Uint8Array): NetworkEvent | UnknownNetworkEvent {
  const wire = wireOf(message);
  return { ...envelopeOf(wire), fact: flowFactOf(wire) ?? otherFactOf(wire) ?? { type: "unknown" } } as NetworkEvent;
}

/** Who told it, of an event whose fact is malformed; undefined where that can't be read either. */
export function decodeEnvelope(message: Uint8Array): NetworkEnvelope | undefined {
  try {
    return envelopeOf(wireOf(message));
  } catch {
    return undefined;
  }
}

function wireOf(message: Uint8Array): Wire {
  if (message.length > EVENT_BYTES_MAX) throw new MalformedMessage(`an event of ${message.length} bytes`);
  return codec.decode(message);
}

function envelopeOf(wire: Wire): NetworkEnvelope {
  const envelope: NetworkEnvelope = {
    id: hex(wire.id, "id", 16),
    source: text(wire.source, "source"),
    boot: hex(wire.boot, "boot", 16),
    sequence: count(wire.sequence, "sequence"),
    atUs: count(wire.atUs, "at_us"),
    tenant: wire.tenant ?? "",
    reportedBy: wire.reportedBy ?? "",
    asOf: count(wire.asOf, "as_of"),
    configRev: count(wire.configRev, "config_rev"),
    srpVersion: count(wire.srpVersion, "srp_version"),
    appListVersion: count(wire.appListVersion, "app_list_version"),
    traceId: optionalHex(wire.traceId, "trace_id", 16),
  };
  if (envelope.sequence === 0) throw new MalformedMessage("sequence is 0");
  const boot = optionalHex(wire.reportBoot, "report_boot", 16);
  const sequence = count(wire.reportSequence, "report_sequence");
  // Half of a name would let two reports pass for one.
  if ((boot === "") !== (sequence === 0)) throw new MalformedMessage("report_boot and report_sequence go together");
  return boot === "" ? envelope : { ...envelope, report: { boot, sequence } };
}

const segmentToWire = ({ flowId, segment, gateway, role }: Segment) => ({
  ...{ flowId: uuidBytes(flowId), segment, gateway, role },
});

function segmentOf(wire: wayleave.event.v1.Segment.$Properties | null | undefined): Segment {
  const { flowId, role, ...place } = wire ?? {};
  if (flowId?.length !== 16) throw new MalformedMessage("segment.flow_id must have 16 bytes");
  if (role !== "client" && role !== "publisher") throw new MalformedMessage(`segment.role ${JSON.stringify(role)}`);
  return {
    ...{ flowId: uuidText(flowId), segment: place.segment ?? 0, role },
    gateway: text(place.gateway, "segment.gateway"),
  };
}

const TIMINGS = ["routeUs", "dispatchUs", "resolveUs", "connectUs", "firstByteUs"] as const;

function timingsOf(wire: wayleave.event.v1.PhaseTimings.$Properties | null | undefined): PhaseTimings {
  const timings: { -readonly [K in keyof PhaseTimings]: PhaseTimings[K] } = {};
  for (const phase of TIMINGS) {
    const value = wire?.[phase];
    if (value !== null && value !== undefined) timings[phase] = count(value, phase);
  }
  return timings;
}

const candidatesOf = (
  wire: readonly wayleave.event.v1.PublisherCandidate.$Properties[] | null | undefined,
): PublisherCandidate[] =>
  (wire ?? []).map(({ publisher, gateway, whyNot, latencyBucket }) => ({
    ...{ publisher: publisher ?? "", gateway: gateway ?? "", whyNot: whyNot ?? "" },
    ...(latencyBucket === null || latencyBucket === undefined ? {} : { latencyBucket }),
  }));

const keptOf = ({ traceKept }: { readonly traceKept?: boolean | null }): { readonly traceKept?: true } =>
  traceKept === true ? { traceKept } : {};

function factToWire(fact: NetworkFact): WireEvent {
  switch (fact.type) {
    case "flow-decided": {
      const { type: _, segment, sessionId, clientRef, considered, judged: by, process, questionId, ...plain } = fact;
      const ids = { segment: segmentToWire(segment), sessionId: bytes(sessionId), clientRef: bytes(clientRef) };
      const judged = { ...judgedToWire(by), ...processToWire(process), ...questionIdToWire(questionId) };
      return { flowDecided: { ...plain, ...ids, ...judged, considered: considered.map((one) => ({ ...one })) } };
    }
    case "segment-opened": {
      const { type: _, segment, candidates, timings, ...plain } = fact;
      const rest = { candidates: candidates.map((one) => ({ ...one })), timings: { ...timings } };
      return { segmentOpened: { ...plain, ...rest, segment: segmentToWire(segment) } };
    }
    case "segment-active": {
      const { clientBytes, serverBytes } = fact;
      return { segmentActive: { segment: segmentToWire(fact.segment), clientBytes, serverBytes } };
    }
    case "segment-ended": {
      const { type: _, segment, candidates, timings, judged, verdict, packets, ...plain } = fact;
      const rest = { candidates: candidates.map((one) => ({ ...one })), timings: { ...timings } };
      const again = { ...judgedToWire(judged), ...judgedAgainToWire(verdict), ...packetsToWire(packets) };
      return { segmentEnded: { ...plain, ...rest, ...again, segment: segmentToWire(segment) } };
    }
    case "near-miss":
      return { nearMiss: { ...untyped(fact), flowId: fact.flowId === "" ? new Uint8Array() : uuidBytes(fact.flowId) } };
    case "dns-answered":
      return dnsAnsweredToWire(fact);
    case "stub-leases":
      return stubLeasesToWire(fact);
    case "pair-moved":
      return { pairMoved: { ...untyped(fact), flowId: uuidBytes(fact.flowId) } };
    case "session-up": {
      const { inputs, ...plain } = untyped(fact);
      return { sessionUp: { ...plain, ...toldToWire(inputs), sessionId: bytes(fact.sessionId) } };
    }
    case "srp-delivered":
      return srpDeliveredToWire(fact);
    case "session-down":
      return { sessionDown: { ...untyped(fact), sessionId: bytes(fact.sessionId) } };
    case "tunnel-up":
      return { tunnelUp: { ...untyped(fact), instance: bytes(fact.instance) } };
    case "tunnel-down":
      return { tunnelDown: untyped(fact) };
    case "admin-changed":
      return { adminChanged: { ...untyped(fact), changes: [...fact.changes], mistakes: [...fact.mistakes] } };
    case "flows-not-carried":
      return { flowsNotCarried: untyped(fact) };
    case "app-list-taken":
      return { appListTaken: untyped(fact) };
    case "events-dropped":
      return { eventsDropped: untyped(fact) };
    case "source-started":
      return { sourceStarted: { ...untyped(fact), roles: [...fact.roles], previousBoot: bytes(fact.previousBoot) } };
  }
}

function untyped<T extends { readonly type: string }>(fact: T): Omit<T, "type"> {
  const { type: _, ...plain } = fact;
  return plain;
}

function flowFactOf(wire: Wire): NetworkFact | undefined {
  if (wire.flowDecided) return decidedOf(wire.flowDecided);
  if (wire.segmentOpened) {
    const { publisher, publisherGateway, egressAddr, appAddr, candidates, timings } = wire.segmentOpened;
    return {
      ...{ type: "segment-opened", segment: segmentOf(wire.segmentOpened.segment) },
      ...{ publisher, publisherGateway, egressAddr, appAddr },
      ...{ candidates: candidatesOf(candidates), timings: timingsOf(timings) },
      ...keptOf(wire.segmentOpened),
    };
  }
  if (wire.segmentActive) {
    const { clientBytes, serverBytes } = wire.segmentActive;
    return {
      ...{ type: "segment-active", segment: segmentOf(wire.segmentActive.segment) },
      clientBytes: count(clientBytes, "client_bytes"),
      serverBytes: count(serverBytes, "server_bytes"),
    };
  }
  return wire.segmentEnded ? endedOf(wire.segmentEnded) : undefined;
}

const ACTIONS: readonly string[] = ["allow", "block", "alert"];

function decidedOf(wire: wayleave.event.v1.FlowDecided): NetworkFact {
  const { action } = wire;
  if (!ACTIONS.includes(action)) throw new MalformedMessage(`flow_decided.action ${JSON.stringify(action)}`);
  return {
    ...{ type: "flow-decided", segment: segmentOf(wire.segment), action: action as FlowAction },
    ...{ sessionId: optionalHex(wire.sessionId, "session_id"), clientRef: optionalHex(wire.clientRef, "client_ref") },
    ...{ user: wire.user, device: wire.device, deviceClassification: wire.deviceClassification },
    ...{ srcIp: wire.srcIp, srcPort: wire.srcPort, host: wire.host, port: wire.port, protocol: wire.protocol },
    ...{ app: wire.app, policy: wire.policy, reason: wire.reason, denialId: wire.denialId, notice: wire.notice },
    considered: (wire.considered ?? []).map(({ rule, firstFailed }) => ({ rule, firstFailed })),
    ...{ nearMiss: wire.nearMiss, accessMethod: wire.accessMethod, probe: wire.probe ?? false },
    asksBefore: wire.asksBefore ?? 0,
    ...keptOf(wire),
    ...judgedOf(wire.judged),
    ...processOf(wire.process),
    ...questionIdOf(wire.questionId),
    ...(wire.dnsUs === null || wire.dnsUs === undefined ? {} : { dnsUs: count(wire.dnsUs, "dns_us") }),
    ...(wire.decideUs === null || wire.decideUs === undefined ? {} : { decideUs: count(wire.decideUs, "decide_us") }),
  };
}

function endedOf(wire: wayleave.event.v1.SegmentEnded): NetworkFact {
  const { endedBy } = wire;
  if (endedBy !== "client" && endedBy !== "app" && endedBy !== "system")
    throw new MalformedMessage(`segment_ended.ended_by ${JSON.stringify(endedBy)}`);
  return {
    ...{ type: "segment-ended", segment: segmentOf(wire.segment), endedBy },
    clientBytes: count(wire.clientBytes, "client_bytes"),
    serverBytes: count(wire.serverBytes, "server_bytes"),
    clientBytesLost: count(wire.clientBytesLost, "client_bytes_lost"),
    serverBytesLost: count(wire.serverBytesLost, "server_bytes_lost"),
    durationUs: count(wire.durationUs, "duration_us"),
    ...{ reason: wire.reason, inexact: wire.inexact ?? false, denialId: wire.denialId, notice: wire.notice },
    ...{ timings: timingsOf(wire.timings), candidates: candidatesOf(wire.candidates) },
    ...keptOf(wire),
    ...packetsOf(wire.packets),
    ...judgedOf(wire.judged),
    ...judgedAgainOf(wire.verdict),
  };
}

function otherFactOf(wire: Wire): NetworkFact | undefined {
  if (wire.nearMiss) {
    const { user, device, host, port, protocol, app, reason, flowId } = wire.nearMiss;
    const isNone = flowId.length === 0;
    if (!isNone && flowId.length !== 16) throw new MalformedMessage("near_miss.flow_id must have 16 bytes, or none");
    const id = isNone ? "" : uuidText(flowId);
    return { type: "near-miss", user, device, host, port, protocol, app, reason, flowId: id };
  }
  if (wire.dnsAnswered) return dnsAnsweredOf(wire.dnsAnswered);
  if (wire.stubLeases) return stubLeasesOf(wire.stubLeases);
  if (wire.pairMoved) {
    const { flowId, gateway, user, device, app, from, to, why } = wire.pairMoved;
    if (flowId.length !== 16) throw new MalformedMessage("pair_moved.flow_id must have 16 bytes");
    return { type: "pair-moved", flowId: uuidText(flowId), gateway, user, device, app, from, to, why };
  }
  return sessionFactOf(wire) ?? tunnelFactOf(wire) ?? sourceFactOf(wire);
}

function sessionFactOf(wire: Wire): NetworkFact | undefined {
  if (wire.sessionUp) {
    const { user, device, deviceClassification, gateway, remoteAddr, agentVersion, os } = wire.sessionUp;
    const sessionId = hex(wire.sessionUp.sessionId, "session_id");
    const about = { user, device, deviceClassification, gateway, remoteAddr, agentVersion, os };
    return { type: "session-up", sessionId, ...about, ...toldOf(wire.sessionUp.inputs) };
  }
  if (wire.srpDelivered) return srpDeliveredOf(wire.srpDelivered);
  if (!wire.sessionDown) return undefined;
  const { user, device, gateway, reason, durationUs } = wire.sessionDown;
  const sessionId = hex(wire.sessionDown.sessionId, "session_id");
  const about = { user, device, gateway, reason, durationUs: count(durationUs, "duration_us") };
  return { type: "session-down", sessionId, ...about };
}

function sourceFactOf(wire: Wire): NetworkFact | undefined {
  if (wire.adminChanged) {
    const { actor, verb, changes, accepted, mistakes, remoteAddr, reason } = wire.adminChanged;
    return { type: "admin-changed", actor, verb, changes, accepted, mistakes, remoteAddr, reason };
  }
  if (wire.flowsNotCarried) {
    const { device, reason } = wire.flowsNotCarried;
    return { type: "flows-not-carried", device, reason, count: count(wire.flowsNotCarried.count, "count") };
  }
  if (wire.appListTaken)
    return { type: "app-list-taken", publisher: wire.appListTaken.publisher, apps: wire.appListTaken.apps };
  if (wire.eventsDropped) {
    return { type: "events-dropped", kind: wire.eventsDropped.kind, count: count(wire.eventsDropped.count, "count") };
  }
  if (!wire.sourceStarted) return undefined;
  const { version, roles, segmentsEnded, previousBoot, previousSequence, damagedBytes } = wire.sourceStarted;
  return {
    ...{ type: "source-started", version, roles: roles ?? [], segmentsEnded },
    previousBoot: optionalHex(previousBoot, "previous_boot", 16),
    previousSequence: count(previousSequence, "previous_sequence"),
    damagedBytes: count(damagedBytes, "damaged_bytes"),
  };
}
