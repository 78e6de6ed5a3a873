/** Reports on the wire: there and back, and what is refused as malformed. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { REPORT_EVENT_BYTES_MAX, type Report } from "../../core/record/report.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { decodeNetworkEvent, encodeNetworkEvent } from "./network-event.ts";
import { encodeReport, readAnswer, readReport, reportResponse } from "./telemetry.ts";

const { ReportRequest, ReportResponse } = wayleave.telemetry.v1;
const BOOT = "ab".repeat(16);
const STATED = { source: "laptop", id: "01".repeat(16), atUs: 1_700_000_000_000_000 };
const report: Report = {
  ...{ told: { type: "flows-not-carried", reason: "AGT_TUNNEL_LOST", count: 3 }, srpVersion: 7, appListVersion: 0 },
  ...{ boot: BOOT, sequence: 12 },
};

/** A request whose fields are otherwise than they should be. */
const request = (fields: object): Uint8Array =>
  ReportRequest.encode({ ...ReportRequest.decode(encodeReport(report, STATED)), ...fields }).finish();
const event = ReportRequest.decode(encodeReport(report, STATED)).networkEvent;

describe("a report", () => {
  it("is read as it was written", () => {
    const read = readReport(encodeReport(report, STATED));
    expect(read).toMatchObject({
      ...{ kind: "event", sequence: 12 },
      event: {
        ...{ source: "laptop", boot: BOOT, sequence: 12, srpVersion: 7, tenant: "", reportedBy: "" },
        fact: { type: "flows-not-carried", device: "laptop", reason: "AGT_TUNNEL_LOST", count: 3 },
      },
    });
    const list: Report = { ...report, told: { type: "app-list-taken", apps: 4 }, appListVersion: 9, srpVersion: 0 };
    expect(readReport(encodeReport(list, { ...STATED, source: "pub" }))).toMatchObject({
      event: { appListVersion: 9, fact: { type: "app-list-taken", publisher: "pub", apps: 4 } },
    });
  });

  it.each<[string, Uint8Array, number]>([
    ["no sequence", request({ sequence: 0 }), 0],
    ["a sequence past 2^53", request({ sequence: 2 ** 60 }), 0],
    ["a short boot", request({ boot: Buffer.alloc(15) }), 12],
    ["no boot", request({ boot: Buffer.alloc(0) }), 12],
    ["neither event nor spans", request({ networkEvent: Buffer.alloc(0) }), 12],
    ["both", request({ otlpSpans: Buffer.alloc(1) }), 12],
    ["an event that is none", request({ networkEvent: Buffer.from([255, 255]) }), 12],
    ["another boot than the event's", request({ boot: Buffer.alloc(16, 9) }), 12],
    ["another sequence than the event's", request({ sequence: 13 }), 13],
    ["no message", Buffer.from([255, 255, 255]), 0],
    ["nothing", Buffer.alloc(0), 0],
  ])("with %s is malformed", (_, bytes, sequence) => {
    expect(readReport(bytes)).toMatchObject({ kind: "malformed", sequence });
  });

  it("is malformed above the bound of an event, not at it", () => {
    const padded = (size: number) => {
      const long = (reason: string) => encodeReport({ ...report, told: { ...report.told, reason } as never }, STATED);
      const spare = size - ReportRequest.decode(long("")).networkEvent.length;
      // Two lengths grow by a byte each where they pass 127, and the tag with it.
      for (let chars = spare - 10; chars <= spare; chars++) {
        const bytes = long("A".repeat(chars));
        if (ReportRequest.decode(bytes).networkEvent.length === size) return bytes;
      }
      throw new Error("no such length");
    };
    expect(readReport(padded(REPORT_EVENT_BYTES_MAX))).toMatchObject({ kind: "event" });
    expect(readReport(padded(REPORT_EVENT_BYTES_MAX + 1))).toMatchObject({ kind: "malformed", sequence: 12 });
  });

  it("of spans is something else, and garbage never throws", () => {
    const spans = request({ networkEvent: Buffer.alloc(0), otlpSpans: Buffer.alloc(10) });
    expect(readReport(spans)).toMatchObject({ kind: "spans", sequence: 12 });
    const good = encodeReport(report, STATED);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readReport(bytes)));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bent = Buffer.from(good);
        bent[at] = byte;
        readReport(bent);
        readReport(good.subarray(0, at));
      }),
    );
  });
});

describe("an answer", () => {
  it("is read as it was written, and refused past its limits", () => {
    expect(readAnswer(reportResponse.encode({ sequence: 3, refused: "quota" }))).toEqual({
      sequence: 3,
      refused: "quota",
    });
    expect(readAnswer(Buffer.alloc(0))).toEqual({ sequence: 0, refused: "" });
    const long = ReportResponse.encode({ sequence: 3, refused: "x".repeat(65) }).finish();
    for (const bytes of [long, ReportResponse.encode({ sequence: 2 ** 60 }).finish(), Buffer.from([255])])
      expect(() => readAnswer(bytes)).toThrow();
  });
});

describe("an event of a report in the log", () => {
  const stored = decodeNetworkEvent(event);
  it("bears the reporter's boot and sequence, both or neither", () => {
    if (stored.fact.type === "unknown") throw new Error("unknown");
    const { fact } = stored;
    const stamped = { ...stored, fact, source: "g1", sequence: 900, report: { boot: BOOT, sequence: 12 } };
    const bytes = encodeNetworkEvent(stamped);
    expect(decodeNetworkEvent(bytes)).toEqual(stamped);
    expect(decodeNetworkEvent(encodeNetworkEvent({ ...stored, fact })).report).toBeUndefined();
    const { NetworkEvent } = wayleave.event.v1;
    const wire = NetworkEvent.decode(bytes);
    expect(() => decodeNetworkEvent(NetworkEvent.encode({ ...wire, reportSequence: 0 }).finish())).toThrow(
      /report_boot/,
    );
    expect(() => decodeNetworkEvent(NetworkEvent.encode({ ...wire, reportBoot: Buffer.alloc(0) }).finish())).toThrow(
      /report_boot/,
    );
  });
});
