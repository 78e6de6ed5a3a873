/**
 * The places of a running lab: a network and a mount namespace each, held open by a process that does nothing else.
 *
 * When that one is gone, so is the place, with every address, route and rule in it.
 */
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as network from "../network.ts";
import { RESOLVER_TEXT } from "../part-files.ts";
import { CABLES, PLACES, type Place, RESOLVER_OF } from "../plan.ts";

/** All of it takes a tenth of a second. */
const COMMAND_MS = 10_000;

export interface Places {
  /** The process that holds a place, as this process numbers it. */
  readonly holders: Readonly<Record<Place, number>>;
  /** A command as it is started in a place. */
  inside(place: Place, command: string, args: readonly string[]): [string, string[]];
}

/** Runs a command to its end; its words on stderr are the error's. */
export function run(command: string, args: readonly string[], input = "", boundMs = COMMAND_MS): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, [...args], { timeout: boundMs, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      reject(new Error(`${[command, ...args].join(" ")} failed: ${stderr.trim() || error.message}`));
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

/** The caller's own namespaces are the internet's. */
export async function openPlaces(folder: string): Promise<Places> {
  const held = PLACES.map(async (place) => {
    const script = placeScript(place, `${folder}/${place}`);
    if (place !== "internet") return [place, await hold(script)] as const;
    await run("sh", ["-ec", script]);
    return [place, process.pid] as const;
  });
  const holders = Object.fromEntries(await Promise.all(held)) as Record<Place, number>;
  const inside: Places["inside"] = (place, command, args) => [
    "nsenter",
    ["--target", String(holders[place]), "--net", "--mount", "--wd=/", "--", command, ...args],
  ];
  const places = { holders, inside };
  for (const bridge of new Set(CABLES.map(([owner]) => owner))) await ip(places, bridge, network.bridgeLines(bridge));
  for (const [bridge, place] of CABLES) {
    await ip(places, bridge, network.bridgePortLines(place, holders[place]));
    await ip(places, place, network.innerLines(place));
  }
  await ip(places, "internet", network.internetLines());
  const [nft, words] = inside("office", "nft", ["-f", "-"]);
  await run(nft, words, network.OFFICE_RULES);
  return places;
}

export async function ip({ inside }: Places, place: Place, lines: readonly string[]): Promise<void> {
  const [command, args] = inside(place, "ip", ["-batch", "-"]);
  await run(command, args, lines.map((line) => `${line}\n`).join(""));
}

/** Files of /etc that a place has its own of: who is asked for names, and nothing but that and the file of hosts. */
function placeScript(place: Place, folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { v4, v6 } = RESOLVER_OF[place];
  const files = {
    "resolv.conf": RESOLVER_TEXT(v4, v6),
    hosts: `127.0.0.1 localhost ${place}\n::1 localhost\n`,
    "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n",
  };
  const mounts = Object.entries(files).flatMap(([name, text]) => {
    const target = `/etc/${name}`;
    if (!existsSync(target)) return [];
    writeFileSync(`${folder}/${name}`, text, { mode: 0o644 });
    return [`mount --bind '${folder}/${name}' '${realpathSync(target)}'`];
  });
  // What caches names for the whole machine would answer from outside of the lab.
  const caches = ["/run/nscd", "/var/run/nscd"].filter((path) => existsSync(path));
  const settings = network.settings(place).map(([path, value]) => `echo '${value}' >/proc/sys/net/${path}`);
  return [...mounts, ...caches.map((path) => `mount -t tmpfs none ${path}`), ...settings, "ip link set lo up"].join(
    "\n",
  );
}

function hold(script: string): Promise<number> {
  const words = ["--net", "--mount", "--propagation", "private", "--", "sh", "-ec"];
  const child = spawn("unshare", [...words, `${script}\necho ready\nexec sleep infinity`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-2_000)));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`a place can't be made (exit ${code}): ${said.trim()}`)));
    createInterface({ input: child.stdout }).once("line", () => resolve(child.pid!));
  });
}
