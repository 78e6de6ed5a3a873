/** The columns of `network_events` that facts fill, and which field of which fact goes where. */
import type { DnsAnswered } from "../../core/record/dns-facts.ts";
import type {
  FlowDecided,
  NetworkFact,
  PhaseTimings,
  PublisherCandidate,
  Segment,
  SegmentEnded,
  SegmentOpened,
  SourceStarted,
} from "../../core/record/network-event.ts";
import { dropsTold, type PacketsTold } from "../../core/record/packets-told.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { setFlow } from "./flow-at.ts";
import { judgedColumns, setJudged, setJudgedAgain, setTold } from "./judged-columns.ts";
import { nameColumns, setLeases, setQuestion } from "./name-columns.ts";
import { coarseTime, fewTexts, flag, list, maybeNumber, text, u32, u64, uuid } from "./native.ts";

/** What facts have to say; one that has nothing to say for a column leaves it at its default. */
export const factColumns = () => ({ ...flowColumns(), ...otherColumns(), ...judgedColumns(), ...nameColumns() });
type FactColumns = ReturnType<typeof factColumns>;

function flowColumns() {
  return {
    ...{ flow_id: uuid(), flow_at: coarseTime(), segment: u32(), gateway: fewTexts(), role: fewTexts() },
    ...{ session_id: text(), client_ref: text(), asks_before: u32(), user: fewTexts(), device: fewTexts() },
    ...{ device_classification: fewTexts(), src_ip: fewTexts(), src_port: u32(), host: fewTexts(), port: u32() },
    ...{ protocol: fewTexts(), app: fewTexts(), action: fewTexts(), policy: fewTexts(), reason: fewTexts() },
    ...{ denial_id: text(), notice: fewTexts(), rules_considered: list("rule", "first_failed"), near_miss: fewTexts() },
    ...{ access_method: fewTexts(), probe: flag(), dns_us: maybeNumber(), decide_us: maybeNumber() },
    ...{ publisher: fewTexts(), publisher_gateway: fewTexts(), egress_addr: text(), app_addr: fewTexts() },
    ...{ candidates: list("publisher", "gateway", "why_not"), route_us: maybeNumber(), dispatch_us: maybeNumber() },
    ...{ resolve_us: maybeNumber(), connect_us: maybeNumber(), first_byte_us: maybeNumber() },
    ...{ client_bytes: u64(), server_bytes: u64(), ended_by: fewTexts(), client_bytes_lost: u64() },
    ...{ server_bytes_lost: u64(), inexact: flag(), duration_us: u64(), trace_kept: flag() },
    ...{ client_packets: maybeNumber(), server_packets: maybeNumber(), packets_dropped: maybeNumber() },
    ...{ drop_reasons: fewTexts(), process: fewTexts(), process_path_hash: fewTexts(), process_uid: maybeNumber() },
  };
}

function otherColumns() {
  return {
    ...{ remote_addr: text(), agent_version: fewTexts(), os: fewTexts(), attachment: text(), instance: text() },
    ...{ tunnel: u32(), actor: fewTexts(), verb: fewTexts(), changes: list(), accepted: flag(), mistakes: list() },
    ...{ apps: u32(), dropped_kind: fewTexts(), version: fewTexts(), roles: list() },
    ...{ previous_boot: text(), previous_sequence: u64(), segments_ended: u32(), damaged_bytes: u64() },
  };
}

export function setFact(to: FactColumns, row: number, fact: NetworkFact): void {
  switch (fact.type) {
    case "flow-decided":
      setSegment(to, row, fact.segment);
      setDecided(to, row, fact);
      if (fact.judged !== undefined) setJudged(to, row, fact.judged);
      return;
    case "segment-opened":
      setSegment(to, row, fact.segment);
      setOpened(to, row, fact);
      return;
    case "segment-active":
      setSegment(to, row, fact.segment);
      to.client_bytes.set(row, fact.clientBytes);
      to.server_bytes.set(row, fact.serverBytes);
      return;
    case "segment-ended":
      setSegment(to, row, fact.segment);
      setEnded(to, row, fact);
      if (fact.judged !== undefined) setJudged(to, row, fact.judged);
      if (fact.verdict !== undefined) setJudgedAgain(to, row, fact.verdict);
      return;
    case "pair-moved":
      setFlow(to, row, fact.flowId);
      to.gateway.set(row, fact.gateway);
      setSubject(to, row, fact.user, fact.device);
      to.app.set(row, fact.app);
      to.publisher.set(row, fact.to);
      to.reason.set(row, fact.why);
      to.candidates.set(row, [[fact.from, "", fact.why]]);
      return;
    case "near-miss":
      if (fact.flowId !== "") setFlow(to, row, fact.flowId);
      setSubject(to, row, fact.user, fact.device);
      to.host.set(row, fact.host);
      to.port.set(row, fact.port);
      to.protocol.set(row, fact.protocol);
      to.app.set(row, fact.app);
      to.reason.set(row, fact.reason);
      return;
    default:
      setOtherFact(to, row, fact);
  }
}

