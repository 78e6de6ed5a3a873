/** Questions of names from a device to a publisher's name server and back, with real processes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type dns from "dns-packet";
import { addressIn, nameIn, TYPE } from "../core/dns/name-answer.ts";
import { NETWORK_TOPIC, type NetworkEvent } from "../core/record/network-event.ts";
import { type Process, Trial } from "../io/control/trial.ts";
import { eventually } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent } from "../io/control/trial-peers.ts";
import type { Link } from "../io/grpc/link.ts";
import { openEmbeddedLog } from "../io/log/embedded/embedded-log.ts";
import type { EventLog, Follower } from "../io/log/event-log.ts";
import { TrialNameServer } from "../io/trial-name-server.ts";
import { freePort } from "../io/trial-port.ts";
import { answeredOf, RESOLVE_PATH, resolveRequest, resolveResponse } from "../io/wire/names.ts";
import { decodeNetworkEvent } from "../io/wire/network-event.ts";

const ZONE: dns.Answer[] = [
  { type: "A", name: "dc.corp.example", ttl: 9_000, data: "10.77.20.5" },
  { type: "AAAA", name: "dc.corp.example", ttl: 30, data: "fd00:77::5" },
  { type: "SRV", name: "_ldap._tcp.corp.example", ttl: 30, data: { port: 389, target: "dc.corp.example" } },
  { type: "TXT", name: "dc.corp.example", ttl: 30, data: ["one", "two"] },
  { type: "PTR", name: "5.20.77.10.in-addr.arpa", ttl: 30, data: "dc.corp.example" },
  { type: "CNAME", name: "www.lab.corp.example", ttl: 30, data: "dc.corp.example" },
  { type: "A", name: "evil.lab.corp.example", ttl: 30, data: "127.0.0.1" },
  { type: "A", name: "secret.corp.example", ttl: 30, data: "10.77.20.6" },
];

let trial: Trial;
let server: TrialNameServer;
let link: Link;
let agent: TrialAgent;
let publishers: Process[];
let log: EventLog;
let follower: Follower;
const facts: NetworkEvent["fact"][] = [];

const app = (name: string, hosts: string[], more: object = {}) => {
  const object = appObject(name, ["p1", "p2"], 1);
  const ports = [{ protocol: "tcp", from: 1, to: 65_535 }];
  return { ...object, app: { ...object.app, origin: "", hosts, ports, usePublisherDns: true, ...more } };
};

// The two roles in two processes: every question crosses a trunk.
beforeAll(async () => {
  trial = await Trial.open();
  server = await TrialNameServer.open(ZONE);
  const [client, other] = [await freePort(), await freePort()];
  await trial.gateway("g1", client, ["client"]);
  await trial.gateway("g2", other, ["publisher"]);
  const apps = [
    app("dc", ["dc.corp.example", "10.77.20.0/24", "*._tcp.corp.example", "*.lab.corp.example"]),
    app("secret", ["secret.corp.example"]),
    app("fixed", ["*.fixed.corp.example"], { origin: "127.0.0.1:1", usePublisherDns: false }),
  ];
  const block = {
    name: "no",
    policy: { order: 1, action: "block", users: ["sam"], apps: ["secret"], notice: "Ask Kim." },
  };
  await (await trial.operator(client)).apply([...estateOf(apps), block]);
  const dns = { resolvers: [`127.0.0.1:${server.port}`] };
  const allow = join(trial.folder, "allow.yaml");
  writeFileSync(allow, "allow: [{ cidr: 10.77.0.0/16 }, { cidr: 'fd00:77::/32' }]\n");
  publishers = await Promise.all(["p1", "p2"].map((name) => trial.publisher(name, [other], [], { dns, allow })));
  link = await trial.link("device", "laptop", client);
  agent = new TrialAgent(link);
  await agent.hello();
  log = await openEmbeddedLog(join(trial.folder, "log"));
  follower = log.follow(NETWORK_TOPIC, 0, 0, (records) => {
    for (const { value } of records) facts.push((decodeNetworkEvent(value) as NetworkEvent).fact);
  });
  await eventually(async () => (await ask("dc.corp.example", TYPE.A)).rcode === 0);
}, 60_000);
afterAll(async () => {
  follower?.close();
  await log?.close();
  await trial?.close();
  server?.close();
});

async function ask(name: string, type: number) {
  const request = resolveRequest.encode({ sessionId: agent.session, question: { name, type } });
  const response = resolveResponse.decode(await link.unary(RESOLVE_PATH, request, 5_000));
  const { answer, app, publisher, denialId, notice, servedAtOrigin, questionId } = response;
  return { ...answeredOf(answer), app, publisher, denialId, notice, servedAtOrigin, questionId };
}

/** From the network log. */
async function factOf(questionId: Uint8Array): Promise<NetworkEvent["fact"] | undefined> {
  const id = Buffer.from(questionId).toString("hex");
  const found = () => facts.find((fact) => fact.type === "dns-answered" && fact.questionId === id);
  await eventually(async () => found() !== undefined);
  return found();
}

