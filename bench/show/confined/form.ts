/** One form of the estate, split or joined: confined, used, killed, and looked at. */
import { type LoadApp, startLoadApp } from "../../load-app.ts";
import { until } from "../estate.ts";
import { confine, type Egress, listens, release, seen } from "./egress.ts";
import { attempt, openDoorIsSeen, reaches } from "./files.ts";
import { INTRANET, knownGateways, type Parts, PORTS, startParts } from "./parts.ts";
import { browse, startResolver, talk } from "./traffic.ts";
import { RESOLVER, type Role, type User, type World } from "./world.ts";

export interface FormOptions {
  readonly form: string;
  readonly split: boolean;
  readonly flows: number;
  fail(text: string): void;
  progress(text: string): void;
}

type Users = Readonly<Record<Role, User>>;

/** Programs that ask at once while a gateway is away, and how long one may be. */
const AT_ONCE = 20;
const BACK_MS = 20_000;

export async function showForm(world: World, o: FormOptions): Promise<object> {
  const users = world.users(o.form);
  const app = await startLoadApp(INTRANET.address);
  const resolver = await startResolver();
  const egress = allowances(users, o.split, app.port);
  // Before anything starts: what a part does first is seen as well.
  confine(egress);
  let parts: Parts | undefined;
  try {
    o.progress("starting each part as its own user");
    parts = await startParts(world, users, { split: o.split, intranetPort: app.port });
    const work = await useIt(users, parts, app, o);
    const proven = judge(egress, users, o);
    if (resolver.asked() === 0) o.fail("the publisher never asked its resolver");
    o.progress("trying others' files");
    const processes = [...parts.all, ...parts.gateways().map((one) => ({ ...one, user: users.gateway }))];
    const owned = processes.map(({ pid, user }) => ({ pid, uid: user.uid }));
    const files = await reaches(world, users, owned, o.fail);
    o.progress("controls: what must not pass is tried");
    const controls = {
      open_doors_found: await openDoorIsSeen(world, users, o.fail),
      ...(await forbidden(world, users, egress, app.port, o)),
    };
    return { ...work, resolver_asked: resolver.asked(), ...proven, files, controls };
  } finally {
    for (const bad of (await parts?.stop()) ?? []) o.fail(bad);
    release();
    resolver.close();
    await app.close();
  }
}

/** What agent and publisher must be able to open, and nothing else. */
function allowances(users: Users, split: boolean, intranetPort: number): Egress[] {
  const known = knownGateways(split);
  const gateways = (which: readonly number[]) => which.map((at) => `tcp/127.0.0.1:${PORTS.gateways[at]}`);
  const apps = [PORTS.wiki, PORTS.echo, PORTS.closed].map((port) => `tcp/127.0.0.1:${port}`);
  const named = [`tcp/${INTRANET.address}:${intranetPort}`, `udp/${RESOLVER}:53`];
  return [
    { name: "agent", uid: users.agent.uid, may: gateways(known.agent) },
    { name: "publisher", uid: users.publisher.uid, may: [...gateways(known.publisher), ...apps, ...named] },
  ];
}

/** Flows of every kind, questions of operators, and each gateway killed once with programs that go on asking. */
async function useIt(users: Users, parts: Parts, app: LoadApp, o: FormOptions): Promise<object> {
  await until("a flow works", () => works(app.port, 1), BACK_MS);
  o.progress(`${o.flows} flows`);
  const flows = await browse(users.person, o.flows, o.fail);
  const kills: Record<string, { first_flow_ms: number; every_flow_ms: number }> = {};
  for (const { name, pid } of parts.gateways()) {
    o.progress(`kill of ${name}`);
    process.kill(pid, "SIGKILL");
    const from = performance.now();
    const since = () => Math.round(performance.now() - from);
    await until(`a flow works after the kill of ${name}`, () => works(app.port, 1), BACK_MS);
    const first = since();
    // While they come back, tunnels and trunks are dialled again and again: those dials are looked at too.
    await until(`${AT_ONCE} flows work after the kill of ${name}`, () => works(app.port, AT_ONCE), BACK_MS);
    kills[name] = { first_flow_ms: first, every_flow_ms: since() };
  }
  await browse(users.person, Math.ceil(o.flows / 3), o.fail);
  const questions = {
    "gateway-2": ["status"],
    "demo-publisher": ["get", "attachments"],
    "gateway-1": ["get", "gateways"],
  };
  for (const [wanted, question] of Object.entries(questions)) {
    const { exit, stdout, stderr } = await parts.operate([...question, "-o", "json"]);
    if (exit !== 0 || !stdout.includes(wanted)) o.fail(`wayleave ${question.join(" ")}: ${stdout}${stderr}`);
  }
  return { flows, after_kill: kills };
}