function setSegment(to: FactColumns, row: number, segment: Segment): void {
  setFlow(to, row, segment.flowId);
  to.segment.set(row, segment.segment);
  to.gateway.set(row, segment.gateway);
  to.role.set(row, segment.role);
}

function setSubject(to: FactColumns, row: number, user: string, device: string): void {
  to.user.set(row, user);
  to.device.set(row, device);
}

function setDecided(to: FactColumns, row: number, fact: FlowDecided): void {
  setSubject(to, row, fact.user, fact.device);
  to.session_id.set(row, fact.sessionId);
  to.client_ref.set(row, fact.clientRef);
  to.asks_before.set(row, fact.asksBefore);
  to.device_classification.set(row, fact.deviceClassification);
  to.src_ip.set(row, fact.srcIp);
  to.src_port.set(row, fact.srcPort);
  to.host.set(row, fact.host);
  to.port.set(row, fact.port);
  to.protocol.set(row, fact.protocol);
  to.app.set(row, fact.app);
  to.action.set(row, fact.action);
  to.policy.set(row, fact.policy);
  to.reason.set(row, fact.reason);
  to.denial_id.set(row, fact.denialId);
  to.notice.set(row, fact.notice);
  const considered = fact.considered.map(({ rule, firstFailed }) => [rule, firstFailed]);
  if (considered.length > 0) to.rules_considered.set(row, considered);
  to.near_miss.set(row, fact.nearMiss);
  to.access_method.set(row, fact.accessMethod);
  if (fact.probe) to.probe.set(row, true);
  if (fact.traceKept) to.trace_kept.set(row, true);
  if (fact.dnsUs !== undefined) to.dns_us.set(row, fact.dnsUs);
  if (fact.decideUs !== undefined) to.decide_us.set(row, fact.decideUs);
  if (fact.process !== undefined) setProcess(to, row, fact.process);
  if (fact.questionId !== undefined) to.question_id.set(row, fact.questionId);
}

function setProcess(to: FactColumns, row: number, { name, pathHash, uid }: ProcessTold): void {
  to.process.set(row, name);
  to.process_path_hash.set(row, pathHash);
  if (uid !== undefined) to.process_uid.set(row, uid);
}

function setOpened(to: FactColumns, row: number, fact: SegmentOpened): void {
  to.publisher.set(row, fact.publisher);
  to.publisher_gateway.set(row, fact.publisherGateway);
  to.egress_addr.set(row, fact.egressAddr);
  to.app_addr.set(row, fact.appAddr);
  if (fact.traceKept) to.trace_kept.set(row, true);
  setWay(to, row, fact.timings, fact.candidates);
}

function setEnded(to: FactColumns, row: number, fact: SegmentEnded): void {
  to.client_bytes.set(row, fact.clientBytes);
  to.server_bytes.set(row, fact.serverBytes);
  to.reason.set(row, fact.reason);
  to.ended_by.set(row, fact.endedBy);
  to.client_bytes_lost.set(row, fact.clientBytesLost);
  to.server_bytes_lost.set(row, fact.serverBytesLost);
  if (fact.inexact) to.inexact.set(row, true);
  if (fact.traceKept) to.trace_kept.set(row, true);
  to.denial_id.set(row, fact.denialId);
  to.notice.set(row, fact.notice);
  to.duration_us.set(row, fact.durationUs);
  if (fact.packets !== undefined) setPackets(to, row, fact.packets);
  setWay(to, row, fact.timings, fact.candidates);
}

function setPackets(to: FactColumns, row: number, { clientPackets, serverPackets, drops }: PacketsTold): void {
  const { count, text: reasons } = dropsTold(drops);
  to.client_packets.set(row, clientPackets);
  to.server_packets.set(row, serverPackets);
  to.packets_dropped.set(row, count);
  to.drop_reasons.set(row, reasons);
}

function setWay(to: FactColumns, row: number, timings: PhaseTimings, candidates: readonly PublisherCandidate[]): void {
  if (timings.routeUs !== undefined) to.route_us.set(row, timings.routeUs);
  if (timings.dispatchUs !== undefined) to.dispatch_us.set(row, timings.dispatchUs);
  if (timings.resolveUs !== undefined) to.resolve_us.set(row, timings.resolveUs);
  if (timings.connectUs !== undefined) to.connect_us.set(row, timings.connectUs);
  if (timings.firstByteUs !== undefined) to.first_byte_us.set(row, timings.firstByteUs);
  if (candidates.length === 0) return;
  const tried = candidates.map(({ publisher, gateway, whyNot }) => [publisher, gateway, whyNot]);
  to.candidates.set(row, tried);
}

