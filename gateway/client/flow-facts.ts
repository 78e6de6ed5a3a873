/**
 * What a Client Gateway tells of one flow: its decision, its opening, its end. Plain facts from plain inputs.
 *
 * What others put into them is bounded here, since a flow reserves its room in the spool before it is decided.
 */
import type { Hex } from "../../core/control/event.ts";
import { type ControlState, tenantOf } from "../../core/control/state.ts";
import { parseIp, printIp } from "../../core/net/ip.ts";
import type { FlowRequest, Verdict } from "../../core/policy/verdict.ts";
import type { Code } from "../../core/reason.ts";
import type { Judged } from "../../core/record/judged.ts";
import type {
  FlowDecided,
  NearMiss,
  PairMoved,
  PhaseTimings,
  PublisherCandidate,
  Segment,
  SegmentEnded,
  SegmentOpened,
} from "../../core/record/network-event.ts";
import { packetsTold } from "../../core/record/packets-told.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { toldVerdict } from "../../core/record/told-verdict.ts";
import type { FlowBytes, FlowEnd } from "../../core/relay/relay.ts";
import type { Choice } from "../../core/routing/choose.ts";
import type { Route } from "./route.ts";

/** By whom, from what, to where. */
export type Asked = Pick<
  FlowDecided,
  | ("sessionId" | "clientRef" | "user" | "device" | "deviceClassification" | "srcIp" | "srcPort")
  | ("host" | "port" | "protocol" | "dnsUs" | "asksBefore" | "process" | "questionId")
>;

/** What the device says of the flow; of its user only the control log speaks. */
export interface OpenWords {
  readonly sessionId: Uint8Array;
  readonly clientRef: Uint8Array;
  readonly host: string;
  readonly port: number;
  readonly protocol: number;
  readonly srcIp: string;
  readonly srcPort: number;
  readonly dnsUs: number;
  readonly asksBefore: number;
  readonly program?: ProgramWords | null;
  /** None, or 16 bytes. */
  readonly questionId: Uint8Array;
}

