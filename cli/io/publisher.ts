/** `publisher create | enrol | status`: from a name to a host that serves, and what that host is enrolled as. */
import { lookup } from "node:dns/promises";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import type { Plain } from "../../core/config/located.ts";
import { isIp, splitHostPort } from "../../core/net/ip.ts";
import { EnrolFault, identityOrEnrol } from "../../io/enrol.ts";
import { openLink } from "../../io/grpc/link.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { type Identity, IdentityFault, readIdentity, readTrust, type Trust } from "../../io/pki/identity.ts";
import { spiffeText } from "../../io/pki/spiffe.ts";
import { readYaml } from "../../io/yaml.ts";
import type { Format } from "../args.ts";
import { layoutOf } from "../layout.ts";
import { type GatewayReach, type PublisherReport, publisherText } from "../print/publisher-text.ts";
import { writeSecret, writeYaml } from "../up/io/private-files.ts";
import { taken } from "./apply.ts";
import { CommandFault } from "./fault.ts";
import { print } from "./print.ts";
import { runningSystem } from "./run-files.ts";
import { type SystemFlags, withAdmin } from "./system.ts";

export interface CreateFlags extends SystemFlags {
  readonly out: string;
  readonly lifetime?: number;
  readonly weight?: number;
}

/** The Publisher object where there is none, and a token with the command that uses it. */
export async function createPublisher(
  name: string,
  { out, lifetime = 0, weight, ...flags }: CreateFlags,
): Promise<void> {
  const { endpoints } = runningSystem(layoutOf(flags.data).runFile);
  const issued = await withAdmin(flags, async (admin) => {
    const known = (await admin.get("Publisher")).objects.some((one) => one.name === name);
    const spec = { ...NOTHING_SAID.Publisher, weight: weight ?? 1 };
    if (!known) taken(await admin.apply([{ kind: "Publisher", name, spec }]), []);
    return admin.issueToken("publisher", name, lifetime);
  });
  await writeSecret(out, `${issued.token}\n`);
  const until = new Date(issued.expiresAtUs / 1000).toISOString();
  process.stdout.write(
    `publisher ${name}: ${resolve(out)} holds its token, to be used once until ${until}.\n` +
      `Bring that file and the folder ${layoutOf(flags.data).trust} to its host, and there run:\n` +
      `  wayleave publisher enrol --token-file ${out} --trust trust --dir publisher ` +
      `${endpoints.gateways.map((at) => `--gateway ${at}`).join(" ")}\n` +
      "  wayleave publisher --config publisher/publisher.yaml\n",
  );
}

export interface EnrolFlags {
  readonly tokenFile: string;
  readonly trust: string;
  readonly dir: string;
  readonly gateway: readonly string[];
}

/** A gateway that does not answer within this is not waited for: who enrols by hand sees why. */
const ENROL_WITHIN_MS = 20_000;

