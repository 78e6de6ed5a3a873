/** A real gateway that hears a directory and tells a receiver: what they have to do with its flows. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp } from "../io/control/trial-peers.ts";
import { freePort } from "../io/trial-port.ts";
import { TrialReceiver } from "./alerts/io/trial-receiver.ts";

const PORT = 27_380;
const TOKEN = "a-token-of-the-directory";
/** From the directory's answer on. */
const CUT_MS = 2_000;

let trial: Trial;
let app: TrialApp;
let receiver: TrialReceiver;
let operator: Operator;
let agent: TrialAgent;
let scim: string;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  receiver = new TrialReceiver();
  await receiver.start();
  const port = await freePort();
  scim = `http://127.0.0.1:${port}/scim/v2`;
  await trial.gateway("g1", PORT, ["client", "publisher"], {
    scim: { listen: `127.0.0.1:${port}` },
    alerts: { allow: [receiver.address] },
  });
  operator = await trial.operator(PORT);
  const rule = (name: string, order: number, action: string) => ({
    ...{ name, policy: { order, action, apps: [name], receivers: ["pager"] } },
  });
  await operator.apply([
    { name: "pager", receiver: { type: "webhook", url: `http://${receiver.address}/` } },
    { name: "idp", directory: { tokenHashes: [createHash("sha256").update(TOKEN).digest("hex")] } },
    ...estateOf(["wiki", "vault", "payroll"].map((name) => appObject(name, ["p1"], app.port))),
    ...[rule("vault", 1, "alert"), rule("payroll", 2, "block")],
  ]);
  await trial.publisher("p1", [PORT], [app.port]);
  agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
  await eventually(async () => (await agent.open("wiki.corp.example")).first.kind === "opened");
}, 60_000);

afterAll(async () => {
  await trial?.close();
  await receiver?.stop();
  app?.close();
}, 30_000);

async function ask(method: string, kind: string, id: string, body: object): Promise<number> {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/scim+json" };
  return (await fetch(`${scim}/${kind}/${id}`, { method, headers, body: JSON.stringify(body) })).status;
}

it("a flow of a rule that alerts goes through, and somebody is told; of one that blocks, too", async () => {
  expect((await agent.open("vault.corp.example")).first.kind).toBe("opened");
  expect((await agent.open("payroll.corp.example")).first.kind).toBe("refused");
  await eventually(() => receiver.told.length === 2);
  expect(receiver.told.map(({ body }) => body).sort((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchObject([
    { kind: "alert", rule: "vault", app: "vault", user: "sam@corp.example", device: "laptop", tenant: "demo" },
    { kind: "block", rule: "payroll", code: "CGW_POLICY_RULE_BLOCK", host: "payroll.corp.example", gateway: "g1" },
  ]);
  expect((await agent.open("wiki.corp.example")).first.kind).toBe("opened");
});

it("whom the directory deactivates is cut within two seconds, live flows included", async () => {
  const flow = await agent.open("wiki.corp.example");
  await flow.echo("before");
  const off = [{ op: "Replace", path: "active", value: "False" }];
  const body = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: off };
  expect(await ask("PATCH", "Users", "sam", body)).toBe(200);
  const from = performance.now();
  for (let said = await flow.next(); typeof said !== "string"; said = await flow.next()) {
    if (said.kind === "reset") break;
  }
  expect(performance.now() - from).toBeLessThan(CUT_MS);
  await eventually(async () => (await operator.status()).sessions.length === 0, CUT_MS);
  expect((await agent.open("wiki.corp.example")).first.kind).toBe("refused");
}, 30_000);