export interface ProgramWords {
  readonly name?: string | null;
  readonly pathHash?: Uint8Array | null;
  readonly uid?: number | null;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const PROTOCOLS: readonly string[] = ["", "tcp", "udp"];

/** `user`: of the session, where there is one; else of whoever the control log says the device is. */
export function askedOf(
  open: OpenWords,
  who: { readonly tenant: string; readonly device: string; readonly user?: string | undefined },
  state: ControlState,
): Asked {
  const { users, devices } = tenantOf(state, who.tenant);
  const device = devices.get(who.device);
  const user = who.user ?? device?.user ?? "";
  const from = parseIp(open.srcIp);
  return {
    ...{ sessionId: hexOf(open.sessionId), clientRef: hexOf(open.clientRef) },
    ...{ user: users.get(user)?.email || user, device: who.device },
    ...{ deviceClassification: device?.classification ?? "", srcPort: open.srcPort },
    ...{ srcIp: from === undefined ? "" : printIp(from), host: open.host, port: open.port },
    ...{ protocol: PROTOCOLS[open.protocol] ?? "", asksBefore: open.asksBefore },
    ...(open.dnsUs > 0 ? { dnsUs: open.dnsUs } : {}),
    ...(open.program ? { process: processOf(open.program) } : {}),
    ...(open.questionId.length > 0 ? { questionId: hexOf(open.questionId) } : {}),
  };
}

const processOf = ({ name, pathHash, uid }: ProgramWords): ProcessTold => ({
  ...{ name: name ?? "", pathHash: hexOf(pathHash ?? new Uint8Array()) },
  ...(uid === null || uid === undefined ? {} : { uid }),
});

/** What a person is told of a refusal. */
export interface Denial {
  readonly denialId: string;
  readonly notice: string;
}

const ACCESS_METHOD = "Client";
const NO_DENIAL: Denial = { denialId: "", notice: "" };

/** A verdict, and what it was made of besides the flow itself and the rules. */
export interface Decided {
  readonly verdict: Verdict;
  /** Of a live flow the host may be the address that its name led to. */
  readonly request: Pick<FlowRequest, "user" | "host" | "port" | "atUs">;
  /** Hash of the session's inputs. */
  readonly inputs: Hex;
}

export function decidedFact(segment: Segment, asked: Asked, by: Decided, decideUs: number, denial = NO_DENIAL) {
  return {
    ...{ type: "flow-decided", segment, ...asked, ...toldVerdict(by.verdict), ...denial, decideUs },
    ...{ accessMethod: ACCESS_METHOD, probe: false, judged: judgedOf(by) },
  } satisfies FlowDecided;
}

function judgedOf({ verdict, request, inputs }: Decided): Judged {
  const { asOf, configRev } = verdict;
  const versions = { asOf: Math.max(asOf, 0), configRev: Math.max(configRev, 0) };
  return { userName: request.user, atUs: request.atUs, ...versions, inputs };
}

/** What the end of a live flow says of the verdict that ended it. */
export function judgedAgain(by: Decided): Pick<SegmentEnded, "judged" | "verdict"> {
  const { app, policy, reason: code, considered } = toldVerdict(by.verdict);
  const { host, port } = by.request;
  return { judged: judgedOf(by), verdict: { host, port, app, policy, code, considered } };
}

/** Refused before anything was decided. */
export function undecidedFact(segment: Segment, asked: Asked, code: Code, denial: Denial) {
  return {
    ...{ type: "flow-decided", segment, ...asked, app: "", action: "block", policy: "", reason: code, ...denial },
    ...{ considered: [], nearMiss: "", accessMethod: ACCESS_METHOD, probe: false },
  } satisfies FlowDecided;
}

export function nearMissFact({ flowId }: Segment, asked: Asked, app: string, reason: string): NearMiss {
  const { user, device, host, port, protocol } = asked;
  return { type: "near-miss", user, device, host, port, protocol, app, reason, flowId };
}

export function openedFact(
  segment: Segment,
  by: Pick<SegmentOpened, "publisher" | "publisherGateway" | "egressAddr" | "appAddr">,
  candidates: readonly PublisherCandidate[],
  timings: PhaseTimings,
): SegmentOpened {
  const { publisher, publisherGateway, egressAddr, appAddr } = by;
  return { type: "segment-opened", segment, publisher, publisherGateway, egressAddr, appAddr, candidates, timings };
}

export interface Ending extends FlowBytes {
  readonly code: Code;
  readonly endedBy: FlowEnd["endedBy"];
  readonly durationUs: number;
  readonly timings?: PhaseTimings;
  readonly candidates?: readonly PublisherCandidate[];
  readonly denial?: Denial | undefined;
  /** The verdict that ended it. */
  readonly again?: Decided | undefined;
}

/** Nothing was moved yet. */
export const NO_BYTES: FlowBytes = { clientBytes: 0, serverBytes: 0, clientBytesLost: 0, serverBytesLost: 0 };

export function endedFact(segment: Segment, ending: Ending): SegmentEnded {
  const { code, timings = {}, candidates = [], denial = NO_DENIAL, again, datagrams, ...rest } = ending;
  const packets = datagrams === undefined ? {} : { packets: packetsTold(datagrams) };
  const judged = again === undefined ? {} : judgedAgain(again);
  const said = { reason: code, inexact: false, ...denial, timings, candidates, ...judged, ...packets };
  return { type: "segment-ended", segment, ...rest, ...said };
}

/** Publishers told of in one event: more than are tried, and enough to see who is not there. */
const CANDIDATES_MAX = 8;
/** Characters of their names: long ones make fewer candidates. */
const CANDIDATES_CHARS_MAX = 1_000;

/** One that was asked and did not open the flow. */
export interface FailedTry {
  readonly route: Route;
  readonly code: Code;
}

/** All that could have carried the flow, as they stood when the search began. */
export interface Candidates extends Pick<Choice, "passedOver" | "byLatency"> {
  readonly routes: readonly Route[];
}

/** Those who were asked, in order; then those who were not, and why. */
export function candidatesOf(
  { routes, passedOver, byLatency }: Candidates,
  failed: readonly FailedTry[],
  taken: Route | undefined,
): PublisherCandidate[] {
  const unreachable = failed.filter(({ code }) => code === "CGW_RELAY_PGW_UNREACHABLE");
  const untried = routes.filter((route) => route !== taken && !failed.some((one) => one.route === route));
  const whyUntried = ({ gateway }: Route) =>
    unreachable.some(({ route }) => route.gateway === gateway) ? "CGW_RELAY_PGW_UNREACHABLE" : "not-needed";
  const candidate = ({ publisher, gateway, latencyBucket }: Route, whyNot: string): PublisherCandidate => ({
    ...{ publisher, gateway, whyNot },
    ...(byLatency && latencyBucket >= 0 ? { latencyBucket } : {}),
  });
  const all = [
    ...failed.map(({ route, code }) => candidate(route, code)),
    ...(taken === undefined ? [] : [candidate(taken, "")]),
    ...untried.map((route) => candidate(route, whyUntried(route))),
    ...passedOver.map(({ publisher, whyNot }) => ({ publisher, gateway: "", whyNot })),
  ];
  let room = CANDIDATES_CHARS_MAX;
  return all.slice(0, CANDIDATES_MAX).filter(({ publisher, gateway, whyNot }) => {
    room -= publisher.length + gateway.length + whyNot.length;
    return room >= 0;
  });
}

/** Why a pair's flows don't go to `from` any more; where nothing speaks against that one, the pair has gone home. */
export function whyMoved(
  from: string,
  { passedOver }: Candidates,
  failed: readonly FailedTry[],
  home: boolean,
): string {
  const over = passedOver.find(({ publisher }) => publisher === from)?.whyNot;
  const code = failed.findLast(({ route }) => route.publisher === from)?.code;
  return over ?? code ?? (home ? "home" : "suspected");
}

export function movedFact(flowId: string, gateway: string, pair: Pick<PairMoved, "user" | "device" | "app">, way: Way) {
  return { type: "pair-moved", flowId, gateway, ...pair, ...way } satisfies PairMoved;
}

/** From which publisher to which, and why. */
export type Way = Pick<PairMoved, "from" | "to" | "why">;
