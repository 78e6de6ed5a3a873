/** What a gateway says to a session besides flows: its SRP with a hash, and that the person must sign in again. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { Trial } from "../../io/control/trial.ts";
import { agentMessage, gatewayMessage, SESSION_PATH } from "../../io/wire/session.ts";
import { type FakeGateway, MORE_TOKENS, TOKEN } from "./fake-gateway.ts";
import type { RunningAgent } from "./start-agent.ts";
import {
  closeKit,
  configFor,
  exchange,
  HOSTS,
  lookUp,
  openGateway,
  openKit,
  read,
  socks,
  start,
  until,
} from "./test-kit.ts";

const PORT = 27_220;
const opened: { close(): Promise<void> }[] = [];
beforeAll(openKit);
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});
afterAll(closeKit);

describe("an SRP", () => {
  it("whose hash is right is taken, and acknowledged with it", async () => {
    const { gateway, agent } = await pair();
    const hash = String(agent.status()["srp_hash"]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    await until(() => acks(gateway).length > 0);
    expect(acks(gateway)).toEqual([{ version: 7, hash }]);
    expect(doubted(agent)).toBe(0);
  });

  it("whose hash is wrong is asked for in full; until it comes the one before stays in force", async () => {
    const { gateway, agent } = await pair();
    const before = String(agent.status()["srp_hash"]);
    gateway.answersDoubt = false;
    gateway.wrongHashes = 1;
    gateway.setHosts([...HOSTS, "new.example.org"]);
    await until(() => doubted(agent) === 1);
    expect(agent.status()).toMatchObject({ srp_version: 7, srp_hash: before });
    expect((await lookUp("new.example.org", "A", [], agent.dnsPort)).rcode).toBe("REFUSED");
    const asked = acks(gateway).at(-1)!;
    expect(asked.version).toBe(8);
    gateway.setHosts([...HOSTS, "newer.example.org"]);
    await until(() => agent.status()["srp_version"] === 9);
    expect((await lookUp("newer.example.org", "A", [], agent.dnsPort)).rcode).toBe("NOERROR");
    expect(doubted(agent)).toBe(1);
  });

  it("that comes in full is taken when its hash is right, and also when it is wrong again", async () => {
    const { gateway, agent } = await pair();
    gateway.wrongHashes = 1;
    gateway.setHosts([...HOSTS, "once.example.org"]);
    await until(() => agent.status()["srp_version"] === 8);
    expect(doubted(agent)).toBe(1);
    gateway.wrongHashes = 2;
    gateway.setHosts([...HOSTS, "twice.example.org"]);
    await until(() => agent.status()["srp_version"] === 9);
    expect(doubted(agent)).toBe(3);
    expect((await lookUp("twice.example.org", "A", [], agent.dnsPort)).rcode).toBe("NOERROR");
  });

  it("that nobody sends in full is taken in the end", async () => {
    const gateway = await openGateway({});
    opened.push(gateway);
    gateway.answersDoubt = false;
    gateway.wrongHashes = 1;
    const agent = await begin(configFor([gateway.port]));
    await until(() => agent.status()["srp_version"] === 7);
    expect(doubted(agent)).toBe(1);
  });

  it("is sent in full by a real gateway to whom hashed otherwise, once", async () => {
    const trial = await Trial.open();
    opened.push(trial);
    await trial.gateway("gw", PORT, ["client"]);
    const operator = await trial.operator(PORT);
    await operator.apply([
      { name: "sam", user: { email: "sam@corp.example" } },
      { name: "laptop", device: { user: "sam" } },
    ]);
    const link = await trial.link("device", "laptop", PORT);
    const session = link.stream(SESSION_PATH);
    const srps: { version: number; hash: Uint8Array }[] = [];
    let pongs = 0;
    session.onMessage((message) => {
      const said = gatewayMessage.decode(message);
      if (said.srp) srps.push(said.srp);
      if (said.pong) pongs += 1;
    });
    const tell = (message: Parameters<typeof agentMessage.encode>[0]) =>
      void session.send(agentMessage.encode(message));
    tell({ hello: { agentVersion: "test", boot: Buffer.alloc(16) } });
    await until(() => srps.length === 1);
    const wrong = { srpAck: { version: srps[0]!.version, hash: Buffer.alloc(32, 1) } };
    for (const ack of [{ version: 99, hash: Buffer.alloc(32, 1) }, { version: srps[0]!.version }, srps[0]!])
      tell({ srpAck: { version: ack.version, ...("hash" in ack ? { hash: ack.hash } : {}) } });
    tell({ ping: { sequence: 1 } });
    await until(() => pongs === 1);
    expect(srps).toHaveLength(1);
    tell(wrong);
    tell(wrong);
    tell({ ping: { sequence: 2 } });
    await until(() => pongs === 2);
    expect(srps).toHaveLength(2);
    expect(srps[1]).toEqual(srps[0]);
  }, 60_000);
});

describe("a new sign-in that is demanded", () => {
  it("stands in the status; flows go on while the gateway lets them; it is gone when it is met", async () => {
    const { gateway, agent } = await pair();
    const live = await socks("echo.corp.example", 7, agent.proxyPort);
    const untilUs = (Date.now() + 3_600_000) * 1000;
    gateway.demand(untilUs);
    await until(() => agent.status()["reauth"] !== undefined);
    const { until: at, ...more } = agent.status()["reauth"] as { until: string };
    expect(Date.parse(at)).toBe(untilUs / 1000);
    expect(more).toEqual({ grace_over: false });
    live.write("still");
    expect(await read(live, 5)).toBe("still");
    gateway.demand((Date.now() - 1_000) * 1000);
    await until(() => (agent.status()["reauth"] as { grace_over?: boolean }).grace_over === true);
    gateway.demand(0);
    await until(() => agent.status()["reauth"] === undefined);
    live.destroy();
  });

  it("and not met refuses flows by its own reason; a token that enrols anew brings the device back", async () => {
    const gateway = await openGateway({});
    opened.push(gateway);
    const dir = mkdtempSync(join(tmpdir(), "wayleave-reauth-"));
    const token = join(dir, "token");
    writeFileSync(token, TOKEN, { mode: 0o600 });
    const agent = await begin({
      ...configFor([gateway.port]),
      ...{ identity: join(dir, "identity"), enrol: { token_file: token } },
    });
    await until(() => agent.status()["srp_version"] === 7);
    gateway.demand(1);
    await until(() => agent.status()["reauth"] !== undefined);
    gateway.cut("CGW_AUTH_REAUTH_REQUIRED");
    await until(() => agent.status()["session"] === undefined);
    expect(agent.status()["reauth"]).toBeUndefined();
    expect(await asked(agent)).toMatch(/^HTTP\/1.1 403 [\s\S]*CGW_AUTH_REAUTH_REQUIRED/);
    writeFileSync(token, "a wrong one");
    await until(() => /did not accept the token/.test(String(certificate(agent)["fault"])));
    expect(gateway.refuses).toBe("CGW_AUTH_REAUTH_REQUIRED");
    const before = certificate(agent)["not_after"];
    writeFileSync(token, MORE_TOKENS[0]!);
    await until(() => agent.status()["session"] !== undefined);
    expect(certificate(agent)).toMatchObject({ failed: 0, standing: "valid" });
    expect(certificate(agent)["not_after"]).not.toBe(before);
    const live = await socks("echo.corp.example", 7, agent.proxyPort);
    live.destroy();
  });
});

async function pair(): Promise<{ gateway: FakeGateway; agent: RunningAgent }> {
  const gateway = await openGateway({});
  opened.push(gateway);
  const agent = await begin(configFor([gateway.port]));
  await until(() => agent.status()["srp_version"] === 7);
  return { gateway, agent };
}

async function begin(config: Record<string, unknown>): Promise<RunningAgent> {
  const agent = await start(config);
  opened.push(agent);
  return agent;
}

const acks = (gateway: FakeGateway) =>
  gateway.heard.flatMap(({ srpAck }) =>
    srpAck ? [{ version: Number(srpAck.version), hash: Buffer.from(srpAck.hash ?? []).toString("hex") }] : [],
  );
const doubted = (agent: RunningAgent) => (agent.status()["counters"] as Record<string, number>)["srp_doubted"];
const certificate = (agent: RunningAgent) => agent.status()["certificate"] as Record<string, unknown>;
const asked = async (agent: RunningAgent): Promise<string> =>
  String(await exchange(Buffer.from("CONNECT wiki.corp.example:80 HTTP/1.1\r\n\r\n"), agent.proxyPort));
