/** Network events on the wire: every fact comes back as it was told, and what is malformed is refused. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { NetworkEnvelope, NetworkFactType } from "../../core/record/network-event.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { envelopes, FACTS, networkEvents } from "../../sim/arbitrary-events.ts";
import { decodeNetworkEvent, EVENT_BYTES_MAX, encodeNetworkEvent } from "./network-event.ts";

describe("there and back", () => {
  it.each(Object.keys(FACTS) as NetworkFactType[])("%s", (kind) => {
    fc.assert(
      fc.property(envelopes, FACTS[kind], (envelope, fact) => {
        const event = { ...envelope, fact };
        expect(decodeNetworkEvent(encodeNetworkEvent(event))).toEqual(event);
      }),
    );
  });
});

/** Field 1000, one byte long. */
const NEWER_FACT = Buffer.from([0xc2, 0x3e, 1, 0x3f]);

it("a fact of a newer writer is unknown, and its envelope counts", () => {
  fc.assert(
    fc.property(envelopes, (envelope) => {
      const message = Buffer.concat([encodeEnvelope(envelope), NEWER_FACT]);
      expect(decodeNetworkEvent(message)).toEqual({ ...envelope, fact: { type: "unknown" } });
    }),
  );
});

type Broken = (wire: wayleave.event.v1.NetworkEvent.$Properties) => void;
const flowId = Buffer.alloc(16, 7);
const segment = { flowId, segment: 1, gateway: "g", role: "client" };

it.each<[string, string, Broken]>([
  ["an id of 15 bytes", "id must have 16 bytes", (wire) => (wire.id = Buffer.alloc(15))],
  ["no id", "id must have 16 bytes", (wire) => (wire.id = Buffer.alloc(0))],
  ["no source", "source is missing", (wire) => (wire.source = "")],
  ["a boot of 4 bytes", "boot must have 16 bytes", (wire) => (wire.boot = Buffer.alloc(4))],
  ["sequence 0", "sequence is 0", (wire) => (wire.sequence = 0)],
  ["a time past 2^53", "at_us is past 2^53", (wire) => (wire.atUs = 2 ** 60)],
  ["a trace id of 8 bytes", "trace_id must have 16 bytes", (wire) => (wire.traceId = Buffer.alloc(8))],
  ["half of a report's name", "report_boot and report_sequence go together", (wire) => (wire.reportSequence = 3)],
  ["no segment", "segment.flow_id must have 16 bytes", (wire) => (wire.segmentActive = {})],
  [
    "a role that is none",
    'segment.role "both"',
    (wire) => (wire.segmentActive = { segment: { ...segment, role: "both" } }),
  ],
  [
    "a segment of no gateway",
    "segment.gateway is missing",
    (wire) => (wire.segmentActive = { segment: { ...segment, gateway: "" } }),
  ],
  ["bytes past 2^53", "client_bytes is past 2^53", (wire) => (wire.segmentActive = { segment, clientBytes: 2 ** 61 })],
  [
    "an action that is none",
    'flow_decided.action "maybe"',
    (wire) => (wire.flowDecided = { segment, action: "maybe" }),
  ],
  ["an end by nobody", 'segment_ended.ended_by ""', (wire) => (wire.segmentEnded = { segment })],
  [
    "a near miss of half a flow's id",
    "near_miss.flow_id must have 16 bytes, or none",
    (wire) => (wire.nearMiss = { app: "wiki", flowId: Buffer.alloc(8, 1) }),
  ],
  ["a session without id", "session_id must have some bytes", (wire) => (wire.sessionUp = { user: "sam" })],
])("refuses %s", (_what, says, breaks) => {
  const wire: wayleave.event.v1.NetworkEvent.$Properties = {
    ...{
      id: Buffer.alloc(16, 1),
      source: "gateway-1",
      boot: Buffer.alloc(16, 2),
      sequence: 1,
      atUs: 5,
      tenant: "demo",
    },
  };
  expect(decodeNetworkEvent(encoded(wire)).sequence).toBe(1);
  breaks(wire);
  expect(() => decodeNetworkEvent(encoded(wire))).toThrow(says);
});

it("refuses an event that is larger than one can be", () => {
  expect(() => decodeNetworkEvent(Buffer.alloc(EVENT_BYTES_MAX + 1))).toThrow("65537 bytes");
});

it("cut or damaged bytes are refused as malformed or are another event, and nothing else is thrown", () => {
  fc.assert(
    fc.property(networkEvents, fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (event, at, byte, cut) => {
      const message = Buffer.from(encodeNetworkEvent(event));
      const place = at % message.length;
      message[place] = byte;
      try {
        decodeNetworkEvent(cut ? message.subarray(0, place) : message);
      } catch (error) {
        expect((error as Error).name).toBe("MalformedMessage");
      }
    }),
    { numRuns: 500 },
  );
});

const encoded = (wire: wayleave.event.v1.NetworkEvent.$Properties): Uint8Array =>
  wayleave.event.v1.NetworkEvent.encode(wire as wayleave.event.v1.NetworkEvent).finish();

function encodeEnvelope({ id, boot, traceId, report, ...plain }: NetworkEnvelope): Uint8Array {
  const bytes = (hex: string) => Buffer.from(hex, "hex");
  const reported = report && { reportBoot: bytes(report.boot), reportSequence: report.sequence };
  return encoded({ ...plain, ...reported, id: bytes(id), boot: bytes(boot), traceId: bytes(traceId) });
}
