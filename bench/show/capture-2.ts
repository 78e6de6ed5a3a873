/**
 * capture.2, in the lab: connections to random hosts (by the stub of a name, IPv4 and IPv6, and by address) and random
 * ports each reach their right app and port, ports that no app has are refused at connect(), associations of UDP
 * likewise; and nothing of it leaves the laptop in clear.
 */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { untilSo } from "../../deploy/lab/io/trial.ts";
import { datacentreHost, gatewayAddress, INNER, MIRRORS } from "../../deploy/lab/plan.ts";
import type { Tried, Try, Went } from "../load/anywhere.ts";
import type { MirrorPorts } from "../load/mirror.ts";
import { ShowLab } from "./lab/in-place.ts";
import { type Amounts, appsOf, type MirrorApp, objectsOf, triesOf } from "./lab/many-apps.ts";
import { Outer } from "./lab/outer.ts";
import type { Shown, ShowOptions } from "./main.ts";

const LOAD = join(import.meta.dirname, "..", "load");
const SHORT: Amounts = { apps: 10, names: 5, connections: 1_000, refused: 200, associations: 500, silent: 20 };
const LONG: Amounts = { apps: 50, names: 20, connections: 20_000, refused: 2_000, associations: 10_000, silent: 200 };
const RUN_MS = 900_000;
/** `at once`, on a busy machine. */
const REFUSED_P99_MS = 100;

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  const amounts = short ? SHORT : LONG;
  progress("a lab");
  const lab = await ShowLab.open("--no-record");
  try {
    const apps = appsOf(amounts.apps, seed);
    progress(`${apps.length} apps`);
    await openMirror(lab);
    await publish(lab, apps);
    const outer = await Outer.watch(lab, toGateways());
    // What is watched is seen: this leaves the laptop.
    await lab.must("laptop", "curl", "-sS", "-m", "8", "-o", "/dev/null", "http://www.public.example/");
    progress("connections and associations");
    const went = await tryAll(lab, triesOf(apps, amounts, seed));
    const { reached, refused, associations, silent } = went;
    for (const [what, tried] of Object.entries({ reached, refused, associations, silent })) {
      if (tried.right < tried.tried) failures.push(`${what}: ${missing(tried)}`);
    }
    if (refused.connect_p99_ms > REFUSED_P99_MS) failures.push(`refused after ${refused.connect_p99_ms} ms (p99)`);
    progress("what has left the laptop");
    const seen = await outer.told();
    if (seen.clear.length > 0) failures.push(`in clear on the outer link: ${seen.clear.slice(0, 5).join("; ")}`);
    if (seen.frames === 0) failures.push("the capture of the outer link is empty");
    const { apps: _, ...counts } = amounts;
    const figures = { apps: apps.length, names: counts.names * apps.length, ...went };
    return { figures: { ...figures, outer: { frames: seen.frames, clear: seen.clear.length } }, failures };
  } finally {
    await lab.close();
  }
}

const missing = ({ tried, right, wrong, failed, examples }: Tried): string =>
  `${right} of ${tried} right, ${wrong} wrong, failed ${JSON.stringify(failed)}, such as ${examples.join("; ")}`;

/** The tunnels themselves, by the thousand frames, are left out of what is kept of the outer link. */
function toGateways(): string {
  const each = (["pop-1", "pop-2"] as const).map((place) => {
    const [host, port] = gatewayAddress(place).split(":");
    return `(host ${host} and tcp port ${port})`;
  });
  return `not (${each.join(" or ")})`;
}

/** In the data centre, on every port of its addresses. */
async function openMirror(lab: ShowLab): Promise<void> {
  const hosts = Array.from({ length: MIRRORS.count }, (_, n) => datacentreHost(MIRRORS.first + n + 1));
  const lines = hosts.flatMap(({ v4, v6 }) => [
    `address add ${v4}/24 dev ${INNER}`,
    `address add ${v6}/64 dev ${INNER} nodad`,
  ]);
  const batch = join(lab.data, "mirror.ip");
  writeFileSync(batch, `${lines.join("\n")}\n`);
  await lab.must("datacentre", "ip", "-batch", batch);
  // Where bridges show frames to the packet filter, what it hands over is lost on the way up from the bridge.
  const alone = "for one in /proc/sys/net/bridge/bridge-nf-call-ip*tables; do [ ! -e $one ] || echo 0 >$one; done";
  await lab.must("datacentre", "sh", "-c", alone);
  const server = await lab.serve("mirror", "datacentre", [
    ...[process.execPath, "--disable-warning=ExperimentalWarning", join(LOAD, "mirror.ts")],
  ]);
  await untilSo(() => /\}\n/.test(server.words()));
  const ports = JSON.parse(server.words().split("\n")[0]!) as MirrorPorts;
  const rules = join(lab.data, "mirror.nft");
  writeFileSync(rules, rulesOf(hosts.map(({ v4 }) => v4).join(", "), hosts.map(({ v6 }) => v6).join(", "), ports));
  await lab.must("datacentre", "nft", "-f", rules);
}

const rulesOf = (v4: string, v6: string, { tcp4, tcp6, udp4, udp6 }: MirrorPorts): string => `table inet mirror {
  chain take {
    type filter hook prerouting priority mangle; policy accept;
    ip daddr { ${v4} } tcp flags & (fin | syn | rst | ack) == syn tproxy ip to 127.0.0.1:${tcp4} accept
    ip daddr { ${v4} } meta l4proto udp tproxy ip to 127.0.0.1:${udp4} accept
    ip6 daddr { ${v6} } tcp flags & (fin | syn | rst | ack) == syn tproxy ip6 to [::1]:${tcp6} accept
    ip6 daddr { ${v6} } meta l4proto udp tproxy ip6 to [::1]:${udp6} accept
  }
}
`;

/** Resolves when the laptop can reach the last of them. */
async function publish(lab: ShowLab, apps: readonly MirrorApp[]): Promise<void> {
  const file = join(lab.data, "mirror.yaml");
  const text = objectsOf(apps).map((one) => JSON.stringify(one));
  writeFileSync(file, text.join("\n---\n"));
  await lab.must("pop-1", "wayleave", "apply", "-f", file);
  const last = apps.at(-1)!;
  const { v4, v6 } = datacentreHost(MIRRORS.first + last.number);
  const port = String(last.ports.tcp[0]!.from);
  for (const host of [v4, v6]) {
    await untilSo(async () => (await lab.in("laptop", ["nc", "-w", "5", host, port])).stdout.startsWith(host), 60_000);
  }
}

async function tryAll(lab: ShowLab, tries: readonly Try[]): Promise<Went> {
  const file = join(lab.data, "tries.json");
  writeFileSync(file, JSON.stringify(tries));
  chmodSync(file, 0o644);
  const { exit, stdout, stderr } = await lab.in(
    "laptop",
    [process.execPath, "--disable-warning=ExperimentalWarning", join(LOAD, "anywhere.ts"), file],
    RUN_MS,
  );
  if (exit !== 0) throw new Error(`the program that tries all ended with ${exit}: ${stderr.slice(-1_000)}`);
  return JSON.parse(stdout) as Went;
}
