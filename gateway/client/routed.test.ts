/** Which publisher carries a flow, with real processes: drains, ports that are down, and pairs that stay. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ControlLog } from "../../io/control/control-log.ts";
import { Trial } from "../../io/control/trial.ts";
import { eventually } from "../../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../../io/control/trial-peers.ts";
import { openEmbeddedLog } from "../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../io/log/event-log.ts";
import { freePort } from "../../io/trial-port.ts";

let trial: Trial;
let app: TrialApp;
let fragile: Server;
let fragilePort: number;
let agent: TrialAgent;
let log: EventLog;
let control: ControlLog;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  fragile = await serve(0);
  fragilePort = (fragile.address() as AddressInfo).port;
  const port = await freePort();
  await trial.gateway("g1", port, ["client", "publisher"]);
  const minded = appObject("minded", ["p1", "p2"], fragilePort);
  await (await trial.operator(port)).apply(
    estateOf([appObject("wiki", ["p1", "p2"], app.port), { ...minded, app: { ...minded.app, probe: "passive" } }]),
  );
  for (const name of ["p1", "p2"]) await trial.publisher(name, [port], [app.port, fragilePort]);
  agent = new TrialAgent(await trial.link("device", "laptop", port));
  await agent.hello();
  log = await openEmbeddedLog(join(trial.folder, "log"));
  control = await ControlLog.open(log, {
    spiffe: "spiffe://example.test/demo/operator/op",
    trustDomain: "example.test",
  });
}, 60_000);
afterAll(async () => {
  control?.close();
  await log?.close();
  await trial?.close();
  app?.close();
  fragile?.close();
});

describe("a pair of user and app", () => {
  it("leaves a publisher that an operator drains, whose flows run on, and stays away while it has flows", async () => {
    const live = await opened("wiki");
    const own = publisherOf(live);
    const other = own === "p1" ? "p2" : "p1";
    await drain(own, true);
    await eventually(async () => publisherOf(await brief("wiki")) === other);
    await live.echo("still here");
    await drain(own, false);
    // Its last flow was a moment ago: it stays for five minutes.
    for (let n = 0; n < 5; n += 1) expect(publisherOf(await brief("wiki"))).toBe(other);
    await live.finish();
  }, 30_000);

  it("has nobody left where all are drained, and is told so", async () => {
    for (const name of ["p1", "p2"]) await drain(name, true);
    await eventually(async () => codeOf(await agent.open("wiki.corp.example")) === "CGW_SELECT_ALL_DOWN");
    for (const name of ["p1", "p2"]) await drain(name, false);
    await eventually(async () => (await agent.open("wiki.corp.example")).first.kind === "opened");
  }, 30_000);

  it("is refused where no publisher reaches the port, and carried again when the app is back", async () => {
    await (await opened("minded")).finish();
    fragile.close();
    await eventually(async () => codeOf(await agent.open("minded.corp.example")) === "CGW_SELECT_TARGET_DOWN", 40_000);
    const known = [...control.state.tenants.get("demo")!.health.values()].flatMap((ports) => [...ports.values()]);
    expect(known.filter(({ app: name }) => name === "minded")).toMatchObject([
      { host: "minded.corp.example", port: 80, status: "down", code: "APP_DIAL_REFUSED" },
      { host: "minded.corp.example", port: 80, status: "down", code: "APP_DIAL_REFUSED" },
    ]);
    fragile = await serve(fragilePort);
    await eventually(async () => (await agent.open("minded.corp.example")).first.kind === "opened", 40_000);
  }, 90_000);
});

const drain = (name: string, draining: boolean) =>
  control.append("demo", [{ type: "drain-set", kind: "publisher", name, draining }], "test");

async function opened(name: string): Promise<TrialFlow> {
  let flow: TrialFlow | undefined;
  await eventually(async () => (flow = await agent.open(`${name}.corp.example`)).first.kind === "opened");
  return flow!;
}

async function brief(name: string): Promise<TrialFlow> {
  const flow = await opened(name);
  await flow.finish();
  return flow;
}

const codeOf = ({ first }: TrialFlow): string => (first.kind === "refused" ? first.value.code : "");

function publisherOf({ first }: TrialFlow): string {
  if (first.kind !== "opened") throw new Error(JSON.stringify(first));
  return first.value.publisher;
}

/** An app that may go away. */
async function serve(port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {}).on("end", () => socket.end());
    socket.resume();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
