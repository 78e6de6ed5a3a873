import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { BANDS, type ControlEvent, type Fact, HEALTH_STATUSES } from "../../core/control/event.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { configObject } from "../../sim/arbitrary-objects.ts";
import { decodeControlEvent, encodeControlEvent } from "./control-event.ts";
import { MalformedMessage } from "./message-codec.ts";
import { objectFromWire, objectToWire, readObject } from "./objects.ts";

const v1 = wayleave.event.v1;
const id = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((b) => Buffer.from(b).toString("hex"));
const word = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
const at = fc.nat(Number.MAX_SAFE_INTEGER);

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ type: fc.constant("log-created" as const), logId: id(16), trustDomain: word }),
  fc.record({ type: fc.constant("object-put" as const), object: configObject }),
  fc.record({
    type: fc.constant("object-deleted" as const),
    kind: fc.constantFrom("App", "Policy", "Settings"),
    name: word,
  }),
  fc.record({
    type: fc.constant("token-issued" as const),
    tokenHash: id(32),
    role: fc.constantFrom("device", "publisher"),
    name: word,
    expiresAtUs: at,
  }),
  fc.record({ type: fc.constant("token-revoked" as const), tokenHash: id(32) }),
  fc.record({ type: fc.constant("token-spent" as const), tokenHash: id(32), spiffeId: word }),
  fc.record({ type: fc.constant("certificate-issued" as const), spiffeId: word, fingerprint: id(32), notAfterUs: at }),
  fc.record({
    type: fc.constant("gateway-joined" as const),
    gateway: word,
    epoch: id(16),
    address: word,
    roles: fc.array(word, { maxLength: 2 }),
  }),
  fc.record({ type: fc.constant("gateway-left" as const), gateway: word, epoch: id(16) }),
  fc.record({
    type: fc.constant("publisher-attached" as const),
    publisher: word,
    gateway: word,
    gatewayEpoch: id(16),
    instance: id(16),
    tunnel: fc.nat(5),
    attachment: word,
  }),
  fc.record({
    type: fc.constant("publisher-detached" as const),
    attachment: word,
    reason: fc.constantFrom("", "lost"),
  }),
  fc.record({
    type: fc.constant("command-guarded" as const),
    expected: fc.array(
      fc.record({
        kind: fc.constantFrom("App", "Policy"),
        name: fc.constantFrom("", "a"),
        revision: fc.integer({ min: -1 }),
      }),
      { maxLength: 3 },
    ),
  }),
  fc.record({ type: fc.constant("gateway-lost" as const), gateway: word, epoch: id(16), judge: word }),
  fc.record({
    type: fc.constant("drain-set" as const),
    kind: fc.constantFrom("gateway", "publisher"),
    name: word,
    draining: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("attachment-changed" as const),
    attachment: word,
    band: fc.constantFrom(...BANDS),
    draining: fc.boolean(),
    latencyBucket: fc.integer({ min: -1, max: 7 }),
  }),
  fc.record({
    type: fc.constant("health-changed" as const),
    attachment: word,
    app: word,
    host: word,
    port: fc.integer({ min: 1, max: 65_535 }),
    protocol: fc.constantFrom("tcp", "udp"),
    status: fc.constantFrom(...HEALTH_STATUSES),
    code: fc.constantFrom("", "APP_DIAL_REFUSED"),
  }),
) as fc.Arbitrary<Fact>;

const event: fc.Arbitrary<ControlEvent> = fc.record({
  id: id(16),
  tenant: fc.constantFrom("", "demo"),
  atUs: at,
  writer: word,
  critical: fc.boolean(),
  actor: fc.constantFrom("", "sam"),
  command: fc.oneof(fc.constant(""), id(16)),
  fact,
});

describe("control events on the wire", () => {
  it("survive the way", () => {
    fc.assert(
      fc.property(event, (sent) => expect(decodeControlEvent(encodeControlEvent(sent))).toEqual(sent)),
      { numRuns: 500 },
    );
  });

  it("a fact of a newer writer is unknown, and still says whether it is critical", () => {
    const bytes = v1.ControlEvent.encode({
      id: new Uint8Array(16),
      tenant: "demo",
      atUs: 1,
      writer: "w",
      critical: true,
    }).finish();
    const newer = Buffer.concat([bytes, Buffer.from([0xfa, 0x01, 0x02, 0x08, 0x01])]);
    expect(decodeControlEvent(newer)).toMatchObject({ critical: true, fact: { type: "unknown" } });
  });

  it("what is malformed is refused", () => {
    const whole = { id: new Uint8Array(16), tenant: "demo", atUs: 1, writer: "w" };
    const bad = [
      { ...whole, id: new Uint8Array(15) },
      { ...whole, writer: "" },
      { ...whole, objectPut: {} },
      { ...whole, objectPut: { object: { name: "g" } } },
      { ...whole, objectPut: { object: { name: "a", app: { hosts: ["*.com"] } } } },
      { ...whole, tokenIssued: { tokenHash: new Uint8Array(32), role: "gateway", name: "n", expiresAtUs: 1 } },
      { ...whole, gatewayJoined: { gateway: "g", epoch: new Uint8Array(3), address: "a" } },
      { ...whole, atUs: 2 ** 60 },
    ];
    for (const message of bad) {
      expect(() => decodeControlEvent(v1.ControlEvent.encode(message).finish())).toThrow(MalformedMessage);
    }
  });

  it("garbage is refused or read, never anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeControlEvent(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("objects on the wire", () => {
  it("survive the way", () => {
    fc.assert(fc.property(configObject, (object) => expect(objectFromWire(objectToWire(object))).toEqual(object)));
  });

  it("every mistake is told with its field", () => {
    const app = { hosts: ["10.0.0.0/7"], ports: [{ protocol: "icmp", from: 1, to: 2 }], connectTimeoutMs: 1e9 };
    expect(readObject({ name: "wiki", app })).toEqual({
      mistakes: [
        { field: "hosts[0]", text: expect.stringContaining("too wide") },
        { field: "ports[0]", text: expect.stringContaining("no port") },
        { field: "connect_timeout_ms", text: expect.stringContaining("whole number") },
      ],
    });
    expect(readObject({ name: "x" })).toEqual({ mistakes: [{ field: "", text: "has no spec of a known kind" }] });
  });

  it("a publisher whose weight isn't said weighs 1", () => {
    expect(objectFromWire({ name: "p", publisher: {} })).toMatchObject({ spec: { weight: 1 } });
  });
});
