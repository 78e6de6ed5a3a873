/** What capture asks of this machine: `ip` and `nft`, what addresses it uses already, and its own marks. */
import { execFile } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { type Cidr, parseNetwork } from "../../../core/net/cidr.ts";
import { EPERM, SocketFault } from "../../../io/transparent-socket.ts";
import { type Command, inverseLines, ROUTE_TABLE } from "../routes.ts";

const COMMAND_MS = 10_000;
/** Tens of thousands of set elements. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** Administration tools stand in folders that not every user's path names. */
export const SBIN_PATH = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

/** A command of the system failed: its own words, and nothing of what it was given. */
export class SystemFault extends Error {
  override readonly name = "SystemFault";
}

export function run([program, args]: Command, input = ""): Promise<string> {
  const options = { timeout: COMMAND_MS, maxBuffer: OUTPUT_BYTES_MAX, env: { ...process.env, PATH: SBIN_PATH } };
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const said = missing ? "is not installed" : stderr.trim().split("\n")[0] || error.message.split("\n")[0];
      reject(new SystemFault(`${program} ${args[0] ?? ""}: ${said}`));
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

export const ipBatch = (family: 4 | 6, lines: readonly string[]): Promise<string> =>
  lines.length === 0 ? Promise.resolve("") : run(["ip", [`-${family}`, "-batch", "-"]], `${lines.join("\n")}\n`);

/** Whole or not at all: what was done of it is taken back where a line of it fails. */
export async function ipChange(family: 4 | 6, lines: readonly string[]): Promise<void> {
  try {
    await ipBatch(family, lines);
  } catch (error) {
    const back = `${inverseLines(family, lines).join("\n")}\n`;
    await run(["ip", [`-${family}`, "-force", "-batch", "-"]], back).catch(() => {});
    throw error;
  }
}

export const filter = (text: string): Promise<string> => run(["nft", ["-f", "-"]], text);

/** Networks and addresses of routes and links of this machine; our own table's are not among them. */
export async function takenNetworks(family: 4 | 6): Promise<Cidr[]> {
  const all = await run(["ip", [`-${family}`, "-j", "route", "show", "table", "all"]]);
  const routes = JSON.parse(all || "[]") as Route[];
  const links = JSON.parse((await run(["ip", [`-${family}`, "-j", "address"]])) || "[]") as Link[];
  const ofRoutes = routes.flatMap(({ dst, table }) => (table === String(ROUTE_TABLE) ? [] : [dst ?? ""]));
  const ofLinks = links.flatMap(({ addr_info: all = [] }) =>
    all.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
  );
  return [...ofRoutes, ...ofLinks].flatMap((text) => parseNetwork(text) ?? []);
}

interface Route {
  readonly dst?: string;
  readonly table?: string;
}

interface Link {
  readonly addr_info?: readonly { readonly local: string; readonly prefixlen: number }[];
}

/** What takes rights, with words for who lacks them. */
export function permitted<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof SocketFault) || error.errno !== EPERM) throw error;
    throw new SystemFault("capture takes root, or CAP_NET_ADMIN: run the agent so, or take `capture` out of its file");
  }
}

export const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
export const networkId = (): string => /\d+/.exec(readlinkSync("/proc/self/ns/net"))?.[0] ?? "";
