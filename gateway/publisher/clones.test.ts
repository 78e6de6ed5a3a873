import { describe, expect, it } from "@jest/globals";
import type { Attachment, ControlState } from "../../core/control/state.ts";
import { emptyState, emptyTenant } from "../../core/control/state.ts";
import type { Instant } from "../../core/units.ts";
import { Clones, OVERLAP_ELSEWHERE_MS, OVERLAP_MS } from "./clones.ts";

const P = { tenant: "demo", publisher: "p1" };
const at = (ms: number) => ms as Instant;
const NOTHING = emptyState();

/** Beats of these tunnels each second, and what is found meanwhile. */
function beats(clones: Clones, ids: readonly string[], fromMs: number, toMs: number, state = NOTHING) {
  const found = [];
  for (let ms = fromMs; ms <= toMs; ms += 1_000) {
    for (const id of ids) clones.heard(id, at(ms));
    found.push(...clones.judge(at(ms), state));
  }
  return found;
}

describe("one publisher identity", () => {
  it("that lives twice at one gateway is found once both were heard of for a while; the younger is refused", () => {
    const clones = new Clones("g1");
    clones.attached("t1", P, "aa", at(0));
    clones.attached("t2", P, "aa", at(1));
    clones.attached("t3", P, "bb", at(5_000));
    expect(beats(clones, ["t1", "t2", "t3"], 5_000, 5_000 + OVERLAP_MS - 1_000)).toEqual([]);
    const [found] = beats(clones, ["t1", "t2", "t3"], 5_000 + OVERLAP_MS, 5_000 + OVERLAP_MS);
    expect(found).toEqual({ ...P, instance: "bb", older: "aa", at: "g1", tunnels: ["t3"] });
    clones.gone("t3");
    expect([clones.refuses(P, "bb"), clones.refuses(P, "aa"), clones.refuses(P, "cc")]).toEqual([true, false, false]);
    clones.gone("t1");
    clones.gone("t2");
    // The older is dead: what was taken for its clone may serve.
    expect(clones.refuses(P, "bb")).toBe(false);
  });

  it("that restarts lives once: what was before is not heard again, or drains", () => {
    const clones = new Clones("g1");
    clones.attached("t1", P, "aa", at(0));
    clones.attached("t2", P, "bb", at(1_000));
    expect(beats(clones, ["t2"], 1_000, 60_000)).toEqual([]);
    clones.attached("t3", P, "cc", at(61_000));
    clones.drain("t2");
    expect(beats(clones, ["t2", "t3"], 61_000, 120_000)).toEqual([]);
  });

  it("of another tenant is another identity", () => {
    const clones = new Clones("g1");
    clones.attached("t1", P, "aa", at(0));
    clones.attached("t2", { ...P, tenant: "other" }, "bb", at(0));
    expect(beats(clones, ["t1", "t2"], 0, 60_000)).toEqual([]);
  });

  it("that lives at two gateways is found by the log's order, at the gateway of the younger alone", () => {
    const state = stateOf([tunnelOf("g1", "aa", 5), tunnelOf("g2", "bb", 9)]);
    const [one, two] = [new Clones("g1"), new Clones("g2")];
    one.attached("t1", P, "aa", at(0));
    two.attached("t2", P, "bb", at(0));
    expect(beats(one, ["t1"], 0, 3 * OVERLAP_ELSEWHERE_MS, state)).toEqual([]);
    expect(beats(two, ["t2"], 0, OVERLAP_ELSEWHERE_MS - 1_000, state)).toEqual([]);
    const [found] = beats(two, ["t2"], OVERLAP_ELSEWHERE_MS, OVERLAP_ELSEWHERE_MS, state);
    expect(found).toMatchObject({ instance: "bb", older: "aa", at: "g1", tunnels: ["t2"] });
  });

  it("with tunnels of one instance at two gateways, or one that was detached meanwhile, is none", () => {
    const clones = new Clones("g2");
    clones.attached("t2", P, "aa", at(0));
    const state = stateOf([tunnelOf("g1", "aa", 5), tunnelOf("g2", "aa", 9)]);
    expect(beats(clones, ["t2"], 0, 3 * OVERLAP_ELSEWHERE_MS, state)).toEqual([]);
    const other = stateOf([tunnelOf("g1", "bb", 5), tunnelOf("g2", "aa", 9)]);
    const away = OVERLAP_ELSEWHERE_MS * 4;
    expect(beats(clones, ["t2"], away, away + OVERLAP_ELSEWHERE_MS - 1_000, other)).toEqual([]);
    expect(beats(clones, ["t2"], away + OVERLAP_ELSEWHERE_MS, away + 2 * OVERLAP_ELSEWHERE_MS, state)).toEqual([]);
  });
});

const tunnelOf = (gateway: string, instance: string, since: number): Attachment => ({
  ...{ attachment: `${gateway}-${since}`, publisher: "p1", gateway, gatewayEpoch: `e-${gateway}`, instance },
  ...{ tunnel: 0, band: "normal", draining: false, since, latencyBucket: -1 },
});

function stateOf(tunnels: readonly Attachment[]): ControlState {
  const attachments = new Map(tunnels.map((one) => [one.attachment, one]));
  const gateways = new Map(
    tunnels.map(({ gateway, gatewayEpoch: epoch }) => [
      gateway,
      { gateway, epoch, address: "h:1", roles: [], draining: false, since: 0 },
    ]),
  );
  return { ...emptyState(), gateways, tenants: new Map([["demo", { ...emptyTenant("demo"), attachments }]]) };
}