/** Key and certificate into a folder, and a configuration by which the publisher can be started. */
export async function enrolPublisher({ tokenFile, trust, dir, gateway }: EnrolFlags): Promise<void> {
  const folder = resolve(dir);
  const [identity, trustFolder] = [join(folder, "identity"), resolve(trust)];
  if (existsSync(join(identity, "chain.pem")))
    throw new CommandFault(`${identity} holds a certificate already: another publisher needs another --dir`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const applicant = { role: "publisher", folder: identity, gateways: gateway, tokenFile: resolve(tokenFile) } as const;
  const made = await told(async () => {
    const signal = AbortSignal.timeout(ENROL_WITHIN_MS);
    return identityOrEnrol(
      { ...applicant, trust: readTrust(trustFolder) },
      openJsonLog({ service: "wayleave" }),
      signal,
    );
  });
  const config = join(folder, "publisher.yaml");
  await writeYaml(config, { gateways: [...gateway], identity, trust: trustFolder, state: folder });
  process.stdout.write(
    `enrolled as ${spiffeText(made.spiffe)} until ${made.leaf.validTo}\n` +
      `start it: wayleave publisher --config ${config}\n`,
  );
}

export interface PublisherStatusFlags {
  readonly config: string;
  readonly output: Format;
  readonly resolve?: readonly string[];
}

/** Of the publisher of this host, by its configuration, its status file, and what its host can reach now. */
export async function publisherStatus(flags: PublisherStatusFlags): Promise<void> {
  const config = settingsIn(flags.config);
  const identity = await told(async () => readIdentity(config.identity));
  const trust = await told(async () => readTrust(config.trust));
  const running = statusIn(join(config.state, "status.json"));
  const gateways = await Promise.all(config.gateways.map((at) => reach(at, identity, trust)));
  const names = flags.resolve ?? textsOf(running?.["app_hosts"]);
  const report: PublisherReport = {
    ...{ enrolled_as: spiffeText(identity.spiffe), certificate_until: identity.leaf.validToDate.toISOString() },
    ...{ running: running !== undefined && running["ready"] === true, gateways },
    tunnels: Array.isArray(running?.["tunnels"]) ? (running["tunnels"] as Plain[]) : [],
    apps: textsOf(running?.["apps"]),
    resolved: await Promise.all(names.map(async (name) => ({ name, ...(await addressesOf(name)) }))),
  };
  if (flags.output === "table") process.stdout.write(publisherText(report));
  else print(flags.output, report as unknown as Plain);
  if (!report.running || report.gateways.every(({ fault }) => fault !== null)) process.exitCode = 1;
}

/** Long enough for a handshake over a long road. */
const REACH_MS = 5_000;

async function reach(at: string, identity: Identity, trust: Trust): Promise<GatewayReach> {
  const { host = at } = splitHostPort(at) ?? {};
  const found = isIp(host) ? "address" : "dns";
  const { addresses, fault: unresolved } = await addressesOf(host);
  const where = { gateway: at, found, addresses } as const;
  if (unresolved !== null) return { ...where, fault: unresolved };
  const link = openLink({ target: at, identity, trust });
  try {
    const up = await new Promise<boolean>((done) => {
      setTimeout(() => done(false), REACH_MS).unref();
      link.onState((state) => state && done(true));
    });
    return { ...where, fault: up ? null : (link.fault() ?? "no answer") };
  } finally {
    link.close();
  }
}

async function addressesOf(name: string): Promise<{ addresses: readonly string[]; fault: string | null }> {
  try {
    const found = await lookup(name, { all: true });
    return { addresses: found.map(({ address }) => address), fault: null };
  } catch (error) {
    return { addresses: [], fault: `not resolved (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
  }
}

interface Settings {
  readonly gateways: readonly string[];
  readonly identity: string;
  readonly trust: string;
  readonly state: string;
}

/** What of the publisher's own file is needed here; the publisher itself judges all of it. */
function settingsIn(file: string): Settings {
  const root = readYaml(file, textOf(file)).documents[0]?.root;
  const entry = (key: string) => (root?.is === "map" ? root.entries.find((one) => one.key === key)?.value : undefined);
  const text = (key: string): string => {
    const value = entry(key);
    if (value?.is === "scalar" && typeof value.value === "string") return value.value;
    throw new CommandFault(`--config ${file}: ${key} is missing: name the publisher's own YAML file`);
  };
  const list = entry("gateways");
  const gateways =
    list?.is === "list" ? list.items.flatMap((one) => (one.is === "scalar" ? [String(one.value)] : [])) : [];
  return { gateways, identity: text("identity"), trust: text("trust"), state: text("state") };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFault(`--config ${file} can't be read (${code}): name the publisher's YAML file`);
  }
}

/** Undefined where the publisher has never run. */
function statusIn(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IdentityFault || error instanceof EnrolFault)
      throw new CommandFault(error.message, 1, { cause: error });
    if (error instanceof Error && error.name === "TimeoutError")
      throw new CommandFault("no gateway has enrolled it: is one of them reachable from here, and its port open?", 1, {
        cause: error,
      });
    throw error;
  }
}
