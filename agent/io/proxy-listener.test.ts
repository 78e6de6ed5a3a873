/** Whom the proxy serves, and what it stands. */
import net from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { familiesOf, untold } from "../../core/metrics/families.ts";
import { resetSocket } from "../../io/flow/reset-socket.ts";
import {
  closeKit,
  configFor,
  dialProxy,
  kit,
  openKit,
  readAll,
  run,
  socks,
  socksReply,
  start,
  until,
} from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

/** A program of its own: argv is the proxy's port. */
const CLIENT = [
  `const socket = require("net").connect(+process.argv[1], "127.0.0.1");`,
  `socket.write("CONNECT echo.corp.example:7 HTTP/1.1\\r\\n\\r\\n");`,
  `socket.on("error", () => {}).on("data", (d) => { process.stdout.write(d); socket.end(); });`,
].join("\n");

describe("the door", () => {
  it("serves its own user and root alone", async () => {
    const nobody = await run("setpriv", [
      "--reuid=65534",
      "--clear-groups",
      process.execPath,
      "-e",
      CLIENT,
      String(kit.agent.proxyPort),
    ]);
    if (nobody === undefined) return;
    // The tests run as root: the agent's own user is then somebody else.
    expect(nobody).toMatch(process.getuid!() === 0 ? /^HTTP\/1.1 403 [\s\S]*own user/ : /./);
    expect(await run(process.execPath, ["-e", CLIENT, String(kit.agent.proxyPort)])).toMatch(/^HTTP\/1.1 200 /);
  });

  it("serves everybody where it is shared, and dials what is not ours where it is told to", async () => {
    const proxy = { listen: "127.0.0.1:0", shared: true, unmatched: "direct" };
    const own = await start({ ...configFor([kit.gateway.port]), proxy });
    await until(() => own.status()["srp_version"] !== undefined);
    const socket = await socks("127.0.0.1", kit.echoPort, own.proxyPort);
    socket.end("direct");
    expect(await readAll(socket)).toBe("direct");
    expect(await socksReply("127.0.0.1", 1, own.proxyPort)).toBe(5);
    expect((own.status()["counters"] as Record<string, number>)["flows_direct"]).toBe(1);
    await own.close();
  });

  it("dialled directly passes a reset on, and costs no socket if its program leaves meanwhile", async () => {
    const proxy = { listen: "127.0.0.1:0", unmatched: "direct" };
    const own = await start({ ...configFor([kit.gateway.port]), proxy });
    await until(() => own.status()["srp_version"] !== undefined);
    const live = new Set<net.Socket>();
    let accepted = 0;
    const far = net.createServer((socket) => {
      accepted += 1;
      live.add(socket);
      socket.on("error", () => {}).once("close", () => live.delete(socket));
      socket.on("data", (bytes) => void (String(bytes).includes("reset") && resetSocket(socket)));
    });
    await new Promise<void>((resolve) => far.listen(0, "127.0.0.1", resolve));
    const { port } = far.address() as net.AddressInfo;
    const socket = await socks("127.0.0.1", port, own.proxyPort);
    const broke = new Promise((resolve) => socket.once("close", resolve));
    socket.resume();
    socket.write("reset");
    expect(await broke).toBe(true);
    for (let n = 0; n < 200; n++) {
      const leaving = dialProxy(own.proxyPort);
      leaving.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\n\r\n`);
      // Some leave in the very moment in which the far end has them, the others at any before.
      const before = accepted;
      if (n % 20 === 19) await until(() => accepted > before);
      else await new Promise((resolve) => setTimeout(resolve, (n % 20) / 4));
      resetSocket(leaving);
    }
    await until(() => live.size === 0);
    far.close();
    await own.close();
  }, 60_000);

  it("carries 2 MiB each way in 200 flows at once, forgets them all, and survives 500 that break off", async () => {
    const payload = Buffer.alloc(2 << 20, "wayleave");
    const flows = Array.from({ length: 200 }, async (_, n) => {
      const socket = await socks("echo.corp.example", 7);
      socket.end(n < 4 ? payload : payload.subarray(0, 1000));
      expect((await readAll(socket)).length).toBe(n < 4 ? payload.length : 1000);
    });
    await Promise.all(flows);
    await Promise.all(
      Array.from({ length: 500 }, async () => {
        const socket = dialProxy();
        socket.write("CONNECT echo.corp.example:7 HTTP/1.1\r\n\r\nxx");
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        resetSocket(socket);
      }),
    );
    const counters = () => kit.agent.status()["counters"] as Record<string, number>;
    await until(
      () =>
        counters()["flows_live"] === 0 && counters()["opens_in_flight"] === 0 && counters()["proxy_connections"] === 0,
    );
    expect(await socksReply("echo.corp.example", 7)).toBe(0);
  });

  it("each flow is told by its outcome, and each reading has a row in the table", async () => {
    expect(await socksReply("www.example", 80)).toBe(2);
    const readings = kit.agent.readings();
    expect(untold("agent", readings)).toEqual([]);
    const flows = familiesOf("agent", readings).find(({ metric }) => metric.name === "wayleave_agent_flows_total");
    const told = flows!.points.map(({ labels, value }) => [labels["outcome"], labels["reason"], value]);
    expect(told).toContainEqual(["opened", "none", readings.counters["flows"]]);
    expect(told).toContainEqual(["not_carried", "AGT_STEER_NOT_ENTITLED", 1]);
    const answered = readings.histograms!["setup_opened"]!.counts.reduce((all, count) => all + count);
    expect(answered).toBeGreaterThanOrEqual(200);
  });
});