function setDnsAnswered(to: FactColumns, row: number, fact: DnsAnswered): void {
  setSubject(to, row, fact.user, fact.device);
  to.session_id.set(row, fact.sessionId);
  to.gateway.set(row, fact.gateway);
  to.host.set(row, fact.name);
  setQuestion(to, row, fact);
  if (fact.traceKept) to.trace_kept.set(row, true);
  to.app.set(row, fact.app);
  to.publisher.set(row, fact.publisher);
  to.reason.set(row, fact.reason);
  to.denial_id.set(row, fact.denialId);
  to.duration_us.set(row, fact.durationUs);
  to.resolve_us.set(row, fact.resolveUs);
}

function setOtherFact(to: FactColumns, row: number, fact: OtherFact): void {
  switch (fact.type) {
    case "session-up":
      to.session_id.set(row, fact.sessionId);
      setSubject(to, row, fact.user, fact.device);
      to.device_classification.set(row, fact.deviceClassification);
      to.gateway.set(row, fact.gateway);
      to.remote_addr.set(row, fact.remoteAddr);
      to.agent_version.set(row, fact.agentVersion);
      to.os.set(row, fact.os);
      if (fact.inputs !== undefined) setTold(to, row, fact.inputs);
      return;
    case "dns-answered":
      return setDnsAnswered(to, row, fact);
    case "stub-leases":
      setSubject(to, row, fact.user, fact.device);
      return setLeases(to, row, fact);
    case "srp-delivered":
      to.session_id.set(row, fact.sessionId);
      setSubject(to, row, fact.user, fact.device);
      to.gateway.set(row, fact.gateway);
      to.srp_hash.set(row, fact.srpHash);
      to.apps.set(row, fact.apps);
      return;
    case "session-down":
      to.session_id.set(row, fact.sessionId);
      setSubject(to, row, fact.user, fact.device);
      to.gateway.set(row, fact.gateway);
      to.reason.set(row, fact.reason);
      to.duration_us.set(row, fact.durationUs);
      return;
    case "tunnel-up":
      to.publisher.set(row, fact.publisher);
      to.gateway.set(row, fact.gateway);
      to.attachment.set(row, fact.attachment);
      to.instance.set(row, fact.instance);
      to.tunnel.set(row, fact.tunnel);
      to.remote_addr.set(row, fact.remoteAddr);
      return;
    case "tunnel-down":
      to.publisher.set(row, fact.publisher);
      to.gateway.set(row, fact.gateway);
      to.attachment.set(row, fact.attachment);
      to.reason.set(row, fact.reason);
      to.duration_us.set(row, fact.durationUs);
      return;
    default:
      setSourceFact(to, row, fact);
  }
}

function setSourceFact(to: FactColumns, row: number, fact: SourceFact): void {
  switch (fact.type) {
    case "admin-changed":
      to.actor.set(row, fact.actor);
      to.verb.set(row, fact.verb);
      to.changes.set(row, fact.changes.map(alone));
      to.accepted.set(row, fact.accepted);
      to.mistakes.set(row, fact.mistakes.map(alone));
      to.remote_addr.set(row, fact.remoteAddr);
      to.reason.set(row, fact.reason);
      return;
    case "flows-not-carried":
      to.device.set(row, fact.device);
      to.reason.set(row, fact.reason);
      to.count.set(row, fact.count);
      return;
    case "app-list-taken":
      to.publisher.set(row, fact.publisher);
      to.apps.set(row, fact.apps);
      return;
    case "events-dropped":
      to.dropped_kind.set(row, fact.kind);
      to.count.set(row, fact.count);
      return;
    case "source-started":
      setStarted(to, row, fact);
  }
}

function setStarted(to: FactColumns, row: number, fact: SourceStarted): void {
  to.version.set(row, fact.version);
  to.roles.set(row, fact.roles.map(alone));
  to.previous_boot.set(row, fact.previousBoot);
  to.previous_sequence.set(row, fact.previousSequence);
  to.segments_ended.set(row, fact.segmentsEnded);
  to.damaged_bytes.set(row, fact.damagedBytes);
}

type FlowFactType = "flow-decided" | "segment-opened" | "segment-active" | "segment-ended" | "near-miss" | "pair-moved";
type SessionFactType = "session-up" | "srp-delivered" | "session-down" | "tunnel-up" | "tunnel-down";
type NameFactType = "dns-answered" | "stub-leases";
type OtherFact = Exclude<NetworkFact, { type: FlowFactType }>;
type SourceFact = Exclude<OtherFact, { type: SessionFactType | NameFactType }>;

const alone = (item: string): readonly string[] => [item];