/** True when so many new flows at once all work, undefined when one doesn't. */
const works = (port: number, flows: number): Promise<true | undefined> =>
  Promise.all(Array.from({ length: flows }, () => talk(port))).then(
    () => true as const,
    () => undefined,
  );

/** Everything up to now, from the first packet on: tried is exactly what is allowed, and nothing was dropped. */
function judge(egress: readonly Egress[], users: Users, o: FormOptions): object {
  const { dropped, tried } = seen(egress);
  for (const { name, may } of egress) {
    if (dropped[name] !== 0) o.fail(`${name}: ${dropped[name]} packets to where it has no business`);
    const beyond = tried[name]!.filter((destination) => !may.includes(destination));
    const never = may.filter((destination) => !tried[name]!.includes(destination));
    if (beyond.length > 0) o.fail(`${name} tried ${beyond.join(", ")}`);
    if (never.length > 0) o.fail(`${name} never tried ${never.join(", ")}: the run did not exercise it`);
  }
  const doors = { agent: listens(users.agent.uid), publisher: listens(users.publisher.uid) };
  const own = [`tcp/127.0.0.1:${PORTS.dns}`, `tcp/127.0.0.1:${PORTS.proxy}`, `udp/127.0.0.1:${PORTS.dns}`];
  if (doors.agent.join() !== own.join()) o.fail(`agent listens on ${doors.agent}`);
  if (doors.publisher.length > 0) o.fail(`publisher listens on ${doors.publisher}`);
  return { destinations: tried, dropped, listens: doors };
}

/** The rules bite: each user tries what it has no business with, none of it passes, all of it is counted and kept. */
async function forbidden(
  world: World,
  users: Users,
  egress: readonly Egress[],
  intranetPort: number,
  o: FormOptions,
): Promise<object> {
  const inside = [
    ...[PORTS.console, PORTS.wiki, PORTS.proxy, ...PORTS.gateways].map((port) => `tcp/127.0.0.1:${port}`),
    `tcp/${INTRANET.address}:${intranetPort}`,
  ];
  const outside = ["tcp/192.0.2.1:443", "tcp/[2001:db8::1]:443", "udp/192.0.2.1:53", `udp/${RESOLVER}:5353`];
  const free = (await attempt(world, users.person, { connections: inside })).connections;
  const shut = inside.filter((destination) => free[destination] !== "ok");
  if (shut.length > 0) o.fail(`nobody answers at ${shut}: that it can't be reached proves nothing`);
  const figures: Record<string, object> = {};
  for (const { name, may } of egress) {
    const before = seen(egress).dropped[name]!;
    const wanted = [...inside, ...outside].filter((destination) => !may.includes(destination));
    const { connections } = await attempt(world, users[name as Role], { connections: wanted });
    const passed = wanted.filter((destination) => connections[destination] === "ok");
    // Packets of the last attempts are counted by the time the kernel has refused them: no wait is needed.
    const { dropped, tried } = seen(egress);
    const unseen = wanted.filter((destination) => !tried[name]!.includes(destination));
    const counted = dropped[name]! - before;
    if (passed.length > 0) o.fail(`${name} got through to ${passed}`);
    if (unseen.length > 0 || counted < wanted.length) o.fail(`${name}: ${counted} drops counted, not kept: ${unseen}`);
    figures[name] = { tried: wanted.length, passed: passed.length, dropped_packets: counted };
  }
  return figures;
}
