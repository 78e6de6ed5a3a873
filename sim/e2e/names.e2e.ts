/**
 * What names lead to, with the real estate: a question goes through two gateways to the publisher's name server, the
 * program to the address that was answered, and the record tells of both, and which led to which.
 */
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse, stringify } from "yaml";
import { type Estate, run, startEstate, until } from "../../bench/show/estate.ts";
import { TrialNameServer } from "../../io/trial-name-server.ts";

const UP_MS = 150_000;
/** From an answer to its row, and its spans. */
const STORED_MS = 20_000;
const HOP_NAMES = ["resolve-name", "ask", "admit", "decide", "route", "dispatch", "lock", "resolve"];

/** No publisher tells an address of loopback: the app stands at one that others could reach. */
const address = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
if (address === undefined) process.stderr.write("the tests of names are skipped: no address but loopback here\n");
const test = address === undefined ? it.skip : it;

type Row = Record<string, string | number | boolean | null>;

describe("names", () => {
  let estate: Estate;
  let server: TrialNameServer;
  let port: number;
  const app = createServer((_, response) => response.end("found by name\n"));
  const resolver = new Resolver({ timeout: 5_000, tries: 1 });

  beforeAll(async () => {
    if (address === undefined) return;
    app.listen(0, address);
    await once(app, "listening");
    port = (app.address() as AddressInfo).port;
    server = await TrialNameServer.open([
      { type: "A", name: "real.corp.example", ttl: 60, data: address },
      { type: "A", name: "one.lab.corp.example", ttl: 60, data: address },
      { type: "A", name: "secret.corp.example", ttl: 60, data: address },
    ]);
    estate = await startEstate({ split: true });
    resolver.setServers([`127.0.0.1:${estate.dnsPort}`]);
    await publishNames();
    await askThisServer();
  }, UP_MS);

  afterAll(async () => {
    await estate?.stop();
    server?.close();
    app.close();
  }, UP_MS);

  /** By its file, as its operator would; `up` starts it anew. */
  async function askThisServer(): Promise<void> {
    const part = estate.runFile().parts.find(({ kind }) => kind === "publisher")!;
    const file = join(estate.data, "config", `${part.name}.yaml`);
    const config = parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, stringify({ ...config, dns: { resolvers: [`127.0.0.1:${server.port}`] } }));
    process.kill(part.pid, "SIGTERM");
    await until("the publisher's answer", () => resolver.resolve4("real.corp.example"), STORED_MS);
  }

  async function publishNames(): Promise<void> {
    const named = (name: string, hosts: string[], more: object = {}) => {
      const spec = { hosts, ports: [`tcp/${port}`], publishers: ["demo-publisher"], ...more };
      return { kind: "App", name, spec };
    };
    const documents = [
      named("real", ["real.corp.example"], { use_publisher_dns: true }),
      named("secret", ["secret.corp.example"], { use_publisher_dns: true }),
      named("lab", ["*.lab.corp.example"]),
      { kind: "Policy", name: "names for all", spec: { action: "allow", apps: ["real", "lab"] } },
      { kind: "Policy", name: "no secret", spec: { order: 1, action: "block", apps: ["secret"] } },
    ];
    const file = join(estate.data, "names.yaml");
    writeFileSync(file, documents.map((one) => JSON.stringify(one)).join("\n---\n"));
    appendFileSync(join(estate.data, "publisher", "allow.yaml"), `  - { cidr: ${address}/32, ports: [${port}] }\n`);
    const applied = await estate.wayleave("apply", "-f", file);
    if (applied.exit !== 0) throw new Error(`apply failed: ${applied.stderr}`);
  }

  const curl = (host: string, to = port) =>
    run("curl", ["-sS", "-m", "8", "--socks5", estate.proxy, `http://${host}:${to}/`]);

  async function rowsOf(...words: string[]): Promise<Row[]> {
    const { stdout, stderr } = await estate.wayleave("events", "-o", "json", "--since", "10m", ...words);
    return stdout === "" ? Promise.reject(new Error(stderr)) : (JSON.parse(stdout) as Row[]);
  }

  /** The newest that is told of a name. */
  const rowOf = (host: string, ...words: string[]): Promise<Row> =>
    until(`a row of ${host}`, async () => (await rowsOf("--host", host, ...words)).at(-1), STORED_MS);

  test("a flow to a real address names the question that answered it, and both have their traces", async () => {
    expect(await resolver.resolve4("real.corp.example")).toEqual([address]);
    expect((await curl(address!)).stdout).toBe("found by name\n");
    const flow = await rowOf("real.corp.example", "--status", "closed");
    expect(flow).toMatchObject({ app: "real", port, question_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(flow["dns_us"]).toBeGreaterThan(0);
    const question = String(flow["question_id"]);
    const [asked] = await rowsOf("--kind", "dns", "--question", question);
    expect(asked).toMatchObject({
      ...{ host: "real.corp.example", type: "A", rcode: "NOERROR", how: "publisher", answers: address },
      ...{ app: "real", publisher_name: "demo-publisher", user: "sam@corp.example", device: "demo-laptop" },
    });
    expect(await rowsOf("--question", question)).toEqual(expect.arrayContaining([flow]));
    const ofFlow = JSON.parse((await estate.wayleave("trace", String(flow["flow_id"]), "-o", "json")).stdout);
    expect(ofFlow).toMatchObject({ question_id: question, led_by: "question", whole: true });
    expect(ofFlow.spans[0].attributes).toMatchObject({ "wayleave.question_id": question });
    const traced = await until("the question's tree", () => wholeTrace(question), STORED_MS);
    expect(traced).toMatchObject({ flow_id: null, question_id: question, reached: true, problems: [] });
    expect(traced.spans.map(({ name }) => name)).toEqual(HOP_NAMES);
    const where = Object.fromEntries(traced.spans.map(({ name, service, instance }) => [name, [service, instance]]));
    expect(where).toMatchObject({
      ...{ "resolve-name": ["wayleave-agent", "demo-laptop"], ask: ["wayleave-gateway", "gateway-1"] },
      ...{ dispatch: ["wayleave-gateway", "gateway-2"], resolve: ["wayleave-publisher", "demo-publisher"] },
    });
  }, 90_000);

  test("a flow to the stub of a wildcard's name names the question that vouched for it", async () => {
    const [stub] = await resolver.resolve4("one.lab.corp.example");
    expect(stub).toMatch(/^100\./);
    expect((await curl(stub!)).stdout).toBe("found by name\n");
    const flow = await rowOf("one.lab.corp.example", "--status", "closed");
    const [asked] = await rowsOf("--kind", "dns", "--question", String(flow["question_id"]));
    expect(asked).toMatchObject({ host: "one.lab.corp.example", app: "lab", rcode: "NOERROR" });
    await expect(resolver.resolve4("none.lab.corp.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
    expect(await rowOf("none.lab.corp.example", "--kind", "dns")).toMatchObject({
      rcode: "NXDOMAIN",
      how: "publisher",
    });
  }, 60_000);

  test("a flow to another stub names its lease, which the device has told of", async () => {
    const [stub] = await resolver.resolve4("wiki.corp.example");
    expect((await curl(stub!, 80)).exit).toBe(0);
    const flow = await until("its row", async () => (await rowsOf("--host", "wiki.corp.example")).at(-1), STORED_MS);
    const lease = await rowOf("wiki.corp.example", "--kind", "lease", "--question", String(flow["question_id"]));
    expect(lease).toMatchObject({
      change: "leased",
      stub,
      stub6: null,
      device: "demo-laptop",
      user: "sam@corp.example",
    });
    expect(lease["reported_by"]).toBe("spiffe://wayleave.local/demo/device/demo-laptop");
    const led = JSON.parse((await estate.wayleave("trace", String(flow["flow_id"]), "-o", "json")).stdout);
    expect(led).toMatchObject({ led_by: "lease" });
  }, 60_000);

  test("a refused question is explained by its denial, and its trace says where", async () => {
    await expect(resolver.resolve4("secret.corp.example")).rejects.toMatchObject({ code: "EREFUSED" });
    const asked = await rowOf("secret.corp.example", "--kind", "dns");
    expect(asked).toMatchObject({ how: "refused", reason: "CGW_POLICY_RULE_BLOCK", app: "secret", trace_kept: true });
    const why = await estate.wayleave("why", String(asked["denial_id"]), "-o", "json");
    expect(JSON.parse(why.stdout)).toMatchObject({ outcome: "blocked", question: { rcode: "REFUSED", type: "A" } });
    const traced = await until("its tree", () => wholeTrace(String(asked["question_id"])), STORED_MS);
    expect(traced).toMatchObject({ reached: false, failed_at: { span: "decide", instance: "gateway-1" } });
    expect(traced.spans.map(({ name }) => name)).toEqual(HOP_NAMES.slice(0, 4));
    expect(server.asked.filter((one) => one.includes("secret"))).toEqual([]);
  }, 60_000);

  interface Traced {
    readonly whole: boolean;
    readonly spans: readonly { readonly name: string; readonly service: string; readonly instance: string }[];
  }

  async function wholeTrace(question: string): Promise<Traced | undefined> {
    const { stdout } = await estate.wayleave("trace", question, "-o", "json");
    const answer = JSON.parse(stdout) as Traced;
    return answer.whole && answer.spans.length > 0 ? answer : undefined;
  }
});