describe("a question of a name", () => {
  it("is answered by the app's publisher: addresses, services, texts, aliases and pointers", async () => {
    const a = await ask("dc.corp.example", TYPE.A);
    expect(a).toMatchObject({ rcode: 0, app: "dc", code: "", denialId: "", leftOut: 0 });
    expect(["p1", "p2"]).toContain(a.publisher);
    expect(a.records.map((record) => [addressIn(record), record.ttl])).toEqual([["10.77.20.5", 300]]);
    expect(a.questionId.length).toBe(16);
    const [aaaa] = (await ask("dc.corp.example", TYPE.AAAA)).records;
    expect(addressIn(aaaa!)).toBe("fd00:77:0:0:0:0:0:5");
    const [srv] = (await ask("_ldap._tcp.corp.example", TYPE.SRV)).records;
    expect([Buffer.from(srv!.rdata).readUInt16BE(4), nameIn(srv!.rdata.subarray(6))]).toEqual([389, "dc.corp.example"]);
    const [txt] = (await ask("dc.corp.example", TYPE.TXT)).records;
    expect(Buffer.from(txt!.rdata).toString()).toBe("\u0003one\u0003two");
    const [ptr] = (await ask("5.20.77.10.in-addr.arpa", TYPE.PTR)).records;
    expect(nameIn(ptr!.rdata)).toBe("dc.corp.example");
    const alias = await ask("www.lab.corp.example", TYPE.A);
    expect(alias.records.map(({ type }) => type)).toEqual([TYPE.CNAME, TYPE.A]);
  });

  it("hears that a name does not exist, and for how long", async () => {
    expect(await ask("none.lab.corp.example", TYPE.A)).toMatchObject({ rcode: 3, records: [], negativeTtl: 7 });
  });

  it("is refused to whom a rule blocks, with the rule's words, and reaches no name server", async () => {
    const denied = await ask("secret.corp.example", TYPE.A);
    expect(denied).toMatchObject({ rcode: 5, code: "CGW_POLICY_RULE_BLOCK", app: "secret", records: [] });
    expect(denied.denialId).not.toBe("");
    expect(denied.notice).toContain("Ask Kim.");
    expect(server.asked.filter((one) => one.includes("secret"))).toEqual([]);
  });

  it("is nobody's where no app has the name, or the address that it stands for", async () => {
    for (const name of ["bank.example", "corp.example", "6.21.77.10.in-addr.arpa"])
      expect(await ask(name, TYPE.A)).toMatchObject({ rcode: 5, code: "CGW_APP_UNKNOWN", app: "" });
  });

  it("is told of no address that leads to the publisher's own machine", async () => {
    expect(await ask("evil.lab.corp.example", TYPE.A)).toMatchObject({ code: "PUB_DIAL_FORBIDDEN", records: [] });
  });

  it("of an app with an origin needs no publisher, since its names need not exist", async () => {
    expect(await ask("any.fixed.corp.example", TYPE.A)).toMatchObject({
      rcode: 0,
      servedAtOrigin: true,
      publisher: "",
    });
  });

  it("is none without a session, and none that is no data", async () => {
    const request = (sessionId: Uint8Array, type: number) =>
      link.unary(
        RESOLVE_PATH,
        resolveRequest.encode({ sessionId, question: { name: "dc.corp.example", type } }),
        5_000,
      );
    const stranger = resolveResponse.decode(await request(Buffer.alloc(16), TYPE.A));
    expect(stranger.answer).toMatchObject({ rcode: 2, code: "CGW_AUTH_SESSION_UNKNOWN" });
    for (const type of [0, 41, 252, 255, 65_536]) await expect(request(agent.session, type)).rejects.toThrow("type");
  });

  it("is on record: who asked, what was answered, by whom, and why not", async () => {
    const found = await ask("www.lab.corp.example", TYPE.A);
    const denied = await ask("secret.corp.example", TYPE.A);
    const facts = await Promise.all([found, denied].map(({ questionId }) => factOf(questionId)));
    const who = { type: "dns-answered", user: "sam@corp.example", device: "laptop", gateway: "g1", dnsType: TYPE.A };
    expect(facts[0]).toMatchObject({
      ...{ ...who, name: "www.lab.corp.example", rcode: 0, how: "publisher", ttl: 30, app: "dc", reason: "" },
      ...{ answers: ["dc.corp.example", "10.77.20.5"], publisher: found.publisher },
    });
    expect(facts[1]).toMatchObject({
      ...{ ...who, name: "secret.corp.example", rcode: 5, how: "refused", app: "secret", answers: [], publisher: "" },
      ...{ reason: "CGW_POLICY_RULE_BLOCK", denialId: denied.denialId },
    });
  });

  it("finds the other publisher where one is stopped, and a reason where all are away", async () => {
    const [first, second] = publishers as [Process, Process];
    const { publisher } = await ask("dc.corp.example", TYPE.A);
    const [own, other] = publisher === "p1" ? [first, second] : [second, first];
    own.freeze();
    expect(await ask("dc.corp.example", TYPE.A)).toMatchObject({ rcode: 0, publisher: other.name });
    own.thaw();
    await own.kill();
    expect(await ask("dc.corp.example", TYPE.A)).toMatchObject({ rcode: 0, publisher: other.name });
    await other.kill();
    await eventually(async () => (await ask("dc.corp.example", TYPE.A)).code === "CGW_SELECT_ALL_DOWN");
    expect(await ask("dc.corp.example", TYPE.A)).toMatchObject({ rcode: 2, records: [] });
  }, 30_000);
});
