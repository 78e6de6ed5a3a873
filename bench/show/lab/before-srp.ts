/**
 * An agent that starts where no gateway can be reached: what was private in its life before leaves the laptop with no
 * question, while others' names are found, and private ones are as soon as there is a gateway again.
 */
import { untilSo } from "../../../deploy/lab/io/trial.ts";
import { GATEWAY_PORT } from "../../../deploy/lab/plan.ts";
import type { ShowLab } from "./in-place.ts";
import type { LaptopAgent } from "./laptop-agent.ts";
import { Outer } from "./outer.ts";

const TABLE = "inet no_gateways";
const READY_MS = 30_000;
const PRIVATE_NAMES = ["wiki.corp.example", "none.corp.example", "portal.corp.example"];

/** The agent must have ended. What went wrong is the answer. */
export async function startsUnheard(lab: ShowLab, agent: LaptopAgent): Promise<string[]> {
  const failures: string[] = [];
  const rule = `add rule ${TABLE} output tcp dport ${GATEWAY_PORT} drop`;
  const chain = `add chain ${TABLE} output { type filter hook output priority 0; }`;
  await lab.must("laptop", "nft", `add table ${TABLE}; ${chain}; ${rule}`);
  const outer = await Outer.watch(lab, "port 53");
  await agent.begin();
  const asked = async (name: string) => (await lab.in("laptop", ["dig", "+tries=1", "+time=5", name])).stdout;
  const isOurs = async () => /^nameserver 127\.0\.0\.1$/m.test(await lab.must("laptop", "cat", "/etc/resolv.conf"));
  await untilSo(isOurs, READY_MS);
  for (const name of PRIVATE_NAMES) {
    const said = await asked(name);
    if (!said.includes("status: SERVFAIL")) failures.push(`${name} before the first SRP: ${said.slice(0, 300)}`);
  }
  const open = await asked("www.public.example");
  if (!open.includes("status: NOERROR")) failures.push(`a public name before the first SRP: ${open.slice(0, 300)}`);
  await lab.must("laptop", "nft", `delete table ${TABLE}`);
  await untilSo(async () => (await asked("wiki.corp.example")).includes("status: NOERROR"), READY_MS);
  const { frames, clear } = await outer.told();
  if (clear.length > 0)
    failures.push(`before the first SRP in clear on the outer link: ${clear.slice(0, 3).join("; ")}`);
  if (frames === 0) failures.push("before the first SRP nothing was asked on the outer link");
  return failures;
}
