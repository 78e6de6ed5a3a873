/** Arbitrary network events for property tests: every kind of fact, and whole flows as their gateways tell them. */

import fc from "fast-check";
import { DNS_HOWS } from "../core/record/dns-facts.ts";
import type { Judged, JudgedAgain, SessionTold } from "../core/record/judged.ts";
import { LEASE_TURNS } from "../core/record/lease-facts.ts";
import type {
  FlowDecided,
  NetworkEnvelope,
  NetworkEvent,
  NetworkFact,
  NetworkFactType,
  PhaseTimings,
  PublisherCandidate,
  Segment,
  SegmentActive,
  SegmentEnded,
  SegmentOpened,
} from "../core/record/network-event.ts";

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => [...value].map(twoDigits).join(""));
const twoDigits = (byte: number): string => byte.toString(16).padStart(2, "0");
const anyHex = fc.oneof(fc.constant(""), hex(16), hex(3));
/** Past every letter of one unit: names are what operators type. */
const words = fc.oneof(fc.constant(""), fc.string({ unit: "grapheme", maxLength: 12 }), fc.constant("wiki"));
const name = words.filter((text) => text !== "");
const count = fc.oneof(fc.constant(0), fc.nat(), fc.maxSafeNat());
const ordinal = count.filter((value) => value > 0);
const port = fc.nat({ max: 0xffff });
const u32 = fc.oneof(fc.constant(0), fc.nat({ max: 0xffff_ffff }));

export const flowIds = fc
  .tuple(fc.nat({ max: 0xffff_ffff }), hex(10))
  .map(([seconds, rest]) => uuidv7(1_700_000_000_000 + seconds, rest));

function uuidv7(ms: number, rest: string): string {
  const time = ms.toString(16).padStart(12, "0");
  const parts = [time.slice(0, 8), time.slice(8), `7${rest.slice(0, 3)}`, `8${rest.slice(3, 6)}`, rest.slice(6, 18)];
  return parts.join("-");
}

export const timings = fc.record(
  { routeUs: count, dispatchUs: count, resolveUs: count, connectUs: count, firstByteUs: count },
  { requiredKeys: [] },
) as fc.Arbitrary<PhaseTimings>;

const segments = (role: Segment["role"] | undefined = undefined): fc.Arbitrary<Segment> =>
  fc.record({
    ...{ flowId: flowIds, segment: u32, gateway: name },
    role: role === undefined ? fc.constantFrom<Segment["role"][]>("client", "publisher") : fc.constant(role),
  });

const candidates = fc.array(
  fc.record(
    { publisher: words, gateway: words, whyNot: words, latencyBucket: fc.nat(7) },
    { requiredKeys: ["publisher", "gateway", "whyNot"] },
  ) as fc.Arbitrary<PublisherCandidate>,
  { maxLength: 3 },
);
const type = <T extends NetworkFactType>(of: T) => fc.constant(of);
const kept = fc.record({ traceKept: fc.constant<true>(true) }, { requiredKeys: [] }) as fc.Arbitrary<{
  traceKept?: true;
}>;

const rules = fc.array(fc.record({ rule: words, firstFailed: words }), { maxLength: 3 });
const judgements = fc.record({ userName: words, atUs: count, asOf: count, configRev: count, inputs: hex(16) });
const judged = fc.record({ judged: judgements }, { requiredKeys: [] }) as fc.Arbitrary<{ judged?: Judged }>;
const judgedAgain = fc.option(
  fc.record({
    judged: judgements,
    verdict: fc.record({ host: words, port, app: words, policy: words, code: name, considered: rules }),
  }),
  { nil: {} },
) as fc.Arbitrary<{ judged?: Judged; verdict?: JudgedAgain }>;

const processes = fc.oneof(
  fc.record({ name: words, pathHash: fc.oneof(fc.constant(""), hex(16)) }),
  fc.record({ name: words, pathHash: hex(16), uid: fc.nat() }),
);

const decided = fc
  .tuple(
    fc.record({
      ...{ type: type("flow-decided"), segment: segments(), sessionId: anyHex, clientRef: anyHex, user: words },
      ...{ device: words, deviceClassification: words, srcIp: words, srcPort: port, host: words, port },
      ...{ protocol: fc.constantFrom("tcp", "udp"), app: words, policy: words, reason: words, denialId: words },
      ...{ action: fc.constantFrom<FlowDecided["action"][]>("allow", "block", "alert"), notice: words },
      considered: rules,
      ...{ nearMiss: words, accessMethod: words, probe: fc.boolean(), asksBefore: fc.nat(3) },
    }),
    fc.record(
      { dnsUs: count, decideUs: count, process: processes, questionId: hex(16) },
      { requiredKeys: [] },
    ) as fc.Arbitrary<{ dnsUs?: number }>,
    kept,
    judged,
  )
  .map(([fact, maybe, trace, by]): FlowDecided => ({ ...fact, ...maybe, ...trace, ...by }));

