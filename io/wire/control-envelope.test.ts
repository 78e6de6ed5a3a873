/** The reader of envelopes against the generated decoder: one answer for every sequence of bytes. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { wayleave } from "../../proto/gen/wayleave.js";
import { readControlEvent } from "./control-envelope.ts";
import "./protobuf.ts";

const v1 = wayleave.event.v1;
const word = fc.string({ maxLength: 6 });
const bytes = fc.uint8Array({ maxLength: 20 });

const message = fc
  .record(
    {
      id: bytes,
      tenant: word,
      atUs: fc.nat(2 ** 50),
      writer: word,
      critical: fc.boolean(),
      actor: word,
      command: bytes,
      healthChanged: fc.record({
        attachment: word,
        app: word,
        port: fc.constant({ protocol: "tcp", from: 443, to: 443 }),
      }),
      objectPut: fc.record({ object: fc.record({ name: word, group: fc.record({ description: word }) }) }),
      gatewayJoined: fc.record({ gateway: word, epoch: bytes, roles: fc.array(word, { maxLength: 2 }) }),
      commandGuarded: fc.record({
        expected: fc.array(fc.record({ kind: word, revision: fc.integer() }), { maxLength: 2 }),
      }),
    },
    { requiredKeys: [] },
  )
  .map((fields) => v1.ControlEvent.encode(fields as never).finish());

/** What a message says: of absent and empty alike nothing, of bytes their digits. */
function said(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.length === 0 ? undefined : Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(said);
  if (typeof value !== "object" || value === null) return value || undefined;
  const fields = Object.entries(value).flatMap(([key, field]) => {
    const text = key.startsWith("$") || key === "fact" ? undefined : said(field);
    return text === undefined ? [] : [[key, text] as const];
  });
  return Object.fromEntries(fields);
}

function outcome(read: () => object): unknown {
  try {
    return said(read());
  } catch {
    return "malformed";
  }
}

const same = (wire: Uint8Array): void =>
  expect(outcome(() => readControlEvent(wire))).toEqual(outcome(() => v1.ControlEvent.decode(wire)));

describe("an envelope is read as the generated decoder reads it", () => {
  it("whatever it holds", () => {
    fc.assert(fc.property(message, same));
  });

  it("with bytes changed, cut off, said again, or made of nothing but noise", () => {
    const damaged = fc.oneof(
      fc.tuple(message, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([of, at, by]) => {
        const wire = Uint8Array.from(of);
        if (wire.length > 0) wire[at % wire.length]! ^= by;
        return wire;
      }),
      fc.tuple(message, fc.nat()).map(([of, at]) => of.subarray(0, of.length === 0 ? 0 : at % of.length)),
      fc.tuple(message, message).map(([one, other]) => Buffer.concat([one, other])),
      fc.uint8Array({ maxLength: 60 }),
    );
    fc.assert(fc.property(damaged, same), { numRuns: 2_000 });
  });

  it("with fields that only a newer writer knows", () => {
    const newer = Buffer.concat([
      v1.ControlEvent.encode({ tenant: "demo" }).finish(),
      Buffer.from([0xca, 0x02, 0x01, 0x00]),
    ]);
    same(newer);
    expect(readControlEvent(newer)).toMatchObject({ tenant: "demo" });
  });
});
