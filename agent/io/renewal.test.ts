/** A device whose certificate nears its end, before a real gateway and a real publisher. */
import { once } from "node:events";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Process, Trial } from "../../io/control/trial.ts";
import { eventually, type Operator } from "../../io/control/trial-operator.ts";
import { readIdentity } from "../../io/pki/identity.ts";
import type { RunningAgent } from "./start-agent.ts";
import { exchange, read, socks, start, until } from "./test-kit.ts";

const PORT = 27_210;
const HOUR = 3_600_000;
/** Long enough to be up on a busy machine, short enough to wait for its end. */
const SHORT = 8_000;
/** A third of it is left when it is due: a gateway that starts on a busy machine needs seconds. */
const LONGER = 4 * SHORT;
let trial: Trial;
let gateway: Process;
let operator: Operator;
let echo: Server;
const agents: RunningAgent[] = [];

beforeAll(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => void socket.on("error", () => {}).pipe(socket));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const port = (echo.address() as { port: number }).port;
  trial = await Trial.open();
  gateway = await trial.gateway("gw", PORT, ["client", "publisher"]);
  operator = await trial.operator(PORT);
  await operator.apply([
    { name: "settings", settings: { privateDomains: ["corp.example"] } },
    { name: "sam", user: { email: "sam@corp.example" } },
    ...["short", "away", "expired", "revoked"].map((name) => ({ name, device: { user: "sam" } })),
    { name: "pub", publisher: { weight: 1 } },
    app("echo", `127.0.0.1:${port}`),
    { name: "all", policy: { order: 10, action: "allow", users: ["sam"], apps: ["echo"] } },
  ]);
  await trial.publisher("pub", [PORT], [port]);
}, 60_000);
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.close();
});
afterAll(async () => {
  await trial?.close();
  echo?.close();
});

describe("a device", () => {
  it("renews in time: flows go on past the old certificate's end, new ones take a session of the new one", async () => {
    const identity = await trial.issue("device", "short", SHORT);
    const old = readIdentity(identity);
    const agent = await device(identity);
    const session = sessionOf(agent);
    const live = await carried(agent);
    await until(() => sessionOf(agent) !== session, SHORT);
    expect(certificate(agent)).toMatchObject({ standing: "valid", failed: 0 });
    expect(Date.now()).toBeLessThan(old.leaf.validToDate.getTime());
    const fresh = readIdentity(identity);
    expect(fresh.spiffe).toEqual(old.spiffe);
    expect(fresh.key).not.toBe(old.key);
    expect(fresh.leaf.validToDate.getTime() - Date.now()).toBeGreaterThan(24 * HOUR);
    expect(statSync(join(identity, "key.pem")).mode & 0o777).toBe(0o600);
    await until(() => Date.now() > old.leaf.validToDate.getTime() + 500, SHORT);
    await talks(live);
    expect(counters(agent)).toMatchObject({ sessions_retired: 1, flows_live: 1, srp_doubted: 0 });
    const next = await carried(agent);
    expect((await operator.status()).sessions.map(({ flows }) => flows)).toEqual([1, 1]);
    live.destroy();
    await until(() => counters(agent)["sessions_retired"] === 0);
    await talks(next);
    await eventually(async () => (await operator.status()).sessions.length === 1);
    next.destroy();
  }, 40_000);

  it("tries again while no gateway answers, and renews when one is back", async () => {
    const identity = await trial.issue("device", "away", LONGER);
    const agent = await device(identity);
    await gateway.kill();
    await until(() => Number(certificate(agent)["failed"]) > 1, LONGER);
    expect(certificate(agent)).toMatchObject({ standing: "due", fault: expect.stringMatching(/./) });
    await gateway.start();
    await operator.reached();
    await until(() => certificate(agent)["standing"] === "valid", LONGER);
    await until(() => sessionOf(agent) !== undefined);
    await eventually(async () => (await operator.status()).attachments.length > 0);
    const live = await carried(agent);
    await talks(live);
    live.destroy();
  }, 60_000);

  it("that is not let renew says why; with a new token it enrols anew and is back", async () => {
    const identity = await trial.issue("device", "revoked", SHORT);
    const tokenFile = join(trial.folder, "token");
    const agent = await device(identity, tokenFile);
    await operator.apply([{ name: "revoked", device: { user: "sam", revoked: true } }]);
    await until(() => Number(certificate(agent)["failed"]) > 0, SHORT);
    expect(certificate(agent)["fault"]).toMatch(/not known or was revoked/);
    expect(await answer(agent)).toMatch(/^HTTP\/1.1 403 [\s\S]*CGW_AUTH_SESSION_REVOKED/);
    await until(() => certificate(agent)["standing"] === "expired", SHORT);
    expect(await answer(agent)).toMatch(/^HTTP\/1.1 403 [\s\S]*AGT_AUTH_LOGIN_REQUIRED/);
    await operator.apply([{ name: "revoked", device: { user: "sam" } }]);
    writeFileSync(tokenFile, await operator.token("device", "revoked"), { mode: 0o600 });
    // Its old connection may take up the session before the token has been looked at.
    await until(() => certificate(agent)["standing"] === "valid" && sessionOf(agent) !== undefined);
    expect(certificate(agent)["failed"]).toBe(0);
    const live = await carried(agent);
    await talks(live);
    live.destroy();
  }, 40_000);

  it("that starts with an expired certificate enrols by its token, and without one says what to do", async () => {
    const identity = await trial.issue("device", "expired", 1);
    await expect(device(identity)).rejects.toThrow(/holds one that expired on .*: set enrol\.token_file/);
    const tokenFile = join(trial.folder, "expired-token");
    writeFileSync(tokenFile, await operator.token("device", "expired"), { mode: 0o600 });
    const agent = await device(identity, tokenFile);
    await until(() => sessionOf(agent) !== undefined);
  });
});

const app = (name: string, origin: string) => ({
  name,
  app: { hosts: [`${name}.corp.example`], ports: [{ protocol: "tcp", from: 7, to: 7 }], publishers: ["pub"], origin },
});

async function device(identity: string, tokenFile?: string): Promise<RunningAgent> {
  const state = mkdtempSync(join(trial.folder, "state-"));
  const agent = await start({
    ...{ gateways: [`127.0.0.1:${PORT}`], identity, trust: trial.trustFolder, state },
    ...{ proxy: { listen: "127.0.0.1:0" }, dns: { listen: "127.0.0.1:0" } },
    ...(tokenFile === undefined ? {} : { enrol: { token_file: tokenFile } }),
  });
  agents.push(agent);
  await until(() => agent.status()["srp_version"] !== undefined);
  return agent;
}

const carried = (agent: RunningAgent): Promise<Socket> => socks("echo.corp.example", 7, agent.proxyPort);
const sessionOf = (agent: RunningAgent) => (agent.status()["session"] as { id: string } | undefined)?.id;
const certificate = (agent: RunningAgent) => agent.status()["certificate"] as Record<string, unknown>;
const counters = (agent: RunningAgent) => agent.status()["counters"] as Record<string, number>;

async function talks(socket: Socket): Promise<void> {
  socket.write("still");
  expect(await read(socket, 5)).toBe("still");
}

const answer = async (agent: RunningAgent): Promise<string> =>
  String(await exchange(Buffer.from("CONNECT echo.corp.example:7 HTTP/1.1\r\n\r\n"), agent.proxyPort));