const opened: fc.Arbitrary<SegmentOpened> = fc
  .tuple(
    fc.record({
      ...{ type: type("segment-opened"), segment: segments(), publisher: words, publisherGateway: words },
      ...{ egressAddr: words, appAddr: words, candidates, timings },
    }),
    kept,
  )
  .map(([fact, trace]) => ({ ...fact, ...trace }));

const active: fc.Arbitrary<SegmentActive> = fc.record({
  ...{ type: type("segment-active"), segment: segments(), clientBytes: count, serverBytes: count },
});

const drops = fc.record({ reason: words, clientPackets: fc.nat(), serverPackets: fc.nat() });
const packets = fc.oneof(
  fc.constant({}),
  fc.record({
    packets: fc.record({ clientPackets: count, serverPackets: count, drops: fc.array(drops, { maxLength: 3 }) }),
  }),
);

const ended: fc.Arbitrary<SegmentEnded> = fc
  .tuple(
    fc.record({
      ...{ type: type("segment-ended"), segment: segments(), clientBytes: count, serverBytes: count, reason: words },
      endedBy: fc.constantFrom<SegmentEnded["endedBy"][]>("client", "app", "system"),
      ...{ clientBytesLost: count, serverBytesLost: count, inexact: fc.boolean(), denialId: words, notice: words },
      ...{ timings, candidates, durationUs: count },
    }),
    kept,
    judgedAgain,
    packets,
  )
  .map(([fact, trace, again, datagrams]) => ({ ...fact, ...trace, ...again, ...datagrams }));

const who = { user: words, device: words };
const texts = fc.array(words, { maxLength: 3 });

const sessionInputs = fc.record({
  ...{ accessMethod: words, os: words, address: words, country: words, hash: hex(16), userName: words },
});

/** One arbitrary each, so that no kind is forgotten. */
export const FACTS: { readonly [T in NetworkFactType]: fc.Arbitrary<Extract<NetworkFact, { type: T }>> } = {
  "flow-decided": decided,
  "segment-opened": opened,
  "segment-active": active,
  "segment-ended": ended,
  "near-miss": fc.record({
    ...{ type: type("near-miss"), ...who, host: words, port, protocol: words, app: words, reason: words },
    flowId: fc.oneof(flowIds, fc.constant("")),
  }),
  "dns-answered": fc.record({
    ...{ type: type("dns-answered"), questionId: hex(16), sessionId: hex(16), ...who, gateway: words, name: words },
    ...{ dnsType: port, rcode: port, how: fc.constantFrom(...DNS_HOWS), answers: texts, ttl: port, app: words },
    ...{ publisher: words, reason: words, denialId: words, durationUs: count, resolveUs: count },
  }),
  "stub-leases": fc.record({
    ...{ type: type("stub-leases"), ...who, untold: count },
    leases: fc.array(
      fc.record({
        ...{ change: fc.constantFrom(...LEASE_TURNS), leaseId: hex(16), name: words, stub: words, stub6: words },
        atUs: count,
      }),
      { maxLength: 3 },
    ),
  }),
  "pair-moved": fc.record({
    ...{ type: type("pair-moved"), flowId: flowIds, gateway: words, ...who, app: words, from: words, to: words },
    why: words,
  }),
  "session-up": fc
    .tuple(
      fc.record({
        ...{ type: type("session-up"), sessionId: hex(16), ...who, deviceClassification: words, gateway: words },
        ...{ remoteAddr: words, agentVersion: words, os: words },
      }),
      fc.record({ inputs: sessionInputs }, { requiredKeys: [] }) as fc.Arbitrary<{ inputs?: SessionTold }>,
    )
    .map(([fact, told]) => ({ ...fact, ...told })),
  "srp-delivered": fc.record({
    ...{ type: type("srp-delivered"), sessionId: hex(16), ...who, gateway: words, srpHash: hex(32), apps: u32 },
  }),
  "session-down": fc.record({
    ...{ type: type("session-down"), sessionId: hex(16), ...who, gateway: words, reason: words, durationUs: count },
  }),
  "tunnel-up": fc.record({
    ...{ type: type("tunnel-up"), publisher: words, gateway: words, attachment: words, instance: anyHex },
    ...{ tunnel: u32, remoteAddr: words },
  }),
  "tunnel-down": fc.record({
    ...{ type: type("tunnel-down"), publisher: words, gateway: words, attachment: words, reason: words },
    durationUs: count,
  }),
  "admin-changed": fc.record({
    ...{ type: type("admin-changed"), actor: words, verb: words, changes: texts, accepted: fc.boolean() },
    ...{ mistakes: texts, remoteAddr: words, reason: words },
  }),
  "flows-not-carried": fc.record({ type: type("flows-not-carried"), device: words, reason: words, count }),
  "app-list-taken": fc.record({ type: type("app-list-taken"), publisher: words, apps: u32 }),
  "events-dropped": fc.record({ type: type("events-dropped"), kind: words, count }),
  "source-started": fc.record({
    ...{ type: type("source-started"), version: words, roles: texts, segmentsEnded: u32 },
    ...{ previousBoot: fc.oneof(fc.constant(""), hex(16)), previousSequence: count, damagedBytes: count },
  }),
};

