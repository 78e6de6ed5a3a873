/**
 * The parts of one form, each by the commands that an operator would type, each as its own user.
 *
 * Gateways and console by `up --no-demo`, the demo's apps, then publisher and agent, which get nothing but trust and a
 * one-time token.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Ran, run } from "../estate.ts";
import { asUser, give, giveFolder, type Role, type User, type World } from "./world.ts";

/** As `up` chooses them: this network is ours alone. */
export const PORTS = {
  proxy: 1080,
  dns: 1053,
  console: 8080,
  gateways: [8443, 8444],
  wiki: 8081,
  echo: 8082,
  closed: 8083,
};
export const INTRANET = { host: "intranet.corp.example", address: "127.0.0.20" };
const READY_MS = 60_000;
const STOP_MS = 15_000;

export interface Part {
  readonly name: string;
  readonly user: User;
  readonly pid: number;
  /** SIGTERM; answers how it ended. */
  stop(): Promise<string>;
}

export interface Parts {
  readonly agent: Part;
  readonly publisher: Part;
  readonly all: readonly Part[];
  /** An operator's command, as the owner of DATA. */
  operate(args: readonly string[], input?: string): Promise<Ran>;
  gateways(): { readonly name: string; readonly pid: number }[];
  /** How each part ended that did not end well. */
  stop(): Promise<string[]>;
}

type Users = Readonly<Record<Role, User>>;

/** Which gateways agent and publisher are told of, by index. */
export const knownGateways = (split: boolean) =>
  split ? { agent: [0], publisher: [1] } : { agent: [0, 1], publisher: [0, 1] };

export async function startParts(
  world: World,
  users: Users,
  o: { split: boolean; intranetPort: number },
): Promise<Parts> {
  const data = users.gateway.home;
  const all: Part[] = [];
  const start = async (name: string, user: User, args: readonly string[], ready: string) => {
    const part = await startPart(name, user, world.wayleave, args, ready);
    all.push(part);
    return part;
  };
  const operate = async (args: readonly string[], input = ""): Promise<Ran> => {
    const [program, words] = asUser(users.gateway, world.wayleave, [...args, "--data", data]);
    return run(program, words, 30_000, input);
  };
  const stop = async (): Promise<string[]> => {
    const bad: string[] = [];
    for (const part of [...all].reverse()) {
      const how = await part.stop();
      if (how !== "exit 0") bad.push(`${part.name} ended with ${how}`);
    }
    return bad;
  };
  try {
    const demo = give(users.app, "demo.yaml", demoConfig(users.app));
    const up = ["up", "--no-demo", ...(o.split ? ["--split"] : []), "--data", data];
    await start("gateways", users.gateway, up, "wayleave is ready");
    await start("demo", users.app, ["demo", "--config", demo], '"ready":true');
    await mustPass(
      operate(["apply", "-f", join(world.program, "deploy", "demo", "estate.yaml"), "-f", "-"], intranet(o)),
    );
    const { publisher, agent } = users;
    await enrol(operate, users, publisher, "publisher", "demo-publisher");
    await enrol(operate, users, agent, "device", "demo-laptop");
    give(publisher, "allow.yaml", JSON.stringify(allowed(o.intranetPort)));
    const known = knownGateways(o.split);
    const daemon = (kind: "agent" | "publisher", own: object) => {
      const user = users[kind];
      const gateways = known[kind].map((at) => `127.0.0.1:${PORTS.gateways[at]}`);
      const config = give(user, `${kind}.yaml`, JSON.stringify({ gateways, ...common(user), ...own }));
      return start(kind, user, [kind, "--config", config], '"ready":true');
    };
    const publishing = { source_address: "127.0.0.3", allow: join(publisher.home, "allow.yaml") };
    const steering = {
      // The agent has a user of its own here, so the programs that it serves are another's.
      proxy: { listen: `127.0.0.1:${PORTS.proxy}`, shared: true, unmatched: "refuse" },
      dns: { listen: `127.0.0.1:${PORTS.dns}` },
    };
    return {
      publisher: await daemon("publisher", publishing),
      agent: await daemon("agent", steering),
      ...{ all, operate, stop },
      gateways: () => gatewaysOf(data),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const common = ({ home }: User) => ({
  identity: join(home, "identity"),
  trust: join(home, "trust"),
  enrol: { token_file: join(home, "token") },
  state: home,
});

/** What an operator carries to the other machine: certificates that anybody may know, and the token. */
async function enrol(operate: Parts["operate"], users: Users, user: User, role: string, name: string): Promise<void> {
  const data = users.gateway.home;
  const out = join(data, `${name}.token`);
  await mustPass(operate(["token", role, name, "--out", out]));
  give(user, "token", readFileSync(out, "utf8"));
  rmSync(out);
  giveFolder(user, "trust");
  const trust = join(data, "pki", "trust");
  for (const file of readdirSync(trust)) give(user, join("trust", file), readFileSync(join(trust, file), "utf8"));
}

async function mustPass(ran: Promise<Ran>): Promise<void> {
  const { exit, stdout, stderr } = await ran;
  if (exit !== 0) throw new Error(`a command of the operator failed: ${stderr}${stdout}`);
}

const local = (port: number): string => `127.0.0.1:${port}`;

const demoConfig = ({ home }: User): string =>
  JSON.stringify({
    ...{ wiki: local(PORTS.wiki), echo: local(PORTS.echo), closed: local(PORTS.closed) },
    status_file: join(home, "status.json"),
  });

/** An app without an origin: the publisher must ask its network's resolver for the name. */
const intranet = (o: { intranetPort: number }): string => {
  const spec = { hosts: [INTRANET.host], ports: [`tcp/${o.intranetPort}`], publishers: ["demo-publisher"] };
  const app = { kind: "App", name: "intranet", spec };
  const policy = { kind: "Policy", name: "intranet for all", spec: { action: "allow", apps: ["intranet"] } };
  return [app, policy].map((one) => JSON.stringify(one)).join("\n---\n");
};

const allowed = (intranetPort: number) => ({
  allow: [
    { cidr: "127.0.0.1/32", ports: [PORTS.wiki, PORTS.echo, PORTS.closed] },
    { cidr: `${INTRANET.address}/32`, ports: [intranetPort] },
  ],
});

function gatewaysOf(data: string): { name: string; pid: number }[] {
  const { parts } = JSON.parse(readFileSync(join(data, "run.json"), "utf8")) as {
    parts: { name: string; kind: string; pid: number }[];
  };
  return parts.filter((part) => part.kind === "gateway").map(({ name, pid }) => ({ name, pid }));
}

async function startPart(
  name: string,
  user: User,
  program: string,
  args: readonly string[],
  ready: string,
): Promise<Part> {
  const [command, words] = asUser(user, program, args);
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<string>((resolve) =>
    child.once("close", (code, signal) => resolve(signal ?? `exit ${code}`)),
  );
  await untilSaid(child, name, ready);
  return {
    ...{ name, user, pid: child.pid! },
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      return ended.finally(() => clearTimeout(timer));
    },
  };
}

function untilSaid(child: ChildProcess, name: string, ready: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    const fail = (what: string) => reject(new Error(`${name} ${what}:\n${stderr}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`was not ready in ${READY_MS / 1_000} s`);
    }, READY_MS);
    child.stderr?.on("data", (chunk) => (stderr = (stderr + chunk).slice(-4_000)));
    child.stdout?.on("data", (chunk) => {
      stdout = (stdout + chunk).slice(-4_000);
      if (!stdout.includes(ready)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once("error", (error) => fail(String(error)));
    child.once("close", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code} before it was ready`);
    });
  });
}
