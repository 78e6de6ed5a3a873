/** What rules do to flows through a real gateway, besides allowing and blocking: addresses, notices, time. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { printTime } from "../core/config/time.ts";
import { clock } from "../io/clock.ts";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";
import type { Frame } from "../io/wire/frame.ts";

const PORT = 19_410;

let trial: Trial;
let app: TrialApp;
let operator: Operator;
let agent: TrialAgent;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  await trial.gateway("g1", PORT, ["client", "publisher"]);
  operator = await trial.operator(PORT);
  await operator.apply(estateOf([appObject("wiki", ["p1"], app.port), appObject("guest", ["p1"], app.port)]));
  await trial.publisher("p1", [PORT], [app.port]);
  await eventually(async () => (await operator.status()).attachments.length === 1);
  agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
}, 60_000);

afterAll(async () => {
  app?.close();
  await trial?.close();
}, 30_000);

describe("a name that leads to a blocked address", () => {
  const inside = { protocol: "tcp", from: 1, to: 65_535 };

  it("is refused before a byte returns, and a flow that lives there ends when the block is written", async () => {
    const live = await agent.open("wiki.corp.example");
    expect(live.first).toMatchObject({ kind: "opened", value: { appAddr: `127.0.0.1:${app.port}` } });
    await live.echo("hello");
    await operator.apply([
      { name: "blocked", notice: { title: "{app}", text: "{user} may not go to {host}:{port} ({code}, {denial_id})" } },
      { name: "inside", app: { hosts: ["127.0.0.0/8"], ports: [inside], publishers: ["p1"] } },
      { name: "no-inside", policy: { order: 5, action: "block", apps: ["inside"], noticeTemplate: "blocked" } },
    ]);
    expect(await ending(live)).toMatchObject({ kind: "reset", value: { code: "CGW_POLICY_REVOKED" } });
    live.stream.end();
    const again = await agent.open("wiki.corp.example");
    expect(again.first).toMatchObject({
      kind: "refused",
      value: {
        code: "CGW_POLICY_RESOLVED_BLOCK",
        notice: expect.stringMatching(
          new RegExp(`^inside: sam@corp.example may not go to 127.0.0.1:${app.port} \\(\\w+, \\w{3}-\\w{3}\\)$`),
        ),
      },
    });
    await operator.apply([
      { name: "no-inside", policy: { order: 5, action: "block", apps: ["inside"], disabled: true } },
    ]);
    expect((await agent.open("wiki.corp.example")).first).toMatchObject({ kind: "opened" });
  });
});

it("a rule that expires takes its flows with it at that moment, though nobody writes anything", async () => {
  const endsUs = clock.wallUs() + 5_000_000;
  await operator.apply([
    { name: "all", policy: { order: 10, action: "allow", users: ["sam"], apps: ["wiki"] } },
    { name: "guests", policy: { order: 20, action: "alert", apps: ["guest"], expiresAt: printTime(endsUs) } },
  ]);
  const flow = await agent.open("guest.corp.example");
  expect(flow.first).toMatchObject({ kind: "opened" });
  expect(await ending(flow)).toMatchObject({ kind: "reset", value: { code: "CGW_POLICY_SCHEDULE_CLOSED" } });
  const lateMs = (clock.wallUs() - endsUs) / 1000;
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(2_000);
  flow.stream.end();
  expect((await agent.open("guest.corp.example")).first).toMatchObject({
    ...{ kind: "refused", value: { code: "CGW_POLICY_SCHEDULE_CLOSED" } },
  });
});

/** What comes next besides acks. */
async function ending(flow: TrialFlow): Promise<Frame | string> {
  for (;;) {
    const said = await flow.next();
    if (typeof said === "string" || said.kind !== "ack") return said;
  }
}
