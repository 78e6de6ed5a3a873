/**
 * control.9: two tenants with equal names of apps, networks, users, devices and publishers share two gateways. No flow,
 * fold, SRP, trace, query or event of one is seen in the other, and poison of one leaves the other as it was.
 */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Operator } from "../../io/control/trial-operator.ts";
import { openLink } from "../../io/grpc/link.ts";
import { readIdentity, readTrust } from "../../io/pki/identity.ts";
import { type Estate, type Ran, run, startEstate, until } from "./estate.ts";
import type { Shown, ShowOptions } from "./main.ts";
import { type Poisoned, poison, unknownCritical } from "./tenants/poison.ts";
import { appServer, SECOND, type SecondTenant, sharedGateways, startSecondTenant } from "./tenants/second-tenant.ts";
import { ask, MIXED, SPANS_OF_FLOWS } from "./tenants/stored.ts";

const FIRST = "demo";
/** By name, by a name of both tenants that one may not have, and by a network that both have. */
const URLS = ["http://wiki.corp.example/", "http://10.20.3.4/", "http://x.dev.corp.example/"];
const STORED_MS = 20_000;

interface Side {
  readonly tenant: string;
  readonly proxy: string;
  readonly says: string;
  wayleave(...words: string[]): Promise<Ran>;
}

