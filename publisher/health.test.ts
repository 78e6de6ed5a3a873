/** Health of ports: its rules one by one, and a seeded weather in which its promises must hold. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../core/units.ts";
import {
  AGAIN_MS,
  DWELL_MS,
  PORTS_MAX,
  PortHealth,
  type PortTarget,
  PROBE_EVERY_MS,
  type ProbeOutcome,
  RECOVER_MS,
  STALE_MS,
} from "./health.ts";

const at = (ms: number): Instant => ms as Instant;
const half = () => 0.5;
const targetOf = (more: Partial<PortTarget> = {}): PortTarget => ({
  ...{ app: "wiki", host: "wiki.corp.example", port: 80, protocol: "tcp", dialHost: "10.0.0.1", dialPort: 8080 },
  ...{ everyMs: 0, timeoutMs: 500, listed: true, ...more },
});
const target = targetOf();

/** What every dial that is due finds, and what is told of it. */
function probe(health: PortHealth, outcome: ProbeOutcome, now: number): number {
  const due = health.due(16, at(now));
  for (const dial of due) health.probed(dial, outcome, at(now), half);
  return due.length;
}
const told = (health: PortHealth) => health.takeChanges().map(({ status, code }) => `${status} ${code}`.trim());

describe("the health of a port", () => {
  it("is unknown until a flow or a probe has said something, and a flow that reached the app says up", () => {
    const health = new PortHealth();
    expect([health.all(), told(health)]).toEqual([[], []]);
    health.flow(target, "ok", at(0));
    expect([told(health), health.all().length]).toEqual([["up"], 1]);
  });

  it("one failed flow makes it suspect: a probe is due at once, and its word counts", () => {
    const health = new PortHealth();
    health.flow(target, "APP_DIAL_REFUSED", at(0));
    expect(told(health)).toEqual([]);
    expect(health.due(16, at(0))).toEqual([
      { key: "tcp 8080 10.0.0.1", protocol: "tcp", dialHost: "10.0.0.1", dialPort: 8080, timeoutMs: 500 },
    ]);
    // Others that fail meanwhile ask for no second one.
    health.flow(target, "APP_DIAL_REFUSED", at(1));
    expect(health.due(16, at(1))).toEqual([]);
    const key = "tcp 8080 10.0.0.1";
    health.probed({ key, protocol: "tcp", ...{ dialHost: "", dialPort: 0, timeoutMs: 0 } }, "ok", at(2), half);
    expect(told(health)).toEqual(["up"]);
  });

  it("silence speaks neither for a port nor against it; of one that was down it says that flows may try", () => {
    const health = new PortHealth();
    const udp = targetOf({ protocol: "udp", port: 53, everyMs: PROBE_EVERY_MS });
    health.publish("wiki", true, [udp], at(0), half);
    expect(probe(health, "silent", 60_000)).toBe(1);
    expect(told(health)).toEqual([]);
    health.flow(udp, "ok", at(61_000));
    expect(told(health)).toEqual(["up"]);
    expect(probe(health, "silent", 200_000)).toBe(1);
    expect(told(health)).toEqual([]);
    health.flow(udp, "APP_DIAL_REFUSED", at(300_000));
    expect(probe(health, "APP_DIAL_REFUSED", 300_000)).toBe(1);
    expect(told(health)).toEqual(["down APP_DIAL_REFUSED"]);
    expect(probe(health, "silent", 300_000 + DWELL_MS * 2)).toBe(1);
    expect(told(health)).toEqual(["unknown"]);
  });

  it("a port of TCP and one of UDP are two, and are asked apart", () => {
    const health = new PortHealth();
    const both = [targetOf({ everyMs: 1_000 }), targetOf({ everyMs: 1_000, protocol: "udp" })];
    health.publish("wiki", true, both, at(0), half);
    const due = health.due(16, at(60_000));
    expect(due.map(({ protocol }) => protocol).sort()).toEqual(["tcp", "udp"]);
    for (const dial of due) health.probed(dial, dial.protocol === "tcp" ? "ok" : "APP_DIAL_REFUSED", at(60_000), half);
    expect(told(health).sort()).toEqual(["down APP_DIAL_REFUSED", "up"]);
  });

  it("a port that is down is asked until it answers, though no flow goes there and nobody asks else", () => {
    const health = new PortHealth();
    health.flow(target, "APP_DIAL_REFUSED", at(0));
    expect(probe(health, "APP_DIAL_REFUSED", 0)).toBe(1);
    expect(told(health)).toEqual(["down APP_DIAL_REFUSED"]);
    expect(probe(health, "ok", RECOVER_MS - 1)).toBe(0);
    expect(probe(health, "ok", RECOVER_MS)).toBe(1);
    expect(told(health)).toEqual(["up"]);
    expect(probe(health, "ok", 10 * RECOVER_MS)).toBe(0);
  });

  it("that has changed stays so for ten seconds; then what was found last counts, if it still stands", () => {
    const health = new PortHealth();
    health.flow(target, "ok", at(0));
    expect(told(health)).toEqual(["up"]);
    health.flow(target, "APP_DIAL_TIMEOUT", at(2_000));
    expect(probe(health, "APP_DIAL_TIMEOUT", 2_000)).toBe(1);
    health.tick(at(DWELL_MS - 1));
    expect(told(health)).toEqual([]);
    health.tick(at(DWELL_MS));
    expect(told(health)).toEqual(["down APP_DIAL_TIMEOUT"]);
    // Found up and down again within the ten seconds that follow: nothing has changed.
    probe(health, "ok", DWELL_MS + RECOVER_MS - 1);
    health.flow(target, "ok", at(DWELL_MS + 100));
    expect(probe(health, "APP_DIAL_TIMEOUT", DWELL_MS + RECOVER_MS)).toBe(1);
    health.tick(at(3 * DWELL_MS));
    expect(told(health)).toEqual([]);
  });

  it("is asked in the background where that is wanted, by one dial for all that it reaches", () => {
    const health = new PortHealth();
    const all = [80, 81, 82].map((port) => targetOf({ port, everyMs: PROBE_EVERY_MS }));
    health.publish("wiki", true, all, at(0), half);
    expect(health.due(16, at(0))).toEqual([]);
    expect(probe(health, "ok", DWELL_MS)).toBe(1);
    expect(told(health)).toEqual(["up", "up", "up"]);
    expect(probe(health, "ok", DWELL_MS + PROBE_EVERY_MS - 1)).toBe(0);
    expect(probe(health, "ok", DWELL_MS + PROBE_EVERY_MS)).toBe(1);
  });

  it("that may not be asked stays unknown, and what nobody wants to know any more is told as unknown", () => {
    const health = new PortHealth();
    health.publish("wiki", true, [targetOf({ everyMs: 1_000 })], at(0), half);
    probe(health, "forbidden", DWELL_MS);
    expect(told(health)).toEqual([]);
    health.flow(target, "ok", at(DWELL_MS));
    expect(told(health)).toEqual(["up"]);
    health.publish("wiki", false, [], at(DWELL_MS), half);
    expect([told(health), health.all()]).toEqual([["unknown"], []]);
  });

  it("is published app by app: what is told of one leaves the others alone, and a port that moved is unknown", () => {
    const health = new PortHealth();
    const other = targetOf({ app: "shop", host: "shop.corp.example", dialHost: "10.0.0.2", everyMs: 1_000 });
    health.publish("wiki", true, [targetOf({ everyMs: 1_000 })], at(0), half);
    health.publish("shop", true, [other], at(0), half);
    probe(health, "ok", DWELL_MS);
    expect([told(health), [...health.apps()]]).toEqual([
      ["up", "up"],
      ["wiki", "shop"],
    ]);
    health.publish("wiki", true, [], at(DWELL_MS), half);
    expect([told(health), [...health.apps()]]).toEqual([["unknown"], ["shop"]]);
    health.publish("shop", true, [{ ...other, dialHost: "10.0.0.3" }], at(DWELL_MS), half);
    expect([told(health), health.counts()]).toEqual([["unknown"], { up: 0, down: 0, unknown: 1 }]);
  });

  it("of a host below a wildcard is told where it was down, not each that is up", () => {
    const health = new PortHealth();
    const any = targetOf({ listed: false });
    health.flow(any, "ok", at(0));
    expect([told(health), health.all()]).toEqual([[], []]);
    health.flow(any, "APP_DIAL_REFUSED", at(DWELL_MS));
    probe(health, "APP_DIAL_REFUSED", DWELL_MS);
    probe(health, "ok", 3 * DWELL_MS);
    expect(told(health)).toEqual(["up"]);
    expect(health.counts()).toEqual({ up: 1, down: 0, unknown: 0 });
  });

  it("of which nothing was heard for long is unknown again", () => {
    const health = new PortHealth();
    health.flow(target, "ok", at(0));
    told(health);
    health.tick(at(STALE_MS));
    expect([told(health), health.counts().up]).toEqual([["unknown"], 0]);
  });

  it("is one of so many, and of so many dials at a time", () => {
    const health = new PortHealth();
    for (let n = 0; n < PORTS_MAX + 5; n += 1)
      health.flow(targetOf({ host: `h${n}.corp.example`, dialHost: `h${n}` }), "APP_DIAL_REFUSED", at(0));
    expect([health.counts().unknown, health.full]).toEqual([PORTS_MAX, true]);
    expect(health.due(16, at(0))).toHaveLength(16);
    expect(health.due(16, at(0))).toHaveLength(0);
  });

  it("in any weather changes at most once in ten seconds, and in calm says what the app does, within bounds", () => {
    const step = fc.record({ ms: fc.nat(6_000), on: fc.constantFrom("flow", "look"), up: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.boolean(), fc.boolean(), (steps, active, calm) => {
        const health = new PortHealth();
        if (active) health.publish("wiki", true, [targetOf({ everyMs: PROBE_EVERY_MS })], at(0), half);
        const changes: { at: number; status: string }[] = [];
        let now = 0;
        let probed = Number.NEGATIVE_INFINITY;
        const look = (up: boolean) => {
          if (probe(health, up ? "ok" : "APP_DIAL_REFUSED", now) > 0) {
            expect(now - probed).toBeGreaterThanOrEqual(AGAIN_MS);
            probed = now;
          }
          health.tick(at(now));
          for (const { status } of health.takeChanges()) changes.push({ at: now, status });
        };
        for (const { ms, on, up } of steps) {
          now += ms;
          if (on === "flow") health.flow(target, up ? "ok" : "APP_DIAL_REFUSED", at(now));
          look(up);
        }
        const known = changes.filter(({ status }) => status !== "unknown");
        known.forEach((one, n) => {
          if (n > 0) expect(one.at - known[n - 1]!.at).toBeGreaterThanOrEqual(DWELL_MS);
        });
        // Calm, with a flow each second where routing would send one: known within a dwell and a recovery.
        for (let n = 0; n < 25; n += 1) {
          now += 1_000;
          if (health.counts().down === 0) health.flow(target, calm ? "ok" : "APP_DIAL_REFUSED", at(now));
          look(calm);
        }
        expect(health.counts()).toMatchObject(calm ? { up: 1 } : { down: 1 });
      }),
    );
  });
});
