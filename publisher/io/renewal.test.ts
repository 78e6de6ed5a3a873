/** A publisher whose certificate nears its end, before a real gateway and a real agent. */
import { once } from "node:events";
import { statSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Process, Trial } from "../../io/control/trial.ts";
import { eventually, type Operator } from "../../io/control/trial-operator.ts";
import { type DeafListener, openDeafListener } from "../../io/flow/deaf-listener.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { readIdentity } from "../../io/pki/identity.ts";
import { judgePublisherConfig } from "../config.ts";
import { type RunningPublisher, startPublisher } from "./start-publisher.ts";

const PORT = 27_200;
/** Long enough to be up on a busy machine, short enough to wait for its end. */
const SHORT = 8_000;
let trial: Trial;
let gateway: Process;
let operator: Operator;
let echo: Server;
let hole: DeafListener;
let publisher: RunningPublisher;
let identity: string;
let proxy: number;

beforeAll(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => void socket.on("error", () => {}).pipe(socket));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const origin = `127.0.0.1:${portOf(echo)}`;
  hole = await openDeafListener();
  const deaf = `127.0.0.1:${hole.port}`;
  trial = await Trial.open();
  gateway = await trial.gateway("gw", PORT, ["client", "publisher"]);
  operator = await trial.operator(PORT);
  const ports = [{ protocol: "tcp", from: 7, to: 7 }];
  await operator.apply([
    { name: "settings", settings: { privateDomains: ["corp.example"] } },
    { name: "sam", user: { email: "sam@corp.example" } },
    { name: "laptop", device: { user: "sam" } },
    { name: "pub", publisher: { weight: 1 } },
    { name: "echo", app: { hosts: ["echo.corp.example"], ports, publishers: ["pub"], origin } },
    {
      name: "deaf",
      app: { hosts: ["deaf.corp.example"], ports, publishers: ["pub"], origin: deaf, connectTimeoutMs: 600 },
    },
    { name: "all", policy: { order: 10, action: "allow", users: ["sam"], apps: ["echo", "deaf"] } },
  ]);
  proxy = (await trial.agent("laptop", [PORT])).port;
  identity = await trial.issue("publisher", "pub", SHORT);
  const { config } = judgePublisherConfig({
    ...{ gateways: [`127.0.0.1:${PORT}`], identity, trust: trial.trustFolder, state: join(trial.folder, "pub.state") },
    allow: trial.allowFile("pub", [portOf(echo), hole.port]),
  });
  const log = openJsonLog({ service: "test", write: () => {} });
  publisher = await startPublisher(config!, log, new AbortController().signal);
  await publisher.attached;
  await eventually(() => publisher.status()["apps_version"] !== -1);
}, 60_000);
afterAll(async () => {
  await publisher?.close(0);
  await trial?.close();
  echo?.close();
  await hole?.close();
});

describe("a publisher", () => {
  it("renews in time: no flow breaks and no open fails while its tunnel is replaced", async () => {
    const old = readIdentity(identity);
    const attachment = tunnel()["attachment"];
    const live = await carried();
    let replaced = false;
    let opens = 0;
    const opening = (async () => {
      // Until well after the gateway has been told that the old tunnel drains.
      for (let last = 40; last > 0; last -= replaced ? 1 : 0) {
        const flow = await carried();
        await talks(flow);
        flow.destroy();
        opens += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    await eventually(() => tunnel()["attachment"] !== attachment && tunnel()["state"] === "attached");
    replaced = true;
    await opening;
    expect(opens).toBeGreaterThan(40);
    expect(publisher.status()).toMatchObject({
      ready: true,
      certificate: { standing: "valid", failed: 0 },
      refused: {},
    });
    expect(readIdentity(identity).key).not.toBe(old.key);
    expect(readIdentity(identity).spiffe).toEqual(old.spiffe);
    expect(statSync(join(identity, "key.pem")).mode & 0o777).toBe(0o600);
    await eventually(() => Date.now() > old.leaf.validToDate.getTime() + 500);
    await talks(live);
    expect(tunnel()["retired_flows"]).toEqual([1]);
    await eventually(async () => (await operator.status()).attachments.length === 2);
    live.destroy();
    await eventually(() => (tunnel()["retired_flows"] as number[]).length === 0);
    await eventually(async () => (await operator.status()).attachments.length === 1);
    await talks(await carried());
  }, 60_000);

  it("dials an app for as long as the app's configuration says, and says that it did not answer", async () => {
    const from = performance.now();
    await expect(carried("deaf.corp.example")).rejects.toThrow(/^HTTP\/1.1 504 [\s\S]*APP_DIAL_TIMEOUT/);
    expect(performance.now() - from).toBeGreaterThanOrEqual(595);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  it("whose gateway comes back shows it the new certificate", async () => {
    await gateway.kill();
    await eventually(() => tunnel()["state"] !== "attached");
    await gateway.start();
    await eventually(() => tunnel()["state"] === "attached");
    await eventually(async () => {
      const flow = await carried().catch(() => undefined);
      flow?.destroy();
      return flow !== undefined;
    });
  }, 60_000);
});

const portOf = (server: Server): number => (server.address() as { port: number }).port;
const tunnel = () => (publisher.status()["tunnels"] as Record<string, unknown>[])[0]!;

async function carried(host = "echo.corp.example"): Promise<Socket> {
  const socket = connect({ port: proxy, host: "127.0.0.1" }).on("error", () => {});
  socket.write(`CONNECT ${host}:7 HTTP/1.1\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  if (!/^HTTP\/1.1 200 /.test(String(answer))) throw new Error(String(answer));
  return socket;
}

async function talks(socket: Socket): Promise<void> {
  socket.write("still");
  expect(String((await once(socket, "data"))[0])).toBe("still");
}