export const facts: fc.Arbitrary<NetworkFact> = fc.oneof(...(Object.values(FACTS) as fc.Arbitrary<NetworkFact>[]));

export const envelopes: fc.Arbitrary<NetworkEnvelope> = fc
  .tuple(
    fc.record({
      ...{ id: hex(16), source: name, boot: hex(16), sequence: ordinal, atUs: fc.nat({ max: 4_000_000_000_000_000 }) },
      ...{ tenant: words, reportedBy: words, asOf: count, configRev: count, srpVersion: count, appListVersion: count },
      traceId: fc.oneof(fc.constant(""), hex(16)),
    }),
    fc.option(fc.record({ boot: hex(16), sequence: ordinal }), { nil: undefined }),
  )
  .map(([envelope, report]) => (report === undefined ? envelope : { ...envelope, report }));

export const networkEvents: fc.Arbitrary<NetworkEvent> = fc
  .tuple(envelopes, facts)
  .map(([envelope, fact]) => ({ ...envelope, fact }));

/** What one segment tells in its life, each at most once, but for the end that a later boot tells besides. */
const lives = (role: Segment["role"]) =>
  fc.record({
    segment: fc.record({ segment: fc.nat({ max: 3 }), gateway: fc.constantFrom("gw-a", "gw-b", "gw-ü") }),
    decided: role === "client" ? fc.option(decided) : fc.constant(null),
    ...{ opened: fc.option(opened), actives: fc.array(active, { maxLength: 2 }), ended: fc.option(ended) },
    lost: fc.option(ended),
  });

/** The events of one flow, in any order: of up to three client segments and two publisher ones, told or not. */
export const flowStories: fc.Arbitrary<NetworkEvent[]> = fc
  .record({
    ...{ flowId: flowIds, tenant: fc.constantFrom("demo", "other"), trace: hex(16) },
    client: fc.uniqueArray(lives("client"), { maxLength: 3, selector: ({ segment: s }) => `${s.segment}${s.gateway}` }),
    publisher: fc.uniqueArray(lives("publisher"), {
      maxLength: 2,
      selector: ({ segment: s }) => `${s.segment}${s.gateway}`,
    }),
    envelopes: fc.array(envelopes, { minLength: 5, maxLength: 5 }),
  })
  .map(({ flowId, tenant, trace, client, publisher, envelopes: about }) => {
    const told = [...client.map(factsOf("client", flowId)), ...publisher.map(factsOf("publisher", flowId))].flat();
    return told.map((fact, i) => ({
      ...about[i % 5]!,
      atUs: about[i % 5]!.atUs + i,
      tenant,
      traceId: i % 3 ? trace : "",
      fact,
    }));
  });

type Life = ReturnType<typeof lives> extends fc.Arbitrary<infer T> ? T : never;

const factsOf =
  (role: Segment["role"], flowId: string) =>
  (life: Life): NetworkFact[] => {
    const segment: Segment = { ...life.segment, flowId, role };
    const exact = life.ended && { ...life.ended, inexact: false };
    const lost = life.lost && { ...life.lost, inexact: true };
    const all = [life.decided, life.opened, ...life.actives, exact, lost];
    return all.filter((fact) => fact !== null).map((fact) => ({ ...fact, segment }));
  };
