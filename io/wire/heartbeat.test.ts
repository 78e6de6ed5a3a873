import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { wayleave } from "../../proto/gen/wayleave.js";
import { decodeHeartbeat, encodeHeartbeat } from "./heartbeat.ts";

const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((of) => Buffer.from(of).toString("hex"));
const heartbeat = fc.record({
  ...{ gateway: fc.string({ minLength: 1 }), epoch: id, boot: id, beat: fc.maxSafeNat(), sequence: fc.maxSafeNat() },
  ...{ shippedSequence: fc.maxSafeNat(), asOf: fc.integer({ min: -1, max: 2 ** 50 }), stateHash: id },
  ...{ foldVersion: fc.nat(1_000), featureLevel: fc.nat(1_000), atUs: fc.maxSafeNat(), left: fc.boolean() },
});

it("a heartbeat comes out as it went in", () => {
  fc.assert(fc.property(heartbeat, (one) => expect(decodeHeartbeat(encodeHeartbeat(one))).toEqual(one)));
});

it.each([
  ["gateway", { gateway: "" }],
  ["epoch", { epoch: Buffer.alloc(3) }],
  ["boot", { boot: Buffer.alloc(0) }],
  ["as_of", { asOf: -2 }],
  ["state_hash", { stateHash: Buffer.alloc(0) }],
])("one whose %s is no good is refused by its name", (field, wrong) => {
  const good = { gateway: "g", epoch: Buffer.alloc(16), boot: Buffer.alloc(16), stateHash: Buffer.alloc(16) };
  const bytes = wayleave.event.v1.Heartbeat.encode({ ...good, ...wrong }).finish();
  expect(() => decodeHeartbeat(bytes)).toThrow(field);
});
