/** The laptop gets a systemd-resolved, and its agent is asked by that for private names, and for nothing else. */
import { findResolved, openResolved, STUB_TEXT } from "../../../deploy/lab/io/resolved-in-place.ts";
import { untilSo } from "../../../deploy/lab/io/trial.ts";
import { HOSTS } from "../../../deploy/lab/plan.ts";
import type { ShowLab } from "./in-place.ts";
import { LaptopAgent } from "./laptop-agent.ts";

export type ByResolved =
  | { readonly skipped: string }
  /** From the agent's start, and from SIGKILL until resolved knows nothing of it any more. */
  | { readonly told_ms: number; readonly forgotten_ms: number; readonly domains: number };

export async function byResolved(lab: ShowLab, failures: string[]): Promise<ByResolved> {
  const programs = findResolved();
  if (typeof programs === "string") return { skipped: programs };
  try {
    const agent = new LaptopAgent(lab);
    await agent.end();
    await openResolved(lab.trial, programs);
    const said = async (...command: string[]) => (await lab.in("laptop", command)).stdout;
    const clean = await said("resolvectl", "status");
    const began = performance.now();
    await agent.begin();
    const told = async () => /~corp[.]example/.test(await said("resolvectl", "domain", "wayleave0"));
    await untilSo(told);
    const toldMs = Math.round(performance.now() - began);
    const domains = (await said("resolvectl", "domain", "wayleave0")).split("~").length - 1;
    await compare(said, failures);
    await agent.kill();
    const killed = performance.now();
    await untilSo(async () => (await said("resolvectl", "status")) === clean);
    return { told_ms: toldMs, forgotten_ms: Math.round(performance.now() - killed), domains };
  } finally {
    programs.remove();
  }
}

async function compare(said: (...command: string[]) => Promise<string>, failures: string[]): Promise<void> {
  const expect = (what: string, text: string, want: RegExp | string) => {
    const is = typeof want === "string" ? text.trim() === want : want.test(text);
    if (!is) failures.push(`by systemd-resolved, ${what}: ${JSON.stringify(text.slice(0, 300))}, not ${want}`);
  };
  const dig = (...words: string[]) => said("dig", "@127.0.0.53", "+tries=1", ...words);
  const short = (...words: string[]) => dig("+short", ...words);
  expect("a private name", await said("getent", "ahostsv4", "wiki.corp.example"), /^100\./);
  expect("a name of Publisher DNS", await short("portal.corp.example"), HOSTS.portal.v4);
  expect("a name that is none", await dig("none.corp.example"), /status: NXDOMAIN/);
  expect("a public name", await short("www.public.example"), HOSTS.website.v4);
  const page = await said("curl", "-sS", "-m", "8", "http://wiki.corp.example/");
  expect("a page", page, /^site: \S+ in datacentre$/m);
  expect("the file of resolvers", await said("cat", "/etc/resolv.conf"), STUB_TEXT.trim());
}
