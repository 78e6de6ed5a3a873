/** What programs hear of names that publishers know, and where their connections then go: with real processes. */
import { Resolver } from "node:dns/promises";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type dns from "dns-packet";
import { type Process, Trial } from "../io/control/trial.ts";
import { eventually } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialApp } from "../io/control/trial-peers.ts";
import { TrialNameServer } from "../io/trial-name-server.ts";
import { freePort } from "../io/trial-port.ts";

const ZONE: dns.Answer[] = [
  { type: "A", name: "dc.corp.example", ttl: 30, data: "10.77.20.5" },
  { type: "AAAA", name: "dc.corp.example", ttl: 30, data: "fd00:77::5" },
  { type: "SRV", name: "dc.corp.example", ttl: 30, data: { port: 389, target: "dc.corp.example" } },
  { type: "TXT", name: "dc.corp.example", ttl: 30, data: ["one", "two"] },
  { type: "PTR", name: "9.20.77.10.in-addr.arpa", ttl: 30, data: "db.corp.example" },
  { type: "A", name: "here.corp.example", ttl: 30, data: "127.0.0.1" },
  { type: "A", name: "a.lab.corp.example", ttl: 30, data: "10.77.30.1" },
];

let trial: Trial;
let server: TrialNameServer;
let echo: TrialApp;
let publisher: Process;
let agent: Process;
const resolver = new Resolver({ timeout: 5_000, tries: 1 });

beforeAll(async () => {
  trial = await Trial.open();
  server = await TrialNameServer.open(ZONE);
  echo = await TrialApp.open();
  const [port, dnsPort] = [await freePort(), await freePort()];
  await trial.gateway("g1", port, ["client", "publisher"]);
  const app = (name: string, hosts: string[], more: object) => {
    const object = appObject(name, ["p1"], echo.port);
    return { ...object, app: { ...object.app, hosts, ...more } };
  };
  await (await trial.operator(port)).apply(
    estateOf([
      // Its origin is what listens here; its address is no app's.
      app("dc", ["dc.corp.example", "here.corp.example"], { usePublisherDns: true }),
      app("db", ["10.77.20.8/30"], { usePublisherDns: true }),
      app("lab", ["*.lab.corp.example"], { origin: "" }),
    ]),
  );
  const allow = join(trial.folder, "allow.yaml");
  const lines = ["{ cidr: 10.77.0.0/16 }", "{ cidr: 'fd00:77::/32' }", "{ cidr: 127.0.0.1 }"];
  writeFileSync(allow, `allow: [${lines.join(", ")}]\n`);
  publisher = await trial.publisher("p1", [port], [], { dns: { resolvers: [`127.0.0.1:${server.port}`] }, allow });
  agent = await trial.agent("laptop", [port], { dns: { listen: `127.0.0.1:${dnsPort}`, upstream: "none" } });
  resolver.setServers([`127.0.0.1:${dnsPort}`]);
  await eventually(async () => (await resolver.resolve4("dc.corp.example").catch(() => [])).length > 0);
}, 60_000);
afterAll(async () => {
  await trial?.close();
  server?.close();
  echo?.close();
});

const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    (found) => found,
    (error: { code?: string }) => error.code,
  );

/** Resolves with SOCKS5's reply code for a connection to an IPv4 address. */
function socks(address: string, port: number): Promise<number> {
  const socket = connect(agent.port, "127.0.0.1");
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    socket.on("error", reject);
    socket.on("data", (data: Buffer) => {
      heard = Buffer.concat([heard, data]);
      if (heard.length === 2)
        socket.write(Buffer.from([5, 1, 0, 1, ...address.split(".").map(Number), port >> 8, port & 255]));
      if (heard.length < 4) return;
      resolve(heard[3]!);
      socket.destroy();
    });
    socket.write(Buffer.from([5, 1, 0]));
  });
}

describe("a name of an app of Publisher DNS", () => {
  it("has its real records of every type, and its TTL", async () => {
    expect(await resolver.resolve4("dc.corp.example", { ttl: true })).toMatchObject([{ address: "10.77.20.5" }]);
    expect(await resolver.resolve6("dc.corp.example")).toEqual(["fd00:77::5"]);
    expect(await resolver.resolveTxt("dc.corp.example")).toEqual([["one", "two"]]);
    expect(await resolver.resolveSrv("dc.corp.example")).toMatchObject([{ port: 389, name: "dc.corp.example" }]);
    expect(await resolver.reverse("10.77.20.9")).toEqual(["db.corp.example"]);
    expect(await codeOf(resolver.resolveMx("dc.corp.example"))).toBe("ENODATA");
  });

  it("carries flows to its address, though no app has that, and to no address that nobody was told", async () => {
    await resolver.resolve4("dc.corp.example");
    expect(await socks("10.77.20.5", 80)).toBe(0);
    expect(await socks("10.77.20.6", 80)).toBe(2);
  });

  it("is asked of a publisher once for as long as its TTL says", async () => {
    const before = server.asked.length;
    await Promise.all(Array.from({ length: 20 }, () => resolver.resolve4("dc.corp.example")));
    expect(server.asked.slice(before)).toEqual([]);
  });

  it("never leads a program to this device itself, whatever its publisher may dial", async () => {
    expect(await codeOf(resolver.resolve4("here.corp.example"))).toBe("EREFUSED");
  });
});

describe("a name that only a wildcard has", () => {
  it("has a stub if the private network knows it, and does not exist otherwise", async () => {
    const [stub] = await resolver.resolve4("a.lab.corp.example");
    expect(stub).toMatch(/^100\./);
    expect(await codeOf(resolver.resolve4("b.lab.corp.example"))).toBe("ENOTFOUND");
    const before = server.asked.length;
    expect(await codeOf(resolver.resolve4("b.lab.corp.example"))).toBe("ENOTFOUND");
    expect(server.asked.slice(before)).toEqual([]);
  });

  it("has none on a guess: where the publisher is away the answer is a failure", async () => {
    await publisher.kill();
    expect(await codeOf(resolver.resolve4("c.lab.corp.example"))).toBe("ESERVFAIL");
    await publisher.start();
    await eventually(async () => (await codeOf(resolver.resolve4("c.lab.corp.example"))) === "ENOTFOUND");
  }, 30_000);
});
