/**
 * capture.3, in the lab, with the laptop's own dig, nslookup and curl, which know nothing of an agent: a private name
 * has a stub, one of Publisher DNS its real address, and a flow to it is carried; the same name is another address in
 * the office, both reached; a wildcard's name that isn't there is NXDOMAIN; 5,000 questions a second with p99 under 5
 * ms; a public name's answer is the resolver's. A laptop with systemd-resolved is served by that.
 */
import { join } from "node:path";
import type { Asked } from "../load/names.ts";
import { until } from "./estate.ts";
import { byResolved } from "./lab/by-resolved.ts";
import { ShowLab } from "./lab/in-place.ts";
import type { Shown, ShowOptions } from "./main.ts";

const NODE = join(import.meta.dirname, "..", "..", "bin", "node");
const NAMES = join(import.meta.dirname, "..", "load", "names.ts");
const RATE = 5_000;
const P99_MS = 5;
/** Of three seconds on a machine that does other things, too: what holds there is no figure. */
const P99_SHORT_MS = 200;
const WARM_S = 2;
const STUB = /Address: 100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+/;
const PUBLIC_RESOLVER = "203.0.113.53";
const OFFICE_RESOLVER = "10.60.0.53";
/** What differs between two askings of one server. */
const OF_ASKING = /^;; (SERVER|WHEN|Query time|.*DiG).*$|^; <<>> DiG.*$/gm;

export async function show({ short, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  progress("a lab");
  const lab = await ShowLab.open("--no-record");
  try {
    const said = async (...command: string[]) => (await lab.in("laptop", command)).stdout;
    await until(
      "the laptop's resolver to be the agent",
      async () => ((await said("cat", "/etc/resolv.conf")).includes("nameserver 127.0.0.1\n") ? true : undefined),
      30_000,
    );
    const expect = (what: string, text: string, want: RegExp) => {
      if (!want.test(text)) failures.push(`${what}: ${JSON.stringify(text.slice(0, 300))} has no ${want}`);
    };
    progress("names");
    const stub = await said("nslookup", "wiki.corp.example");
    expect("nslookup of a private name", stub, STUB);
    const real = await said("nslookup", "portal.corp.example");
    expect("nslookup of a name of Publisher DNS", real, /Address: 10\.70\.0\.20\n/);
    expect("a flow to it", await said(...curl("http://portal.corp.example/")), /^site: portal in datacentre$/m);
    const office = (await said("dig", "+short", "portal.corp.example", `@${OFFICE_RESOLVER}`)).trim();
    expect("the same name in the office", office, /^10\.60\.0\.20$/);
    expect("the office's house", await said(...curl(`http://${office}/`)), /^site: \S+ in office$/m);
    expect("a wildcard's name", await said("dig", "+short", "build-1.dev.corp.example"), /^100\./);
    expect("a wildcard's name that is none", await said("dig", "none.dev.corp.example"), /status: NXDOMAIN/);
    await comparePublic(said, failures);
    progress("questions at a rate");
    // First the leases and a warm process; what is measured is what a device sees from then on.
    await askInLab(lab, WARM_S);
    const asked = await askInLab(lab, short ? 3 : 10);
    if (asked.answered < asked.asked) failures.push(`${asked.asked - asked.answered} questions had no answer`);
    const most = short ? P99_SHORT_MS : P99_MS;
    if (asked.p99_ms >= most) failures.push(`the p99 is ${asked.p99_ms} ms, not under ${most}`);
    progress("by systemd-resolved");
    const resolved = await byResolved(lab, failures);
    return { figures: { rate: RATE, ...asked, systemd_resolved: resolved }, failures };
  } finally {
    await lab.close();
  }
}

const curl = (url: string): string[] => ["curl", "-sS", "-m", "8", url];

async function comparePublic(said: (...command: string[]) => Promise<string>, failures: string[]): Promise<void> {
  for (const words of [["www.public.example"], ["alias.public.example", "AAAA"], ["public.example", "TXT", "+tcp"]]) {
    const ask = async (...more: string[]) =>
      (await said("dig", "+qid=77", "+nocookie", ...words, ...more)).replace(OF_ASKING, "");
    const [own, direct] = [await ask(), await ask(`@${PUBLIC_RESOLVER}`)];
    if (own !== direct) failures.push(`${words.join(" ")}: the agent says ${own}, the resolver ${direct}`);
    if (!direct.includes("status: NOERROR")) failures.push(`${words.join(" ")}: the resolver says ${direct}`);
  }
}

async function askInLab(lab: ShowLab, seconds: number): Promise<Asked> {
  const names = ["wiki", "docs", "echo", "db"].map((name) => `${name}.corp.example`);
  const words = ["127.0.0.1", "53", String(RATE), String(seconds), ...names];
  const { exit, stdout, stderr } = await lab.in("laptop", [NODE, NAMES, ...words]);
  if (exit !== 0) throw new Error(`the questions ended with ${exit}: ${stderr}`);
  return JSON.parse(stdout) as Asked;
}
