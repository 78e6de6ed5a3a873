import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { BANDS, type Fact, HEALTH_STATUSES } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import { emptyState, tenantOf } from "../control/state.ts";
import { FACTS_AT_ONCE, Holdings } from "./holdings.ts";
import { standingOf } from "./standing.ts";

const GATEWAY = "g1";

/** A log beside the holdings: what is appended is folded, now or only later. */
class World {
  state = emptyState();
  readonly late: { readonly tenant: string; readonly facts: readonly Fact[] }[] = [];
  epoch = "e0";
  #named = 0;
  readonly holdings = new Holdings(GATEWAY, this.epoch);

  constructor() {
    this.join();
  }

  append(tenant: string, facts: readonly Fact[]): void {
    for (const fact of facts) {
      const offset = this.state.asOf + 1;
      const about = { id: "", tenant, atUs: 0, writer: "", critical: true, actor: "", command: "" };
      this.state = fold(this.state, [{ offset, appendTimeUs: 0, event: { ...about, fact } }]);
    }
  }

  join(): void {
    this.append("", [{ type: "gateway-joined", gateway: GATEWAY, epoch: this.epoch, address: "h:1", roles: [] }]);
  }

  lose(): void {
    this.append("", [{ type: "gateway-lost", gateway: GATEWAY, epoch: this.epoch, judge: "g2" }]);
  }

  /** One part of the debt, with what becomes of it. */
  pay(outcome: "yes" | "no" | "lost answer" | "lost ask"): boolean {
    if (standingOf(this.state, GATEWAY, this.epoch, true) === "lost") {
      this.epoch = `e${++this.#named}`;
      this.holdings.renew(this.epoch, () => `n${++this.#named}`);
      this.join();
    }
    const debt = this.holdings.take(this.state);
    if (debt === undefined) return false;
    expect(debt.facts.length).toBeLessThanOrEqual(FACTS_AT_ONCE);
    if (outcome === "yes" || outcome === "lost answer") this.append(debt.tenant, debt.facts);
    debt.settle(outcome === "yes" || outcome === "no" ? outcome : "unknown");
    return true;
  }
}

const id = fc.constantFrom("t1", "t2", "t3");
const tenant = fc.constantFrom("demo", "other");
const finding = fc.record({
  ...{ app: fc.constantFrom("a", "b"), host: fc.constant("h"), port: fc.constantFrom(1, 2) },
  ...{ protocol: fc.constant("tcp" as const), status: fc.constantFrom(...HEALTH_STATUSES), code: fc.constant("") },
});
const change = fc.record({ band: fc.constantFrom(...BANDS), draining: fc.boolean() });
type Act = (world: World, model: Map<string, Model>) => void;
interface Model {
  readonly id: string;
  readonly held: { readonly tenant: string; readonly publisher: string; readonly instance: string; readonly tunnel: 0 };
  band: string;
  draining: boolean;
  readonly health: Map<string, string>;
}
let instances = 0;

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(id, tenant).map(
    ([name, of]): Act =>
      (world, model) => {
        const held = { tenant: of, publisher: name, instance: `i${++instances}`, tunnel: 0 } as const;
        if (model.has(name)) return;
        // Each tunnel has a name of its own, though it be of the same publisher.
        const own = `${name}-${instances}`;
        model.set(name, { id: own, held, band: "normal", draining: false, health: new Map() });
        world.holdings.hold(own, held);
      },
  ),
  fc.tuple(id, change).map(
    ([name, said]): Act =>
      (world, model) => {
        const one = model.get(name);
        if (one !== undefined) Object.assign(one, said);
        world.holdings.change(one?.id ?? name, said);
      },
  ),
  fc.tuple(id, finding).map(
    ([name, found]): Act =>
      (world, model) => {
        const one = model.get(name);
        one?.health.set(`${found.app} ${found.port}`, found.status);
        world.holdings.learn(one?.id ?? name, found);
      },
  ),
  id.map(
    (name): Act =>
      (world, model) => {
        world.holdings.drop(model.get(name)?.id ?? name, "gone");
        model.delete(name);
      },
  ),
  fc.constant<Act>((world) => world.lose()),
  fc.constantFrom("yes", "yes", "no", "lost answer", "lost ask").map(
    (outcome): Act =>
      (world) => {
        world.pay(outcome as "yes");
      },
  ),
);

it("whatever happens, the log says in the end what is held, and no more", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
      const world = new World();
      const model = new Map<string, Model>();
      for (const one of acts) one(world, model);
      for (let left = 1_000; world.pay("yes"); left -= 1) expect(left).toBeGreaterThan(0);
      for (const owner of ["demo", "other"]) {
        const { attachments, health } = tenantOf(world.state, owner);
        const told = [...attachments.values()].map(({ attachment, publisher, instance, band, draining }) => {
          const known = [...(health.get(attachment)?.values() ?? [])].map((one) => [
            `${one.app} ${one.port}`,
            one.status,
          ]);
          return {
            publisher,
            instance,
            band,
            draining,
            health: known.filter(([, status]) => status !== "unknown").sort(),
          };
        });
        const wanted = [...model.values()]
          .filter(({ held }) => held.tenant === owner)
          .map((one) => ({
            ...{ publisher: one.held.publisher, instance: one.held.instance, band: one.band, draining: one.draining },
            health: [...one.health].filter(([, status]) => status !== "unknown").sort(),
          }));
        const byName = (a: { publisher: string }, b: { publisher: string }) => (a.publisher < b.publisher ? -1 : 1);
        expect(told.sort(byName)).toEqual(wanted.sort(byName));
      }
    }),
  );
});

it("a life that was judged lost tells of all that it holds again, under new names", () => {
  const world = new World();
  for (let n = 0; n < 5; n += 1)
    world.holdings.hold(`t${n}`, { tenant: "demo", publisher: "p", instance: "i", tunnel: n });
  while (world.pay("yes"));
  const before = [...tenantOf(world.state, "demo").attachments.keys()];
  world.lose();
  expect(tenantOf(world.state, "demo").attachments.size).toBe(0);
  while (world.pay("yes"));
  const after = [...tenantOf(world.state, "demo").attachments.values()];
  expect(after).toHaveLength(5);
  expect(after.filter(({ attachment }) => before.includes(attachment))).toEqual([]);
  expect(new Set(after.map(({ gatewayEpoch }) => gatewayEpoch))).toEqual(new Set([world.epoch]));
});

it("tunnels that come and go while the log takes nothing leave no debt behind", () => {
  const world = new World();
  for (let n = 0; n < 1_000; n += 1) {
    world.holdings.hold(`t${n}`, { tenant: "demo", publisher: "p", instance: "i", tunnel: 0 });
    world.pay("no");
    world.holdings.drop(`t${n}`, "gone");
  }
  expect(world.pay("yes")).toBe(false);
});
