/** Commands of two processes on one log, and an append whose answer was lost. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Command } from "../../core/command/decision.ts";
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import type { ConfigObject } from "../../core/config/object.ts";
import { tenantOf } from "../../core/control/state.ts";
import { openEmbeddedLog } from "../log/embedded/embedded-log.ts";
import { type EventLog, LogFault } from "../log/event-log.ts";
import { ControlLog } from "./control-log.ts";

const WRITER = { spiffe: "spiffe://example.test/shared/gateway/g", trustDomain: "example.test" };
const BY = { operator: "ann", runsGateways: true };

let folder: string;
let logs: EventLog[];
let controls: ControlLog[];
let one: ControlLog;
let two: ControlLog;
/** What becomes of the next append of the first process. */
let next: "well" | "stored, no answer" | "not stored, no answer" = "well";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "wayleave-commands-"));
  logs = [await openEmbeddedLog(folder), await openEmbeddedLog(folder)];
  one = await ControlLog.open(doubtful(logs[0]!), WRITER);
  two = await ControlLog.open(logs[1]!, WRITER);
  controls = [one, two];
  next = "well";
});

afterEach(async () => {
  for (const control of controls) control.close();
  for (const log of logs) await log.close();
  rmSync(folder, { recursive: true });
});

function doubtful(log: EventLog): EventLog {
  return new Proxy(log, {
    get(of, name) {
      if (name !== "append") return (of[name as keyof EventLog] as (...args: never[]) => unknown).bind(of);
      return async (...args: Parameters<EventLog["append"]>) => {
        const what = next;
        next = "well";
        if (what === "not stored, no answer") throw lost();
        const appended = await of.append(...args);
        if (what === "stored, no answer") throw lost();
        return appended;
      };
    },
  });
}

const lost = () => new LogFault("WL_LOG_UNAVAILABLE", "no answer", { stored: "unknown" });

const rule = (name: string): ConfigObject => {
  return { kind: "Policy", name, spec: { ...NOTHING_SAID.Policy, order: 10, description: name } };
};
const apply = (...objects: ConfigObject[]): Command => ({ type: "apply", objects });
const rules = (control: ControlLog) => [...tenantOf(control.state, "demo").policies.keys()];

/** Until both have folded the same. */
async function settled(): Promise<void> {
  const asOf = Math.max(...controls.map(({ state }) => state.asOf));
  await Promise.all(controls.map((control) => control.fold.reached(asOf)));
}

describe("commands of two processes", () => {
  it("that race are both taken, one after the other, and both processes hold the same", async () => {
    const names = Array.from({ length: 20 }, (_, n) => n);
    const decisions = await Promise.all(
      names.flatMap((n) => [
        one.command("demo", apply(rule(`a-${n}`)), "a", BY),
        two.command("demo", apply(rule(`b-${n}`)), "b", BY),
      ]),
    );
    expect(decisions.filter((decision) => "mistakes" in decision)).toEqual([]);
    await settled();
    expect(rules(one)).toHaveLength(40);
    expect(rules(two)).toEqual(rules(one));
  });

  it("that state what they have seen: one is taken, the other conflicts and can be told by whom", async () => {
    await one.command("demo", apply(rule("first")), "setup", BY);
    await settled();
    const seen = { ...BY, expected: one.state.asOf };
    const [x, y] = await Promise.all([
      one.command("demo", apply(rule("x")), "ann", seen),
      two.command("demo", apply(rule("y")), "bob", seen),
    ]);
    const [taken, refused] = "facts" in x ? [x, y] : [y, x];
    expect(taken).toHaveProperty("facts");
    if (!("mistakes" in refused)) throw new Error("both were taken");
    expect(refused).toMatchObject({ why: "conflict", conflict: { kind: "Policy", name: "" } });
    const writer = await one.writerOf(refused.conflict!.revision);
    expect(writer?.actor).toBe(taken === x ? "ann" : "bob");
    expect(writer?.atUs).toBeGreaterThan(0);
  });

  it("that spend one token: the first has it, the other is told so", async () => {
    await one.command("demo", apply({ kind: "Publisher", name: "p", spec: NOTHING_SAID.Publisher }), "a", BY);
    const hash = "ab".repeat(32);
    const issue = {
      type: "issue-token",
      role: "publisher",
      name: "p",
      tokenHash: hash,
      expiresAtUs: 9,
      nowUs: 1,
    } as const;
    await one.command("demo", issue, "a", BY);
    await settled();
    const spend = { type: "spend-token", tokenHash: hash, spiffeId: "same for both", nowUs: 1 } as const;
    const spent = await Promise.all([one.command("demo", spend, "enrol"), two.command("demo", spend, "enrol")]);
    expect(spent.filter((decision) => "facts" in decision)).toHaveLength(1);
    const refused = spent.find((decision) => "mistakes" in decision);
    expect(refused).toMatchObject({ mistakes: [{ text: "the token was spent" }] });
  });
});

describe("an append whose answer was lost", () => {
  it("is found in the log, and not written again", async () => {
    next = "stored, no answer";
    const decision = await one.command("demo", apply(rule("r")), "a", BY);
    expect(decision).toMatchObject({ changes: [{ what: "created" }], at: expect.any(Number) });
    const end = await logs[0]!.endOffset("wayleave.control.v1");
    expect(rules(one)).toEqual(["r"]);
    // The log's begin, the guard, the rule.
    expect(end).toBe(3);
  });

  it("and that is not there is decided anew", async () => {
    next = "not stored, no answer";
    await one.command("demo", apply(rule("r")), "a", BY);
    expect(rules(one)).toEqual(["r"]);
    expect(await logs[0]!.endOffset("wayleave.control.v1")).toBe(3);
  });
});
