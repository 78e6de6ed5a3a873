/** Traffic of every outcome through a demo estate, and a crowd of hosts, ports, devices and users. */
import { Resolver } from "node:dns/promises";
import { writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { dialThrough } from "../../load-app.ts";
import { type Estate, until } from "../estate.ts";

/** How often programs were told so. */
export type Sums = Readonly<Record<string, number>>;

interface Outcome {
  readonly host: string;
  readonly port: number;
  /** What a program hears. */
  readonly heard: RegExp | "opened";
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

const gateway = (outcome: string, reason: string) => ({
  metric: "wayleave_gateway_flows_total",
  labels: { outcome, reason },
});

export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  opened: { host: "wiki.corp.example", port: 80, heard: "opened", ...gateway("opened", "none") },
  blocked: { host: "payroll.corp.example", port: 80, heard: /2$/, ...gateway("refused", "CGW_POLICY_RULE_BLOCK") },
  unknown: { host: "nothing.corp.example", port: 80, heard: /4$/, ...gateway("refused", "CGW_APP_UNKNOWN") },
  closed: { host: "closed.corp.example", port: 80, heard: /5$/, ...gateway("refused", "APP_DIAL_REFUSED") },
  elsewhere: {
    ...{ host: "www.example", port: 80, heard: /2$/ },
    metric: "wayleave_agent_flows_total",
    labels: { outcome: "not_carried", reason: "AGT_STEER_NOT_ENTITLED" },
  },
};

/** Every outcome so many times; throws where a program hears something else. Garbage comes besides. */
export async function tellOf(estate: Estate, times: number): Promise<Sums> {
  const told: Record<string, number> = {};
  const tell = async ([name, { host, port, heard }]: [string, Outcome]) => {
    for (let n = 0; n < times; n += 1) {
      const said = await hear(estate.proxy, host, port);
      const right = heard === "opened" ? said === heard : heard.test(said);
      if (!right) throw new Error(`${host} was answered with ${said}`);
      told[name] = (told[name] ?? 0) + 1;
    }
  };
  await Promise.all(Object.entries(OUTCOMES).map(tell));
  const { portBase: base } = estate;
  await Promise.all([
    garbage(base, "\x04\x01\x00\x50\x7f\x00\x00\x01\x00"),
    garbage(base, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ...[base + 2, base + 3, base + 30, base + 32].map((port) => garbage(port, "nonsense\r\n\r\n")),
    ...[base + 10, base + 11].map((port) => garbage(port, "\x16\x03\x01\x00\x05nonsense\r\n\r\n")),
  ]);
  const lookUps = resolverOf(estate);
  for (const host of ["wiki.corp.example", "nothing.corp.example", "www.example"]) {
    await lookUps.resolve4(host).catch(() => {});
  }
  return told;
}

async function hear(proxy: string, host: string, port: number): Promise<string> {
  try {
    const socket = await dialThrough(proxy, host, port);
    socket.destroy();
    return "opened";
  } catch (error) {
    return (error as Error).message;
  }
}

function garbage(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => socket.end(text, "latin1"));
    socket.on("error", () => {});
    socket.resume();
    socket.setTimeout(3_000, () => socket.destroy());
    socket.once("close", () => resolve());
  });
}

function resolverOf(estate: Estate): Resolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${estate.dnsPort}`]);
  return resolver;
}

const STRANGER = "stranger-";
const USERS = 100;
/** Within the demo's app `dev`. */
const [FIRST_PORT, PORTS] = [8000, 101];
const AT_ONCE = 8;

/** Words that the crowd has in its names: on no page may one stand. */
export const strangers = (): readonly string[] => [STRANGER, "corp.example", "10.20.", "sam@"];

/** Flows to so many hosts over all proxies, on many ports, refused ones too; and users, devices and apps. */
export async function crowd(estate: Estate, proxies: readonly string[], hosts: number) {
  const { gatewaysKnow } = await configured(estate);
  await gatewaysKnow();
  const lookUps = resolverOf(estate);
  let next = 0;
  let opened = 0;
  const lane = async () => {
    for (let n = next++; n < hosts; n = next++) {
      const proxy = proxies[n % proxies.length]!;
      const port = FIRST_PORT + (n % PORTS);
      const name = `${STRANGER}${n}`;
      if ((await hear(proxy, `${name}.dev.corp.example`, port)) === "opened") opened += 1;
      await hear(proxy, `${name}.corp.example`, 1 + n);
      await hear(proxy, `10.20.${n >> 8}.${n & 255}`, 80);
      await hear(proxy, `${name}.example`, 443);
      await lookUps.resolve4(`${name}.dev.corp.example`).catch(() => {});
      await lookUps.resolve4(`${name}.corp.example`).catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (opened !== hosts) throw new Error(`of ${hosts} flows to hosts of one app ${opened} were opened`);
  return { hosts: hosts * 3, ports: Math.min(PORTS, hosts) + hosts, users: USERS };
}

async function configured(estate: Estate) {
  const numbers = Array.from({ length: USERS }, (_, n) => n);
  const objects = numbers.flatMap((n) => [
    { kind: "User", name: `${STRANGER}${n}@corp.example`, spec: { groups: ["engineering"] } },
    {
      ...{ kind: "Device", name: `${STRANGER}${n}` },
      spec: { user: `${STRANGER}${n}@corp.example`, classification: "managed" },
    },
    {
      ...{ kind: "App", name: `${STRANGER}${n}` },
      spec: { hosts: [`${STRANGER}${n}.more.corp.example`], ports: ["tcp/80"], publishers: ["demo-publisher"] },
    },
  ]);
  const file = join(estate.data, "crowd.yaml");
  // JSON is YAML.
  writeFileSync(file, objects.map((one) => JSON.stringify(one)).join("\n---\n"));
  const applied = await estate.wayleave("apply", "-f", file);
  if (applied.exit !== 0) throw new Error(`apply failed: ${applied.stderr}${applied.stdout}`);
  const opens = async () => (await hear(estate.proxy, "ready.dev.corp.example", FIRST_PORT)) === "opened";
  const probe = async () => ((await opens()) ? true : undefined);
  return { gatewaysKnow: () => until("a flow after the change", probe, 20_000) };
}
