/** Reports of devices and publishers about themselves, and a gateway's answers. What is malformed is refused. */
import type { NetworkEvent, UnknownNetworkEvent } from "../../core/record/network-event.ts";
import { factOf, REPORT_EVENT_BYTES_MAX, type Report } from "../../core/record/report.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { MalformedMessage, messageCodec } from "./message-codec.ts";
import { decodeNetworkEvent, encodeNetworkEvent } from "./network-event.ts";

const v1 = wayleave.telemetry.v1;

export const REPORT_PATH = "/wayleave.telemetry.v1.TelemetryService/Report";
/** As text on the wire; a reason longer than this is none of ours. */
const REFUSED_CHARS_MAX = 64;

const request = messageCodec(v1.ReportRequest);
export const reportResponse = messageCodec(v1.ReportResponse);

/** What a reporter states of an event besides the fact. */
export interface Stated {
  /** The reporter's name. */
  readonly source: string;
  /** UUIDv7, hex. */
  readonly id: string;
  readonly atUs: number;
}

export function encodeReport(report: Report, { source, id, atUs }: Stated): Buffer {
  const { told, srpVersion, appListVersion, boot, sequence } = report;
  const stamped = { tenant: "", reportedBy: "", asOf: 0, configRev: 0, traceId: "" };
  const own = { id, source, boot, sequence, atUs, srpVersion, appListVersion };
  const networkEvent = encodeNetworkEvent({ ...stamped, ...own, fact: factOf(told, source) });
  return request.encode({ sequence, boot: Buffer.from(boot, "hex"), networkEvent });
}

/** Spans are named as events are, and not told again once they were answered. */
export const encodeSpanRequest = (boot: Uint8Array, sequence: number, otlpSpans: Uint8Array): Buffer =>
  request.encode({ sequence, boot, otlpSpans });

export type ReadReport =
  | { readonly kind: "event"; readonly sequence: number; readonly event: NetworkEvent | UnknownNetworkEvent }
  /** An encoded ExportTraceServiceRequest. */
  | { readonly kind: "spans"; readonly sequence: number; readonly otlp: Uint8Array }
  /** `sequence`: 0 where none could be read. */
  | { readonly kind: "malformed"; readonly sequence: number; readonly why: string };

/** Of an event, envelope and request name the same boot and sequence. */
export function readReport(message: Uint8Array): ReadReport {
  let sequence = 0;
  try {
    const wire = request.decode(message);
    if (!Number.isSafeInteger(wire.sequence) || wire.sequence < 1)
      throw new MalformedMessage("sequence is 0 or too big");
    sequence = wire.sequence;
    if (wire.boot.length !== 16) throw new MalformedMessage(`boot must have 16 bytes, has ${wire.boot.length}`);
    const { networkEvent, otlpSpans } = wire;
    if (networkEvent.length > 0 === otlpSpans.length > 0) throw new MalformedMessage("not one of event and spans");
    if (otlpSpans.length > 0) return { kind: "spans", sequence, otlp: otlpSpans };
    if (networkEvent.length > REPORT_EVENT_BYTES_MAX)
      throw new MalformedMessage(`network_event has ${networkEvent.length} bytes, at most ${REPORT_EVENT_BYTES_MAX}`);
    const event = decodeNetworkEvent(networkEvent);
    if (event.sequence !== sequence || event.boot !== Buffer.from(wire.boot).toString("hex"))
      throw new MalformedMessage("the event names another boot or sequence than the request");
    return { kind: "event", sequence, event };
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    return { kind: "malformed", sequence, why: error.message };
  }
}

/** Throws MalformedMessage. */
export function readAnswer(message: Uint8Array): { readonly sequence: number; readonly refused: string } {
  const { sequence, refused } = reportResponse.decode(message);
  if (!Number.isSafeInteger(sequence) || refused.length > REFUSED_CHARS_MAX)
    throw new MalformedMessage("sequence is past 2^53, or refused is too long");
  return { sequence, refused };
}
