/** The first bytes of a program that is connected go with its open; those of one that waits for our answer can't. */
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { EARLY_MAX } from "../../core/relay/window.ts";
import { answerBytes, headBytes } from "../run/io/wire.ts";
import type { FakeOptions } from "./fake-gateway.ts";
import { closeKit, configFor, dialProxy, kit, openGateway, openKit, readAll, socks, start, until } from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

const OPENED = answerBytes({ kind: "opened" }).toString("latin1");

/** A connection of a program that is steered, whose handshake is done. */
function connected(port: number, host = "echo.corp.example"): Socket {
  const socket = dialProxy(port);
  socket.write(headBytes({ want: "tcp", host, port: 7, source: { ip: "10.0.0.9", port: 40_000 } }));
  return socket;
}

/** An agent of gateways that treat each flow as told. */
async function agentOf(...behaves: readonly FakeOptions["behave"][]) {
  const gateways = await Promise.all(behaves.map((behave, n) => openGateway({ name: `gw-${n + 1}`, behave })));
  const agent = await start(configFor(gateways.map(({ port }) => port)));
  await until(() => agent.status()["srp_version"] !== undefined);
  const early = () => (agent.status()["counters"] as Record<string, number>)["flows_early"];
  return { agent, gateways, early };
}

describe("a program's first bytes", () => {
  it("are with the gateway before it answers, and reach the app whole and once", async () => {
    const { agent, gateways, early } = await agentOf(() => ({ app: kit.echoPort, after: EARLY_MAX }));
    const sent = randomBytes(1_000_000);
    const socket = connected(agent.proxyPort);
    socket.end(sent);
    const heard = Buffer.from(await readAll(socket), "latin1");
    expect(heard.subarray(0, OPENED.length).toString()).toBe(OPENED);
    expect(heard.subarray(OPENED.length).equals(sent)).toBe(true);
    expect(gateways[0]!.opens).toMatchObject([{ earlyData: true }]);
    expect(early()).toBe(1);
    await agent.close();
  });

  it("may come after the open, and before its answer", async () => {
    const { agent, gateways } = await agentOf(() => ({ app: kit.echoPort, after: 8 }));
    const socket = connected(agent.proxyPort);
    await until(() => gateways[0]!.opens.length === 1);
    socket.write("four");
    socket.end("more");
    expect(await readAll(socket)).toBe(`${OPENED}fourmore`);
    await agent.close();
  });

  it("wait where the program waits for our answer", async () => {
    const { agent, gateways, early } = await agentOf(() => ({ app: kit.echoPort }));
    (await socks("echo.corp.example", 7, agent.proxyPort)).destroy();
    expect([gateways[0]!.opens[0]!.earlyData, early()]).toEqual([false, 0]);
    await agent.close();
  });

  it("are told to nobody else where the gateway that has them was lost", async () => {
    const { agent, gateways } = await agentOf(
      () => ({ lostAfter: 5 }),
      () => ({ app: kit.echoPort }),
    );
    const socket = connected(agent.proxyPort);
    socket.write("order");
    expect(await readAll(socket)).toContain("AGT_TUNNEL_LOST");
    expect(gateways.map(({ opens }) => opens.length)).toEqual([1, 0]);
    await agent.close();
  });

  it("go to the next gateway where the first would not have the flow", async () => {
    let asked = 0;
    const behave = () => {
      asked += 1;
      return asked === 1 ? { code: "CGW_FLOW_DRAIN" } : { app: kit.echoPort, after: 5 };
    };
    const { agent } = await agentOf(behave);
    const socket = connected(agent.proxyPort);
    socket.end("order");
    expect(await readAll(socket)).toBe(`${OPENED}order`);
    await agent.close();
  });
});
