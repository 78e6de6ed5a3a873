/**
 * record.3: hundreds of thousands of flows' events at the machine's highest rate, none missing, none twice.
 *
 * Then ClickHouse is stopped for two minutes: the spool stays bounded, then all is drained; a spool that is full by a
 * small bound: flows are refused, what may be dropped is dropped, both are counted, and nothing of what was said is
 * lost.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Operator } from "../../io/control/trial-operator.ts";
import { type Link, openLink } from "../../io/grpc/link.ts";
import { issue } from "../../io/pki/authority.ts";
import { type Identity, readIdentity, readTrust } from "../../io/pki/identity.ts";
import type { Estate } from "./estate.ts";
import { Device } from "./flood/device.ts";
import { smallSpool } from "./flood/small-spool.ts";
import { LOAD_HOST, LOAD_PORT, startLoadEstate } from "./load-estate.ts";

/** Flows at once: enough to keep both cores busy. */
const AT_ONCE = 128;
/** While ClickHouse is away. */
const GENTLE_AT_ONCE = 4;
/** What a spool may hold while its log takes events: the log, not the spool, waits for ClickHouse. */
const SPOOL_BYTES_MAX = 64 * 1024 * 1024;
const DRAIN_WITHIN = "120s";

export async function show({ short, seed, progress }: { short: boolean; seed: number; progress: (t: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = { seed };
  const count = short ? 5_000 : 200_000;
  const load = await startLoadEstate();
  const folder = mkdtempSync(join(tmpdir(), "wayleave-flood-"));
  const links: Link[] = [];
  const link = (identity: Identity): Link => {
    const { estate } = load;
    const trust = readTrust(join(estate.data, "pki", "trust"));
    const made = openLink({ target: estate.runFile().endpoints.gateways[0]!, identity, trust });
    links.push(made);
    return made;
  };
  try {
    const { estate } = load;
    const operator = new Operator(link(readIdentity(join(estate.data, "keys", "operator"))));
    const device = await Device.hello(link(await deviceOf(estate, folder)));
    progress(`${count} flows at the highest rate`);
    const flood = await many(device, count, AT_ONCE, (done) => progress(`${done} flows`));
    Object.assign(figures, { flows: count, flows_per_s: flood.perSecond, answers: flood.answers });
    if (flood.answers["opened"] !== count) failures.push(`not every flow went well: ${JSON.stringify(flood.answers)}`);
    figures["events"] = await complete(estate, failures, "after the flood");
    const stop = await stopped(estate, operator, device, short ? 10_000 : 120_000, progress);
    Object.assign(figures, { flows_while_stopped: stop.flows, spool_bytes_most: stop.most });
    if (stop.most > SPOOL_BYTES_MAX) failures.push(`the spool held ${stop.most} bytes while ClickHouse was stopped`);
    await complete(estate, failures, "after ClickHouse was stopped");
  } catch (error) {
    failures.push(String((error as Error).stack ?? error));
  } finally {
    for (const one of links) one.close();
    await load.stop();
    rmSync(folder, { recursive: true });
  }
  progress("a spool of a small bound, its log held by another");
  const small = await smallSpool().catch((error: unknown) => ({ figures: {}, failures: [String(error)] }));
  return { figures: { ...figures, small_spool: small.figures }, failures: [...failures, ...small.failures] };
}

/** The demo's device, at a second place: the authority of the estate is at hand. */
async function deviceOf(estate: Estate, folder: string): Promise<Identity> {
  const authority = join(estate.data, "pki");
  return issue({ authority, role: "device", tenant: "demo", id: "demo-laptop", folder: join(folder, "device") });
}

async function many(device: Device, count: number, atOnce: number, told: (done: number) => void) {
  const answers: Record<string, number> = {};
  const from = performance.now();
  let begun = 0;
  const lane = async () => {
    while (begun < count) {
      begun += 1;
      if (begun % 20_000 === 0) told(begun);
      const answer = await device.flow(LOAD_HOST, LOAD_PORT);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { answers, perSecond: Math.round(count / ((performance.now() - from) / 1000)) };
}

/** Events stored, by `completeness`, which also says whether any is missing or there twice. */
async function complete(estate: Estate, failures: string[], when: string): Promise<number> {
  const ran = await estate.wayleave("completeness", "-o", "json", "--within", DRAIN_WITHIN);
  if (ran.exit !== 0) failures.push(`${when}: completeness: exit ${ran.exit}: ${ran.stdout}${ran.stderr}`);
  const { sources } = JSON.parse(ran.stdout) as { sources: { stored: number }[] };
  return sources.reduce((sum, { stored }) => sum + stored, 0);
}

/** ClickHouse does nothing for so long while flows go on: the most that the spool held. */
async function stopped(
  estate: Estate,
  operator: Operator,
  device: Device,
  ms: number,
  progress: (text: string) => void,
): Promise<{ most: number; flows: number }> {
  const { pid } = estate.runFile().parts.find(({ kind }) => kind === "clickhouse")!;
  progress(`ClickHouse is stopped for ${ms / 1000} s`);
  process.kill(pid, "SIGSTOP");
  let [most, flows] = [0, 0];
  try {
    for (const end = performance.now() + ms; performance.now() < end; ) {
      const { answers } = await many(device, 100, GENTLE_AT_ONCE, () => {});
      if (answers["opened"] !== 100)
        throw new Error(`flows failed while ClickHouse was away: ${JSON.stringify(answers)}`);
      flows += 100;
      most = Math.max(most, (await operator.status()).record?.spoolBytes ?? 0);
    }
  } finally {
    process.kill(pid, "SIGCONT");
  }
  return { most, flows };
}
