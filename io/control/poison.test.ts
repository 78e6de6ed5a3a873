/** What stands in the log is folded or refused, whatever bytes it has; and it never reaches another tenant. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalText } from "../../core/control/canonical.ts";
import { fold } from "../../core/control/fold.ts";
import { type ControlState, emptyState, tenantOf } from "../../core/control/state.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { configObject } from "../../sim/arbitrary-objects.ts";
import { decodeControlEvent, encodeControlEvent } from "../wire/control-event.ts";
import { MalformedMessage } from "../wire/message-codec.ts";
import { objectToWire } from "../wire/objects.ts";

const { ControlEvent } = wayleave.event.v1;
const ID = Buffer.alloc(16, 7);
const EPOCH = Buffer.alloc(16, 1);
const OURS = "spiffe://example.test/shared/gateway/g1";
const THEIRS = "spiffe://example.test/a/gateway/g9";

/** Tenant b: configured, with a publisher attached. */
const B: ControlState = (() => {
  const objects = fc.sample(configObject, { numRuns: 20, seed: 7 });
  const about = { id: ID.toString("hex"), atUs: 1, writer: OURS, critical: true, actor: "", command: "" };
  const epoch = EPOCH.toString("hex");
  const events = [
    { tenant: "", fact: { type: "gateway-joined", gateway: "g1", epoch, address: "h:1", roles: ["client"] } },
    ...objects.map((object) => ({ tenant: "b", fact: { type: "object-put", object } })),
    {
      tenant: "b",
      fact: {
        ...{ type: "publisher-attached", publisher: "p", gateway: "g1", gatewayEpoch: epoch, instance: "01" },
        ...{ tunnel: 0, attachment: "a1" },
      },
    },
  ] as const;
  const batch = events.map((event, offset) => {
    const bytes = encodeControlEvent({ ...about, ...event } as Parameters<typeof encodeControlEvent>[0]);
    return { offset, appendTimeUs: offset, event: decodeControlEvent(bytes) };
  });
  return fold(emptyState(), batch);
})();

/** Well-formed or nearly: any field of any fact may be wrong, absent or another's. */
const word = fc.oneof(
  fc.constantFrom("g1", "g9", "p", "a1", "b", "a", "gateway", "publisher", "__proto__", "constructor", "full"),
  fc.oneof(fc.string({ maxLength: 8 }), fc.constant("x".repeat(2_000))),
);
const someBytes = fc.oneof(fc.constantFrom(EPOCH, ID, Buffer.alloc(0), Buffer.alloc(5_000)), fc.uint8Array());
const anyFact = fc.oneof(
  configObject.map((object) => ({ objectPut: { object: objectToWire(object) } })),
  fc.record({ kind: word, name: word }).map((objectDeleted) => ({ objectDeleted })),
  fc.record({ gateway: word, epoch: someBytes }).map((gatewayLeft) => ({ gatewayLeft })),
  fc.record({ gateway: word, epoch: someBytes, judge: word }).map((gatewayLost) => ({ gatewayLost })),
  fc
    .record({ gateway: word, epoch: someBytes, address: word, roles: fc.array(word, { maxLength: 20 }) })
    .map((gatewayJoined) => ({ gatewayJoined })),
  fc.record({ attachment: word, reason: word }).map((publisherDetached) => ({ publisherDetached })),
  fc.record({ attachment: word, band: word, draining: fc.boolean() }).map((one) => ({ attachmentChanged: one })),
  fc
    .record({ publisher: word, gateway: word, gatewayEpoch: someBytes, instance: someBytes, attachment: word })
    .map((publisherAttached) => ({ publisherAttached })),
  fc.record({ kind: word, name: word, draining: fc.boolean() }).map((drainSet) => ({ drainSet })),
  fc.record({ tokenHash: someBytes, spiffeId: word }).map((tokenSpent) => ({ tokenSpent })),
  fc
    .array(fc.record({ kind: word, name: word, revision: fc.integer() }), { maxLength: 3 })
    .map((expected) => ({ commandGuarded: { expected } })),
);
const anyEvent = fc
  .tuple(
    fc.record({
      ...{
        id: fc.constantFrom(ID, ID, ID, ID, ID, ID, ID, Buffer.alloc(3)),
        tenant: fc.constantFrom("a", "b", "b", "", "a/b"),
      },
      ...{
        writer: fc.constantFrom(THEIRS, THEIRS, THEIRS, ""),
        actor: word,
        command: fc.constantFrom(ID, Buffer.alloc(0)),
      },
    }),
    anyFact,
  )
  .map(([about, fact]) => Buffer.from(ControlEvent.encode({ ...about, ...fact } as never).finish()));

/** And some of their bytes changed, cut or added. */
const poison = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  { weight: 6, arbitrary: anyEvent },
  fc.tuple(anyEvent, fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length] = value;
    return changed;
  }),
  fc.tuple(anyEvent, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1))),
);

it("a poison event of tenant a leaves tenant b as it was, and nothing throws but what is malformed", () => {
  const before = canonicalText(tenantOf(B, "b"));
  let folded = 0;
  fc.assert(
    fc.property(fc.array(poison, { minLength: 1, maxLength: 10 }), (records) => {
      const batch = records.flatMap((bytes, at) => {
        try {
          const event = decodeControlEvent(bytes);
          // Bytes that were changed may name another writer, which the log does not prove.
          return event.writer === THEIRS ? [{ offset: B.asOf + 1 + at, appendTimeUs: 0, event }] : [];
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage);
          return [];
        }
      });
      folded += batch.length;
      const after = fold(B, batch);
      expect(canonicalText(tenantOf(after, "b"))).toBe(before);
      expect(after.gateways.get("g1")?.epoch).toBe(B.gateways.get("g1")?.epoch);
    }),
    { numRuns: 2_000 },
  );
  expect(folded).toBeGreaterThan(1_000);
});
