/** Live flows under a storm of configuration: what is judged again, and how often. */

import { describe, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import type { AppSpec, ConfigObject, PolicySpec } from "../../core/config/object.ts";
import type { Fact } from "../../core/control/event.ts";
import { fold } from "../../core/control/fold.ts";
import { type ControlState, emptyState } from "../../core/control/state.ts";
import type { Compiled } from "../../core/policy/compile.ts";
import { decide } from "../../core/policy/decide.ts";
import { NO_SESSION } from "../../core/policy/verdict.ts";
import type { Instant } from "../../core/units.ts";
import { CompiledTenants } from "./compiled.ts";
import { type LiveFlow, LiveFlows, SLICE } from "./revoke.ts";

const APPS = 1_000;
const FLOWS = 5_000;
const USERS = 100;
const now = 1000 as Instant;

describe("a storm of configuration over 5,000 live flows", () => {
  it("1,000 documents in one go are one compilation and one pass, in which no flow is judged twice", () => {
    const estate = new Estate();
    estate.put(Array.from({ length: APPS }, (_, n) => app(n, { connectTimeoutMs: 500 })));
    expect(estate.pass()).toEqual([]);
    expect(estate.decided).toBe(FLOWS);
    expect(estate.compilations).toBe(1);
  });

  it("1,000 documents one after the other, a pass after each, judge each flow once: only its own app's change", () => {
    const estate = new Estate();
    for (let n = 0; n < APPS; n += 1) {
      estate.put([app(n, { connectTimeoutMs: 500 })]);
      estate.pass();
    }
    expect(estate.decided).toBe(FLOWS);
    expect(estate.compilations).toBe(APPS);
  });

  it("documents that concern no live flow judge none", () => {
    const estate = new Estate();
    estate.put(Array.from({ length: 20 }, (_, n) => app(APPS + n, {})));
    estate.put([{ kind: "Policy", name: "others", spec: rule({ users: ["nobody"], apps: ["app-1"] }) }]);
    estate.put([{ kind: "User", name: "newcomer", spec: { ...NOTHING_SAID.User, email: "n@corp.example" } }]);
    expect(estate.pass()).toEqual([]);
    expect(estate.decided).toBe(0);
  });

  it("a user who was disabled loses exactly their flows, and nobody else's is judged", () => {
    const estate = new Estate();
    estate.put([
      { kind: "User", name: "user-7", spec: { ...NOTHING_SAID.User, email: "u@corp.example", inactive: true } },
    ]);
    const ended = estate.pass();
    expect(ended).toHaveLength(FLOWS / USERS);
    expect(new Set(ended.map(({ request }) => request.user))).toEqual(new Set(["user-7"]));
    expect(estate.decided).toBe(FLOWS / USERS);
  });

  it("a rule that blocks one app ends the flows of that app alone", () => {
    const estate = new Estate();
    estate.put([{ kind: "Policy", name: "a-block", spec: rule({ action: "block", apps: ["app-3"], order: 1 }) }]);
    const ended = estate.pass();
    expect(ended).toHaveLength(FLOWS / APPS);
    expect(new Set(ended.map((flow) => flow.app))).toEqual(new Set(["app-3"]));
    expect(estate.decided).toBe(FLOWS / APPS);
  });

  it("an app that takes another's host over is noticed, though the other app did not change", () => {
    const estate = new Estate();
    estate.put([app(0, { hosts: ["app-0.corp.example", "app-9.corp.example"], ports: [] })]);
    const before = estate.decided;
    estate.pass();
    expect(estate.decided - before).toBe(2 * (FLOWS / APPS));
  });

  it("a rule whose hours end takes its flows with it, and a pass before that judges none", () => {
    const estate = new Estate();
    const hours = ["mon 08:00-18:00 UTC"];
    estate.put([
      {
        kind: "Policy",
        name: "a-day",
        spec: rule({ action: "block", apps: ["app-3"], order: 1, hours, not: ["hours"] }),
      },
    ]);
    expect(estate.pass()).toEqual([]);
    const before = estate.decided;
    estate.wallUs += 5 * 3_600e6;
    expect(estate.pass()).toEqual([]);
    expect(estate.decided).toBe(before);
    estate.wallUs += 3_600e6;
    expect(new Set(estate.pass().map((flow) => flow.app))).toEqual(new Set(["app-3"]));
    expect(estate.decided - before).toBe(FLOWS / APPS);
  });

  it("what is configured in the middle of a pass reaches every flow by the end of the next", () => {
    const estate = new Estate();
    estate.put([{ kind: "Policy", name: "all", spec: rule({ order: 90 }) }]);
    const pass = estate.slices();
    pass.next();
    estate.put([{ kind: "Policy", name: "all", spec: rule({ action: "block", order: 1 }) }]);
    const ended = [...pass].flat();
    expect(ended).toHaveLength(FLOWS - SLICE);
    expect(estate.pass()).toHaveLength(SLICE);
    expect(estate.live.size).toBe(0);
  });

  it("looks at no more than a slice of flows between two yields", () => {
    const estate = new Estate();
    estate.put([{ kind: "Policy", name: "all", spec: rule({ order: 90 }) }]);
    let before = 0;
    for (const _slice of estate.slices()) {
      expect(estate.decided - before).toBeLessThanOrEqual(SLICE);
      before = estate.decided;
    }
    expect(estate.decided).toBe(FLOWS);
  });
});

describe("a live flow that other rules allow by now", () => {
  it("ends when what allows it now goes, though the app that it was opened for has not changed", () => {
    const estate = new Estate();
    estate.put([app(3, { hosts: ["*.corp.example"] })]);
    estate.pass();
    estate.put([app(APPS, { hosts: ["app-3.corp.example"] }), byExact()]);
    expect(estate.pass()).toEqual([]);
    expect(estate.live.all().filter((flow) => flow.app === `app-${APPS}`)).toHaveLength(FLOWS / APPS);
    estate.remove("Policy", "by-exact");
    expect(estate.pass()).toHaveLength(FLOWS / APPS);
  });

  it("ends when it was opened by a rule that came and went between two passes", () => {
    const estate = new Estate();
    estate.put([app(APPS, {})]);
    estate.pass();
    estate.put([byExact()]);
    const request = { ...flow(0).request, host: `app-${APPS}.corp.example` };
    estate.open({ ...flow(0), flowId: "late", app: `app-${APPS}`, request });
    estate.remove("Policy", "by-exact");
    expect(estate.pass().map(({ flowId }) => flowId)).toEqual(["late"]);
    expect(estate.decided).toBe(1);
  });

  it("ends when a pass let it live by a rule that came in the middle of it and went before the next", () => {
    const estate = new Estate();
    estate.put([{ kind: "Policy", name: "stop", spec: rule({ action: "block", order: 1 }) }]);
    const pass = estate.slices();
    pass.next();
    estate.put([{ kind: "Policy", name: "a-moment", spec: rule({ order: 1 }) }]);
    expect([...pass].flat()).toEqual([]);
    estate.remove("Policy", "a-moment");
    expect(estate.pass()).toHaveLength(FLOWS - SLICE);
  });
});

it("the flows of a session are found without looking at the others, and are gone when they ended", () => {
  const estate = new Estate();
  expect(estate.live.ofSession("session-3")).toHaveLength(FLOWS / USERS);
  for (const { flowId } of estate.live.ofSession("session-3")) estate.live.delete(flowId);
  expect(estate.live.ofSession("session-3")).toEqual([]);
  expect(estate.live.size).toBe(FLOWS - FLOWS / USERS);
});

/** Many apps with a rule each, flows of all users to all of them, and what is folded on top. */
class Estate {
  readonly live = new LiveFlows<LiveFlow>();
  decided = 0;
  readonly #compiled = new CompiledTenants();
  #state: ControlState = emptyState();
  readonly #atStart: number;

  constructor() {
    this.put([
      ...Array.from({ length: USERS }, (_, n): ConfigObject => {
        return { kind: "User", name: `user-${n}`, spec: { ...NOTHING_SAID.User, email: "u@corp.example" } };
      }),
      ...Array.from({ length: USERS }, (_, n): ConfigObject => {
        const spec = { user: `user-${n}`, classification: "managed", revoked: false };
        return { kind: "Device", name: `device-${n}`, spec };
      }),
      ...Array.from({ length: APPS }, (_, n) => app(n, {})),
      ...Array.from({ length: APPS }, (_, n): ConfigObject => {
        return { kind: "Policy", name: `rule-${n}`, spec: rule({ apps: [`app-${n}`] }) };
      }),
    ]);
    for (let n = 0; n < FLOWS; n += 1) this.open(flow(n));
    this.#atStart = this.#compiled.compilations;
  }

  wallUs = Date.UTC(2027, 0, 25, 12) * 1000;

  get compilations(): number {
    return this.#compiled.compilations - this.#atStart;
  }

  put(objects: readonly ConfigObject[]): void {
    this.#fold(objects.map((object) => ({ type: "object-put", object })));
  }

  remove(kind: ConfigObject["kind"], name: string): void {
    this.#fold([{ type: "object-deleted", kind, name }]);
  }

  /** By what is in force. */
  open(flow: LiveFlow): void {
    this.live.add(flow, this.#of("demo"), this.wallUs);
  }

  #fold(facts: readonly Fact[]): void {
    const batch = facts.map((fact, n) => ({
      ...{ offset: this.#state.asOf + 1 + n, appendTimeUs: 0 },
      event: { ...{ id: "", tenant: "demo", atUs: 0, writer: "", critical: true, actor: "", command: "" }, fact },
    }));
    this.#state = fold(this.#state, batch);
  }

  slices(): Generator<LiveFlow[]> {
    const live = this.live;
    const denied = live.denied(
      (tenant) => this.#of(tenant),
      ({ request }, compiled, atUs) => {
        this.decided += 1;
        return decide({ ...request, atUs }, compiled, now);
      },
      () => this.wallUs,
    );
    return (function* () {
      for (const slice of denied) {
        for (const { flow } of slice) live.delete(flow.flowId);
        yield slice.map(({ flow }) => flow);
      }
    })();
  }

  pass(): LiveFlow[] {
    return [...this.slices()].flat();
  }

  #of(tenant: string): Compiled {
    return this.#compiled.of(this.#state, tenant);
  }
}

const flow = (n: number): LiveFlow => ({
  ...{ flowId: `flow-${n}`, tenant: "demo", session: `session-${n % USERS}`, app: `app-${n % APPS}` },
  request: {
    ...{ user: `user-${n % USERS}`, device: `device-${n % USERS}`, host: `app-${n % APPS}.corp.example` },
    ...{ port: 80, protocol: "tcp", session: NO_SESSION, atUs: 0 },
  },
});

function app(n: number, spec: Partial<AppSpec>): ConfigObject {
  const whole: AppSpec = {
    ...NOTHING_SAID.App,
    ...{ hosts: [`app-${n}.corp.example`], ports: [{ protocol: "tcp", from: 80, to: 80 }], publishers: ["p1"] },
  };
  return { kind: "App", name: `app-${n}`, spec: { ...whole, ...spec } };
}

const byExact = (): ConfigObject => ({ kind: "Policy", name: "by-exact", spec: rule({ apps: [`app-${APPS}`] }) });

const rule = (spec: Partial<PolicySpec>): PolicySpec => ({
  ...NOTHING_SAID.Policy,
  ...{ order: 10, action: "allow" },
  ...spec,
});
