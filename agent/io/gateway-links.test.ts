/** The tunnel to several gateways: which is taken, and what a program sees of a change. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TrialNameServer } from "../../io/trial-name-server.ts";
import { freePort } from "../../io/trial-port.ts";
import {
  closeKit,
  configFor,
  exchange,
  gatewayOf,
  HOSTS,
  kit,
  lookUp,
  openGateway,
  openKit,
  read,
  socks,
  socksReply,
  start,
  until,
} from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

describe("the tunnel", () => {
  it("says hello, acknowledges each SRP, and steers by the newest", async () => {
    const { hello } = kit.gateway.heard.find((message) => message.hello)!;
    expect(hello!.boot).toHaveLength(16);
    expect(Object.keys(hello!.posture!.facts!)).toEqual(expect.arrayContaining(["os", "hostname"]));
    await until(() => kit.gateway.heard.some(({ srpAck }) => Number(srpAck?.version) === 7));
    const before = HOSTS;
    kit.gateway.setHosts([...before, "new.example.org"]);
    await until(() => kit.gateway.heard.some(({ srpAck }) => Number(srpAck?.version) === 8));
    expect((await lookUp("new.example.org", "A")).rcode).toBe("NOERROR");
  });

  it("takes the next gateway when the first is gone, and goes home when it is back", async () => {
    const one = await openGateway({ name: "gw-1" });
    const two = await openGateway({ name: "gw-2" });
    const own = await start(configFor([one.port, two.port]));
    const at = () => gatewayOf(own);
    await until(() => own.status()["srp_version"] !== undefined && at() === "gw-1");
    await one.close();
    const answers = Promise.all([1, 2, 3].map(() => socksReply("echo.corp.example", 7, own.proxyPort)));
    expect(await answers).toEqual([0, 0, 0]);
    expect(at()).toBe("gw-2");
    const live = await socks("echo.corp.example", 7, own.proxyPort);
    const again = await openGateway({ name: "gw-1", port: one.port });
    await until(() => at() === "gw-1", 12_000);
    live.write("still");
    expect(await read(live, 5)).toBe("still");
    live.destroy();
    await own.close();
    await Promise.all([again.close(), two.close()]);
  }, 30_000);

  it("asks the next gateway where the first drains or is lost before it answered", async () => {
    const one = await openGateway({ name: "gw-1", behave: () => "silent" });
    const two = await openGateway({ name: "gw-2" });
    const own = await start(configFor([one.port, two.port]));
    await until(() => own.status()["srp_version"] !== undefined);
    const asked = socksReply("echo.corp.example", 7, own.proxyPort);
    await until(() => one.opens.length === 1);
    await one.close();
    expect(await asked).toBe(0);
    expect(two.opens).toHaveLength(1);
    expect(two.opens[0]!.clientRef).toEqual(one.opens[0]!.clientRef);
    const three = await openGateway({ name: "gw-3", port: one.port });
    const at = () => gatewayOf(own);
    await until(() => at() === "gw-3", 12_000);
    three.drain();
    expect(await socksReply("echo.corp.example", 7, own.proxyPort)).toBe(0);
    expect(at()).toBe("gw-2");
    // The drain is over: home again, by the session that was never left.
    const hellos = () => three.heard.filter(({ hello }) => hello).length;
    const before = hellos();
    three.drain(true);
    await until(() => at() === "gw-3", 12_000);
    expect(hellos()).toBe(before);
    await own.close();
    await Promise.all([two.close(), three.close()]);
  }, 40_000);

  it("without any gateway says so within some seconds, and SERVFAIL before the first SRP", async () => {
    const own = await start(configFor([1]));
    expect((await lookUp("wiki.corp.example", "A", [], own.dnsPort)).rcode).toBe("SERVFAIL");
    const answer = (
      await exchange(Buffer.from("CONNECT wiki.corp.example:80 HTTP/1.1\r\n\r\n"), own.proxyPort)
    ).toString();
    expect(answer).toMatch(/^HTTP\/1.1 503 [\s\S]*AGT_TUNNEL_GATEWAY_UNREACHABLE/);
    await own.close();
  });

  it("asks nobody for what was private before, until there is an SRP, and others' names of the resolver", async () => {
    const resolver = await TrialNameServer.open([{ type: "A", name: "www.example.org", ttl: 9, data: "192.0.2.7" }]);
    const port = await freePort();
    const dns = { listen: "127.0.0.1:0", upstream: [`127.0.0.1:${resolver.port}`] };
    const settings: Record<string, unknown> = { ...configFor([port]), dns };
    const kept = join(settings["state"] as string, "private-names.json");
    mkdirSync(settings["state"] as string, { recursive: true });
    writeFileSync(kept, '{"private_domains":["corp.example"],"hosts":[],"publisher_dns":[]}\n');
    const own = await start(settings);
    const asked = (name: string) => lookUp(name, "A", [], own.dnsPort);
    expect((await asked("www.example.org")).answers).toMatchObject([{ data: "192.0.2.7" }]);
    expect((await asked("wiki.corp.example")).rcode).toBe("SERVFAIL");
    expect(resolver.asked).toEqual(["A www.example.org"]);
    // One that waits when the SRP comes has its answer by that.
    const waits = (async () => {
      for (;;) {
        const answer = await asked("wiki.corp.example");
        if (answer.rcode === "NOERROR") return answer.answers;
      }
    })();
    const late = await openGateway({ port });
    expect(await waits).toMatchObject([{ type: "A" }]);
    expect(resolver.asked).toEqual(["A www.example.org"]);
    await until(() => readFileSync(kept, "utf8").includes("wiki.corp.example"));
    await own.close();
    await late.close();
    resolver.close();
  }, 30_000);

  it("tells a program why this device is not admitted", async () => {
    const no = await openGateway({ refuseSession: "CGW_AUTH_SESSION_REVOKED" });
    const own = await start(configFor([no.port]));
    const answer = (
      await exchange(Buffer.from("CONNECT wiki.corp.example:80 HTTP/1.1\r\n\r\n"), own.proxyPort)
    ).toString();
    expect(answer).toMatch(/^HTTP\/1.1 403 [\s\S]*CGW_AUTH_SESSION_REVOKED/);
    await own.close();
    await no.close();
  });
});