export async function show({ short, progress }: ShowOptions): Promise<Shown> {
  const data = mkdtempSync(join(tmpdir(), "wayleave-tenants-"));
  const servers = await Promise.all([appServer("of the first"), appServer("of the second")]);
  let estate: Estate | undefined;
  let second: SecondTenant | undefined;
  try {
    await sharedGateways(data, 2);
    estate = await startEstate({ data, split: true });
    progress("the first tenant is up");
    const yaml = await firstTenant(estate, servers[0].port);
    second = await startSecondTenant(estate, yaml, servers[1].port);
    await ownRules(second, servers[1].port);
    progress("the second tenant is up");
    const first: Side = { ...{ tenant: FIRST, proxy: estate.proxy, says: "of the first" }, wayleave: estate.wayleave };
    const other: Side = {
      ...{ tenant: SECOND, proxy: second.proxy, says: "of the second" },
      wayleave: second.wayleave,
    };
    const faults: string[] = [];
    const flows = await traffic([first, other], short ? 10 : 100, faults);
    progress(`${flows} flows`);
    await rules(first, other, faults);
    const asked = await queries(estate, first, other, faults);
    progress("queries");
    const poisoned = await whilePoisoned(estate, other, short ? 40 : 300, faults);
    progress("poison");
    await stopped(estate, first, other, faults);
    return { figures: { flows, ...asked, ...poisoned }, failures: faults };
  } finally {
    await second?.stop();
    await estate?.stop();
    for (const { server } of servers) server.close();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Its apps stand at `origin`; the answer is all that it has applied. */
async function firstTenant(estate: Estate, origin: number): Promise<string> {
  appendFileSync(join(estate.data, "publisher", "allow.yaml"), `  - { cidr: 127.0.0.1/32, ports: [${origin}] }\n`);
  const kinds = ["settings", "groups", "users", "devices", "publishers", "apps", "policies"];
  const printed = await Promise.all(
    kinds.map(async (kind) => (await estate.wayleave("get", kind, "-o", "yaml")).stdout),
  );
  const yaml = printed.filter((text) => text.trim() !== "").join("\n---\n");
  const file = join(estate.data, "first.yaml");
  writeFileSync(file, yaml.replaceAll(/origin: ("?)127\.0\.0\.1:\d+\1/g, `origin: 127.0.0.1:${origin}`));
  const applied = await estate.wayleave("apply", "-f", file);
  if (applied.exit !== 0) throw new Error(`apply: ${applied.stderr}${applied.stdout}`);
  return yaml;
}

/** What is otherwise in the second tenant: payroll is open to all, and there is an app that the first doesn't have. */
async function ownRules(second: SecondTenant, origin: number): Promise<void> {
  const app = (name: string) => ({
    ...{ kind: "App", name },
    spec: {
      hosts: [`${name}.corp.example`],
      ports: ["tcp/80"],
      publishers: ["demo-publisher"],
      origin: `127.0.0.1:${origin}`,
    },
  });
  const rule = { kind: "Policy", name: "all", spec: { order: 5, action: "allow", apps: ["payroll", "secret"] } };
  const file = "own.yaml";
  writeFileSync(
    join(tmpdir(), `${process.pid}-${file}`),
    [app("secret"), rule].map((one) => JSON.stringify(one)).join("\n---\n"),
  );
  const applied = await second.wayleave("apply", "-f", join(tmpdir(), `${process.pid}-${file}`));
  rmSync(join(tmpdir(), `${process.pid}-${file}`));
  if (applied.exit !== 0) throw new Error(`apply: ${applied.stderr}${applied.stdout}`);
}

/** The page, or undefined. */
async function fetched({ proxy }: Side, url: string): Promise<string | undefined> {
  const ran = await run("curl", ["-s", "--max-time", "10", "--socks5-hostname", proxy, url], 15_000);
  return ran.exit === 0 ? ran.stdout : undefined;
}

async function traffic(sides: readonly Side[], rounds: number, faults: string[]): Promise<number> {
  // The second tenant's SRP and attachments may be a moment behind its first flow.
  for (const side of sides)
    await until(`${side.tenant} is served`, async () => (await fetched(side, URLS[0]!)) && true, 20_000);
  let flows = 0;
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      sides.flatMap((side) =>
        URLS.map(async (url) => {
          const page = await fetched(side, url);
          flows += 1;
          if (page?.startsWith(side.says) !== true)
            faults.push(`${side.tenant} asked ${url} and got ${JSON.stringify(page)}`);
        }),
      ),
    );
  }
  return flows;
}

/** One name, one user, one device: two verdicts. */
async function rules(first: Side, other: Side, faults: string[]): Promise<void> {
  const payroll = "http://payroll.corp.example/";
  const secret = "http://secret.corp.example/";
  if ((await fetched(first, payroll)) !== undefined)
    faults.push("payroll was open to the first tenant by the second's rule");
  if ((await fetched(other, payroll))?.startsWith(other.says) !== true)
    faults.push("payroll was shut to the second tenant");
  if ((await fetched(first, secret)) !== undefined) faults.push("the first tenant reached an app of the second's");
  if ((await fetched(other, secret))?.startsWith(other.says) !== true)
    faults.push("the second tenant has no app of its own");
  for (const [side, expected] of [
    [first, "block"],
    [other, "allow"],
  ] as const) {
    const action = await explained(side, "payroll.corp.example:80");
    if (action !== expected) faults.push(`explain in ${side.tenant} says ${action}, expected ${expected}`);
    const apps = await side.wayleave("get", "apps", "-o", "json");
    if (apps.stdout.includes("secret") !== (side === other)) faults.push(`${side.tenant} lists the wrong apps`);
    const sessions = await side.wayleave("get", "sessions", "-o", "json");
    if ((JSON.parse(sessions.stdout) as unknown[]).length !== 1)
      faults.push(`${side.tenant} sees sessions ${sessions.stdout}`);
  }
}

/** allow, alert or block: what the demo's user would be answered. */
async function explained(side: Side, to: string): Promise<string> {
  const ran = await side.wayleave("explain", "--user", "sam@corp.example", "--to", to, "-o", "json");
  const { decisions } = JSON.parse(ran.stdout) as { decisions: readonly { verdict: { action: string } }[] };
  return decisions[0]?.verdict.action ?? ran.stderr;
}

interface Row {
  readonly flow_id: string;
  readonly denial_id: string | null;
  readonly app_addr: string | null;
}

async function queries(estate: Estate, first: Side, other: Side, faults: string[]) {
  const counts = await until(
    "all flows stored",
    async () => {
      const all = await rowsOf(first, other);
      const open = [...all[0], ...all[1]].filter(({ app_addr, denial_id }) => app_addr === null && denial_id === null);
      const stored = await ask(
        estate,
        "SELECT tenant, count() FROM flows WHERE flow_status = 'closed' GROUP BY tenant",
      );
      const by = Object.fromEntries(stored as [string, string][]);
      return open.length === 0 && Number(by[FIRST]) === all[0].length && Number(by[SECOND]) === all[1].length
        ? all
        : undefined;
    },
    STORED_MS,
  );
  const ids = counts.map((rows) => new Set(rows.map(({ flow_id }) => flow_id)));
  if ([...ids[0]!].some((id) => ids[1]!.has(id))) faults.push("a flow is listed in both tenants");
  await Promise.all([
    ...[[first, other] as const, [other, first] as const].map(async ([own, foreign], at) => {
      const row = counts[at]!.find(({ app_addr }) => app_addr !== null)!;
      // Each waits for a flow that may be on its way: at once.
      const [traced, foreignTrace, foreignWhy] = await Promise.all([
        ...[own.wayleave("trace", row.flow_id), foreign.wayleave("trace", row.flow_id)],
        foreign.wayleave("why", row.flow_id),
      ]);
      if (traced!.exit !== 0) faults.push(`${own.tenant} can't trace its own flow: ${traced!.stderr}`);
      if (foreignTrace!.exit === 0) faults.push(`${foreign.tenant} traced a flow of the other`);
      if (foreignWhy!.exit === 0) faults.push(`${foreign.tenant} asked why of the other's flow`);
    }),
    denials(counts[0], first, other, faults),
  ]);
  for (const [what, query] of MIXED) {
    const [[n] = []] = (await ask(estate, query)) as string[][];
    if (Number(n) !== 0) faults.push(`${what}: ${n}`);
  }
  const [[spans] = []] = (await ask(estate, `SELECT count() FROM ${SPANS_OF_FLOWS}`)) as string[][];
  if (Number(spans) === 0) faults.push("no span of any flow is stored: nothing was compared");
  return { rows_first: counts[0].length, rows_second: counts[1].length, spans: Number(spans) };
}

async function denials(rows: readonly Row[], first: Side, other: Side, faults: string[]): Promise<void> {
  const denied = rows.find(({ denial_id }) => denial_id !== null)?.denial_id ?? "";
  const [own, foreign] = await Promise.all([first.wayleave("why", denied), other.wayleave("why", denied)]);
  if (own.exit !== 0) faults.push(`the first tenant can't ask why of ${JSON.stringify(denied)}: ${own.stderr}`);
  if (foreign.exit === 0) faults.push("the second tenant reads a denial of the first");
}

async function rowsOf(first: Side, other: Side): Promise<readonly [Row[], Row[]]> {
  const listed = async (side: Side) => {
    const { stdout } = await side.wayleave("events", "--since", "1h", "-o", "json");
    return JSON.parse(stdout) as Row[];
  };
  return Promise.all([listed(first), listed(other)]);
}

/** Flows of the second tenant go on while the first's poison is folded. */
async function whilePoisoned(estate: Estate, other: Side, flows: number, faults: string[]) {
  let [asked, failed, over] = [0, 0, false];
  const going = (async () => {
    while (asked < flows || !over) {
      asked += 1;
      if ((await fetched(other, URLS[asked % URLS.length]!))?.startsWith(other.says) !== true) failed += 1;
    }
  })();
  const poisoned: Poisoned = await poison(join(estate.data, "log")).finally(() => {
    over = true;
  });
  await going;
  if (failed > 0)
    faults.push(`${failed} of ${asked} flows of the second tenant failed while the first's poison was folded`);
  if (poisoned.before !== poisoned.after) faults.push("poison of the first tenant changed the second's state");
  const gateways = await until("gateways have folded the poison alike", () => alike(estate), STORED_MS);
  return {
    poison: poisoned.events,
    malformed: poisoned.malformed,
    flows_meanwhile: asked,
    failed,
    state_hash: gateways,
  };
}

/** What both hold at one offset; undefined where they don't. */
async function alike(estate: Estate): Promise<string | undefined> {
  const identity = readIdentity(join(estate.data, "keys", "operator"));
  const trust = readTrust(join(estate.data, "pki", "trust"));
  const links = estate.runFile().endpoints.gateways.map((target) => openLink({ target, identity, trust }));
  try {
    const told = await Promise.all(links.map((link) => new Operator(link).status()));
    const hashes = new Set(told.map(({ asOf, stateHash }) => `${asOf} ${stateHash}`));
    return told.length === 2 && hashes.size === 1 ? (told[0]!.stateHash ?? "") : undefined;
  } finally {
    for (const link of links) link.close();
  }
}

/** A critical fact of the first tenant that is not understood shuts the first, and nobody else. */
async function stopped(estate: Estate, first: Side, other: Side, faults: string[]): Promise<void> {
  await unknownCritical(join(estate.data, "log"));
  const shut = async () => ((await fetched(first, URLS[0]!)) === undefined ? true : undefined);
  await until("the first tenant's admission stops", shut, STORED_MS).catch((error: Error) =>
    faults.push(error.message),
  );
  for (const url of URLS) {
    if ((await fetched(other, url))?.startsWith(other.says) !== true)
      faults.push(`the second tenant was stopped, too: ${url}`);
  }
}
