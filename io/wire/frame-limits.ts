/** The limits on what a frame may say. Past one, the frame is malformed: nobody behind here sees such a value. */
import { PROCESS_NAME_MAX } from "../../core/record/process-told.ts";
import type { Frame, FrameValues } from "./frame.ts";
import { MalformedFrame } from "./malformed.ts";

/** Long enough for any code of the catalogue; it becomes a label of a metric, so it is bounded. */
const CODE_CHARS_MAX = 64;
/** RFC 1035: the longest name. */
const HOST_CHARS_MAX = 253;
/** An address in text with a zone, or host:port with the longest name. */
const ADDRESS_CHARS_MAX = 300;
/** One line for a person. */
const NOTICE_CHARS_MAX = 1024;
/** W3C trace context, version 00, has 55; later versions may add a little. */
const TRACEPARENT_CHARS_MAX = 128;
/** What we name ourselves (app, publisher, gateway, tenant). */
const NAME_CHARS_MAX = 255;
/** A flow passes four hops; the rest is for chains that don't exist yet. */
const TIMINGS_MAX = 16;
const PERMIT_BYTES_MAX = 4096;
/** A P-256 leaf of ours has about 600 bytes. */
const SIGNER_BYTES_MAX = 4096;
/** IEEE P1363, P-256. */
const SIGNATURE_BYTES = 64;
const ID_BYTES = 16;
const PROOF_BYTES_MAX = 1024;
/** One for each reason, and room for those of a later version. */
const DROPS_MAX = 16;

/** Throws MalformedFrame. */
export function checkFrame(frame: Frame): void {
  switch (frame.kind) {
    case "open":
      checkOpen(frame.value);
      break;
    case "opened":
      checkOpened(frame.value);
      break;
    case "refused":
      checkRefused(frame.value);
      break;
    case "fin":
      counts(frame.value, ["sentBytes"]);
      break;
    case "reset":
      text("code", frame.value.code, CODE_CHARS_MAX);
      text("notice", frame.value.notice, NOTICE_CHARS_MAX);
      counts(frame.value, ["deliveredBytes"]);
      break;
    case "ack":
      counts(frame.value, ["offset"]);
      break;
    case "mark":
      timings(frame.value.timings);
      counts(frame.value, ["deliveredBytes"]);
      break;
    case "tally":
      checkTally(frame.value);
  }
}

function checkTally({ dropped, ...delivered }: FrameValues["tally"]): void {
  counts(delivered, ["deliveredBytes", "deliveredDatagrams"]);
  if (dropped.length > DROPS_MAX) throw new MalformedFrame(`${dropped.length} reasons of drops`);
  for (const { clientDatagrams, serverDatagrams } of dropped) {
    count("client_datagrams", clientDatagrams);
    count("server_datagrams", serverDatagrams);
  }
}

function checkOpen(open: FrameValues["open"]): void {
  id("client_ref", open.clientRef);
  id("session_id", open.sessionId);
  id("question_id", open.questionId);
  id("flow_id", open.flowId);
  text("host", open.host, HOST_CHARS_MAX);
  port("port", open.port);
  text("src_ip", open.srcIp, ADDRESS_CHARS_MAX);
  port("src_port", open.srcPort);
  text("traceparent", open.traceparent, TRACEPARENT_CHARS_MAX);
  if (open.protocol < 0 || open.protocol > 2) throw new MalformedFrame(`protocol ${open.protocol} is none`);
  if (open.deviceProof.length > PROOF_BYTES_MAX) throw new MalformedFrame("device_proof is too long");
  counts(open, ["sentAtUs", "dnsUs"]);
  if (open.resume) resume(open.resume);
  if (open.program) program(open.program);
  if (open.permit) {
    const { permit, signature, signer } = open.permit;
    if ((permit?.length ?? 0) > PERMIT_BYTES_MAX) throw new MalformedFrame("permit is too long");
    if ((signature?.length ?? 0) !== SIGNATURE_BYTES) throw new MalformedFrame("signature has not 64 bytes");
    if ((signer?.length ?? 0) > SIGNER_BYTES_MAX) throw new MalformedFrame("signer is too long");
  }
}

function checkOpened(opened: FrameValues["opened"]): void {
  id("flow_id", opened.flowId);
  text("egress_addr", opened.egressAddr, ADDRESS_CHARS_MAX);
  text("app_addr", opened.appAddr, ADDRESS_CHARS_MAX);
  text("publisher", opened.publisher, NAME_CHARS_MAX);
  text("rule", opened.rule, NAME_CHARS_MAX);
  text("client_gateway", opened.clientGateway, NAME_CHARS_MAX);
  text("publisher_gateway", opened.publisherGateway, NAME_CHARS_MAX);
  timings(opened.timings);
  if (opened.resume) resume(opened.resume);
  counts(opened, ["sentAtUs"]);
}

function checkRefused(refused: FrameValues["refused"]): void {
  id("flow_id", refused.flowId);
  text("code", refused.code, CODE_CHARS_MAX);
  text("denial_id", refused.denialId, CODE_CHARS_MAX);
  text("notice", refused.notice, NOTICE_CHARS_MAX);
  timings(refused.timings);
  counts(refused, ["sentAtUs"]);
}

type Timings = FrameValues["mark"]["timings"];
type Resume = NonNullable<FrameValues["open"]["resume"]>;
type Program = NonNullable<FrameValues["open"]["program"]>;

function program({ name, pathHash }: Program): void {
  text("program.name", name ?? "", PROCESS_NAME_MAX);
  id("program.path_hash", pathHash ?? new Uint8Array());
}

function timings(list: Timings): void {
  if (list.length > TIMINGS_MAX) throw new MalformedFrame(`${list.length} timings`);
  for (const { hop, ...times } of list) {
    text("hop", hop ?? "", NAME_CHARS_MAX);
    for (const [name, value] of Object.entries(times)) count(name, value);
  }
}

function resume(of: Resume): void {
  id("resume.flow_id", of.flowId ?? new Uint8Array());
  count("delivered_offset", of.deliveredOffset);
  count("sent_offset", of.sentOffset);
}

/** 16 bytes, or absent. */
function id(name: string, bytes: Uint8Array): void {
  if (bytes.length !== 0 && bytes.length !== ID_BYTES) throw new MalformedFrame(`${name} has ${bytes.length} bytes`);
}

function text(name: string, value: string, limit: number): void {
  if (value.length > limit) throw new MalformedFrame(`${name} has ${value.length} characters`);
  // A control character in a name, address or notice is an attempt on somebody's log or terminal.
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (unit < 0x20 || unit === 0x7f) throw new MalformedFrame(`${name} holds a control character`);
  }
}

function port(name: string, value: number): void {
  if (value > 65_535) throw new MalformedFrame(`${name} is ${value}`);
}

/** Past 2^53 a number is no longer exact, so nobody may send one. */
function count(name: string, value: unknown): void {
  if (value !== undefined && value !== null && !(Number.isSafeInteger(value) && (value as number) >= 0)) {
    throw new MalformedFrame(`${name} is past 2^53`);
  }
}

function counts<T extends object>(of: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) count(name, of[name]);
}
