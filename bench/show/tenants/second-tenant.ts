/**
 * A second tenant on an estate's own gateways: an operator, apps, a publisher and a device of the very same names, each
 * enrolled by a one-time token, with an app server that says whose it is.
 */

import type { ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { initAuthority, issue } from "../../../io/pki/authority.ts";
import { type Estate, type Ran, run } from "../estate.ts";
import { ended, started } from "../second-agent.ts";

const READY_MS = 30_000;
const WAYLEAVE = join(import.meta.dirname, "..", "..", "..", "wayleave");
const YEAR_MS = 365 * 86_400_000;
/** Ports above the estate's own within its range. */
const [PROXY_AT, DNS_AT] = [70, 71];

export const SECOND = "bolt";

/** An authority whose gateways serve every tenant, before `up` would make one of its own. */
export async function sharedGateways(data: string, gateways: number): Promise<void> {
  const authority = join(data, "pki");
  await initAuthority(authority, "wayleave.local");
  for (let n = 1; n <= gateways; n += 1) {
    const id = `gateway-${n}`;
    await issue({ authority, role: "gateway", tenant: "shared", id, folder: join(authority, id), lifetimeMs: YEAR_MS });
  }
}

/** Answers each request with a name. */
export async function appServer(says: string): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((request, response) => response.end(`${says} ${request.url}\n`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

export interface SecondTenant {
  /** host:port of its device's SOCKS5 listener. */
  readonly proxy: string;
  wayleave(...words: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

/** `yaml`: what the first tenant's operator has applied; `origin`: where this one's apps stand. */
export async function startSecondTenant(estate: Estate, yaml: string, origin: number): Promise<SecondTenant> {
  const folder = join(estate.data, SECOND);
  mkdirSync(join(folder, "keys"), { recursive: true, mode: 0o700 });
  for (const name of ["run.json", "keys/clickhouse.key", "pki"])
    symlinkSync(join(estate.data, name), join(folder, name));
  const operator = join(folder, "keys", "operator");
  await issue({ authority: join(estate.data, "pki"), role: "operator", tenant: SECOND, id: "local", folder: operator });
  const wayleave = (...words: string[]) => run(WAYLEAVE, [...words, "--data", folder], 60_000);
  const must = async (...words: string[]) => {
    const ran = await wayleave(...words);
    if (ran.exit !== 0) throw new Error(`wayleave ${words.join(" ")}: ${ran.stderr}${ran.stdout}`);
  };
  const file = join(folder, "estate.yaml");
  writeFileSync(file, yaml.replaceAll(/origin: ("?)127\.0\.0\.1:\d+\1/g, `origin: 127.0.0.1:${origin}`));
  await must("apply", "-f", file);
  const children: ChildProcess[] = [];
  const stop = async () => {
    for (const child of children.toReversed()) await ended(child);
  };
  const part = async (kind: "publisher" | "agent", role: "publisher" | "device", name: string, config: object) => {
    const own = join(folder, kind);
    mkdirSync(own, { mode: 0o700 });
    cpSync(join(estate.data, "pki", "trust"), join(own, "trust"), { recursive: true });
    await must("token", "issue", role, name, "--out", join(own, "token"));
    const about = {
      identity: join(own, "identity"),
      trust: join(own, "trust"),
      enrol: { token_file: join(own, "token") },
    };
    const text = join(own, `${kind}.yaml`);
    writeFileSync(text, JSON.stringify({ ...about, state: own, ...config }));
    children.push(await started(WAYLEAVE, [kind, "--config", text], READY_MS));
  };
  const { gateways } = estate.runFile().endpoints;
  const allow = join(folder, "allow.yaml");
  writeFileSync(allow, JSON.stringify({ allow: [{ cidr: "127.0.0.1/32", ports: [origin] }] }));
  const proxy = `127.0.0.1:${estate.portBase + PROXY_AT}`;
  try {
    await part("publisher", "publisher", "demo-publisher", { gateways: [gateways.at(-1)], allow });
    const dns = { listen: `127.0.0.1:${estate.portBase + DNS_AT}` };
    await part("agent", "device", "demo-laptop", { gateways: [gateways[0]], proxy: { listen: proxy }, dns });
  } catch (error) {
    await stop();
    throw error;
  }
  return { proxy, wayleave, stop };
}
