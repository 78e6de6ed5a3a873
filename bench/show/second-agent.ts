/**
 * One more device beside the demo's: its own agent process with its own key, enrolled by a one-time token, reached
 * at a SOCKS5 port of its own. Where a delay is asked for, a long road lies between it and its gateway.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Estate } from "./estate.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Ports above the demo's own within its range. */
const [PROXY_AT, DNS_AT, ROAD_AT] = [20, 21, 22];
const READY_MS = 20_000;

export interface SecondAgent {
  /** host:port of its SOCKS5 listener. */
  readonly proxy: string;
  stop(): Promise<void>;
}

/** `delayMs`: one way, between the agent and the gateway that the demo's agent uses too. */
export async function startSecondAgent(estate: Estate, o: { delayMs?: number } = {}): Promise<SecondAgent> {
  const folder = join(estate.data, "second-agent");
  const proxy = `127.0.0.1:${estate.portBase + PROXY_AT}`;
  const road = `127.0.0.1:${estate.portBase + ROAD_AT}`;
  const gateway = estate.runFile().endpoints.gateways[0]!;
  const children: ChildProcess[] = [];
  const stop = async () => {
    for (const child of children.toReversed()) await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await enrolmentFor(estate, folder);
    const file = join(folder, "agent.yaml");
    const config = {
      gateways: [o.delayMs === undefined ? gateway : road],
      identity: join(folder, "identity"),
      trust: join(folder, "trust"),
      enrol: { token_file: join(folder, "token") },
      proxy: { listen: proxy },
      dns: { listen: `127.0.0.1:${estate.portBase + DNS_AT}` },
      state: folder,
    };
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(config));
    if (o.delayMs !== undefined) {
      const script = join(ROOT, "bench", "delay.ts");
      children.push(await started(process.execPath, [script, road, gateway, String(o.delayMs)]));
    }
    children.push(await started(join(ROOT, "wayleave"), ["agent", "--config", file]));
  } catch (error) {
    await stop();
    throw error;
  }
  return { proxy, stop };
}

async function enrolmentFor(estate: Estate, folder: string): Promise<void> {
  mkdirSync(folder, { mode: 0o700 });
  cpSync(join(estate.data, "pki", "trust"), join(folder, "trust"), { recursive: true });
  const device = {
    kind: "Device",
    name: "second-laptop",
    spec: { user: "sam@corp.example", classification: "managed" },
  };
  const file = join(folder, "device.yaml");
  writeFileSync(file, JSON.stringify(device));
  for (const words of [
    ["apply", "-f", file],
    ["token", "device", "second-laptop", "--out", join(folder, "token")],
  ]) {
    const ran = await estate.wayleave(...words);
    if (ran.exit !== 0) throw new Error(`wayleave ${words[0]}: ${ran.stderr}${ran.stdout}`);
  }
}

/** Resolves when the process says that it is ready, on its own line. */
export function started(command: string, args: readonly string[], withinMs = READY_MS): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`${command} ${args[0]} ${why}:\n${stderr.slice(-2000)}`));
    };
    const timer = setTimeout(() => fail(`was not ready in ${withinMs} ms`), withinMs);
    child.stderr.on("data", (chunk) => (stderr = (stderr + chunk).slice(-20_000)));
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      if (!/^ready$|"ready":true/m.test(stdout)) return;
      clearTimeout(timer);
      resolve(child);
    });
    child.once("close", (code) => fail(`ended with ${code}`));
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await gone;
}
