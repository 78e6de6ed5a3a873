/** The second lock, the permits that opened it, and what a publisher knows of an app. */
import { describe, expect, it } from "@jest/globals";
import { CONNECT_TIMEOUT_MS_MAX } from "../core/config/spec.ts";
import type { PublishedApp } from "./allow.ts";
import { type PermitFacts, Publisher } from "./publisher.ts";

const whole = (version: number, apps: readonly PublishedApp[]) => {
  return { version, apps, gone: [], changes: false, more: false };
};
const UNPROBED = { probe: "off", probeEveryS: 0 } as const;

it("an app is dialled for as long as it states, within the bound; one that states nothing, by the default", () => {
  const publisher = new Publisher("demo", "pub-1");
  const nowhere = { hosts: [], ports: [], origin: "" };
  const app = (name: string, connectTimeoutMs: number) => ({ name, ...nowhere, connectTimeoutMs, ...UNPROBED });
  publisher.attached(0, "gw-1");
  publisher.attached(1, "gw-2");
  publisher.learn(0, whole(4, [app("wiki", 1), app("slow", 2_500), app("plain", 0), app("endless", 4_000_000_000)]));
  publisher.learn(1, whole(3, [app("slow", 9_999)]));
  const msOf = (name: string) => publisher.connectTimeoutMs(name, 7_000);
  expect(["wiki", "slow", "plain", "endless", "unknown"].map(msOf)).toEqual([
    ...[1, 2_500, 7_000, CONNECT_TIMEOUT_MS_MAX, 7_000],
  ]);
});

const SECOND_US = 1_000_000;
const NOW_US = 1_700_000_000 * SECOND_US;
/** A permit that was signed now, and the skew that is tolerated. */
const GOOD_UNTIL_US = NOW_US + 330 * SECOND_US;
const FLOW = Uint8Array.from({ length: 16 }, (_, n) => n);
const OTHER_FLOW = Uint8Array.from({ length: 16 }, (_, n) => (n === 15 ? 99 : n));
const PERMIT: PermitFacts = {
  ...{ flowId: FLOW, segment: 1, attempt: 0, tenant: "demo", publisher: "pub-1", gateway: "gw-1", protocol: "tcp" },
  ...{ app: "wiki", host: "wiki.corp.example", port: 80, dialHost: "wiki.corp.example", dialPort: 80 },
  expiresAtUs: NOW_US + 30 * SECOND_US,
};
const ASKED = { flowId: FLOW, segment: 1, host: "wiki.corp.example", port: 80, protocol: "tcp" as const };

/** At tunnel 0 hangs gw-1, at tunnel 1 gw-2. */
function attached(): Publisher {
  const publisher = new Publisher("demo", "pub-1");
  const ports = [{ protocol: "tcp" as const, from: 80, to: 80 }];
  const wiki = { name: "wiki", hosts: ["wiki.corp.example"], ports, origin: "", connectTimeoutMs: 0, ...UNPROBED };
  for (const tunnel of [0, 1]) {
    publisher.attached(tunnel, `gw-${tunnel + 1}`);
    publisher.learn(tunnel, whole(1, [wiki]));
  }
  return publisher;
}

describe("the second lock", () => {
  it("opens for what the permit says, as often as it is asked: only spending uses a permit up", () => {
    const publisher = attached();
    expect(publisher.lock(PERMIT, ASKED, 0)).toBeUndefined();
    expect(publisher.lock(PERMIT, { ...ASKED, flowId: Buffer.from(FLOW) }, 0)).toBeUndefined();
    expect(publisher.permitsRemembered).toBe(0);
  });

  it.each<[string, Partial<PermitFacts>]>([
    ["segment", { segment: 2 }],
    ["flow", { flowId: OTHER_FLOW }],
    ["flow id of another length", { flowId: FLOW.subarray(0, 15) }],
    ["host", { host: "x.corp.example" }],
    ["port", { port: 81 }],
    ["publisher", { publisher: "pub-2" }],
    ["tenant", { tenant: "other" }],
    ["gateway than the tunnel's", { gateway: "gw-2" }],
  ])("does not open by a permit for another %s", (_, of) => {
    expect(attached().lock({ ...PERMIT, ...of }, ASKED, 0)).toBe("PUB_AUTH_PERMIT_INVALID");
  });

  it("does not open for another segment, flow, host or port around the permit, nor at another tunnel", () => {
    for (const other of [{ segment: 2 }, { flowId: OTHER_FLOW }, { host: "x.corp.example" }, { port: 81 }])
      expect(attached().lock(PERMIT, { ...ASKED, ...other }, 0)).toBe("PUB_AUTH_PERMIT_INVALID");
    for (const tunnel of [1, 2]) expect(attached().lock(PERMIT, ASKED, tunnel)).toBe("PUB_AUTH_PERMIT_INVALID");
  });
});

describe("a permit", () => {
  const spend = (publisher: Publisher, of: Partial<PermitFacts>, nowUs = NOW_US, goodUntilUs = GOOD_UNTIL_US) =>
    publisher.spend({ ...PERMIT, ...of }, goodUntilUs, nowUs);

  it("is spent once, by whichever gateway it comes; the next attempt and the next segment have their own", () => {
    const publisher = attached();
    expect(spend(publisher, {})).toBeUndefined();
    expect(spend(publisher, {})).toBe("PUB_AUTH_PERMIT_SPENT");
    expect(spend(publisher, { gateway: "gw-2" })).toBe("PUB_AUTH_PERMIT_SPENT");
    for (const other of [{ attempt: 1 }, { segment: 2 }, { flowId: OTHER_FLOW }]) {
      expect(spend(publisher, other)).toBeUndefined();
      expect(spend(publisher, other)).toBe("PUB_AUTH_PERMIT_SPENT");
    }
    expect(publisher.permitsRemembered).toBe(4);
  });

  it("of a clock five minutes ahead is remembered as long as it stays good: ten and a half minutes", () => {
    const publisher = attached();
    const goodUntilUs = GOOD_UNTIL_US + 300 * SECOND_US;
    expect(spend(publisher, {}, NOW_US, goodUntilUs)).toBeUndefined();
    for (const laterS of [1, 361, 629])
      expect(spend(publisher, {}, NOW_US + laterS * SECOND_US, goodUntilUs)).toBe("PUB_AUTH_PERMIT_SPENT");
  });

  it("that outlived its memory is refused as expired, even by a clock that was set back", () => {
    const publisher = attached();
    expect(spend(publisher, {})).toBeUndefined();
    expect(spend(publisher, { attempt: 1 }, NOW_US + 400 * SECOND_US, GOOD_UNTIL_US + 400 * SECOND_US)).toBeUndefined();
    expect(publisher.permitsRemembered).toBe(1);
    expect(spend(publisher, {})).toBe("PUB_AUTH_PERMIT_EXPIRED");
  });
});
