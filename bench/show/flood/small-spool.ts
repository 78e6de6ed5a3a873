/**
 * A gateway whose spool has a small bound, while another process holds its log.
 *
 * What the spool has no room for refuses its flow or is dropped, both counted; when the log comes back all that was
 * said is in it, each event once.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NETWORK_TOPIC } from "../../../core/record/network-event.ts";
import { Trial } from "../../../io/control/trial.ts";
import { eventually, type Operator } from "../../../io/control/trial-operator.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import { decodeNetworkEvent } from "../../../io/wire/network-event.ts";
import { Device } from "./device.ts";

/** Of the shows' own range of ports. */
const PORT = 19_443;
const BOUND_BYTES = 1024 * 1024;
const AT_ONCE = 64;
/** Several times as many as the bound has room for. */
const FLOWS_MAX = 20_000;
const REFUSALS_WANTED = 500;
const FULL = "CGW_LIMIT_RECORD";
const WITHIN_MS = 60_000;

export async function smallSpool() {
  const failures: string[] = [];
  const trial = await Trial.open();
  let held: DatabaseSync | undefined;
  try {
    const spool = { folder: join(trial.folder, "small-spool"), bytes: BOUND_BYTES };
    await trial.gateway("g1", PORT, ["client", "publisher"], { spool });
    const operator = await trial.operator(PORT);
    await operator.apply(objects());
    const device = await Device.hello(await trial.link("device", "laptop", PORT));
    held = new DatabaseSync(join(trial.folder, "log", "log.sqlite"));
    held.exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
    const answers = await untilFull(device);
    const most = (await operator.status()).record?.spoolBytes ?? 0;
    if (most > BOUND_BYTES) failures.push(`the spool holds ${most} bytes, its bound is ${BOUND_BYTES}`);
    if ((answers[FULL] ?? 0) < REFUSALS_WANTED) failures.push(`only ${answers[FULL] ?? 0} flows were refused`);
    const refused = await operator.counter(`flows_refused_${FULL}`);
    if (refused !== answers[FULL]) failures.push(`${answers[FULL]} flows were refused, status counts ${refused}`);
    held.exec("ROLLBACK");
    held.close();
    held = undefined;
    await eventually(
      async () => (await drained(operator)) && (await device.flow("wiki.corp.example", 81)) !== FULL,
      WITHIN_MS,
    );
    await eventually(() => drained(operator), WITHIN_MS);
    const dropped = Number((await operator.status()).record?.dropped["near-miss"] ?? 0);
    if (dropped === 0) failures.push("no near miss was dropped, or none was counted");
    const topic = await read(join(trial.folder, "log"));
    const decided = Object.entries(answers).reduce((sum, [code, n]) => (code === FULL ? sum : sum + n), 0);
    if (topic.gaps > 0 || topic.doubles > 0)
      failures.push(`the topic has ${topic.gaps} gaps, ${topic.doubles} doubles`);
    if (topic.decided < decided) failures.push(`${decided} flows were answered, ${topic.decided} decisions are there`);
    return {
      figures: { answers, spool_bytes: most, bound: BOUND_BYTES, near_misses_dropped: dropped, ...topic },
      failures,
    };
  } finally {
    held?.close();
    await trial.close();
  }
}

const drained = async (operator: Operator) => {
  const { record } = await operator.status();
  return record !== null && record !== undefined && record.unshipped === 0;
};

/** Flows to a port that no app has: each is decided, and is a near miss besides. */
async function untilFull(device: Device): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  let begun = 0;
  const lane = async () => {
    while (begun < FLOWS_MAX && (answers[FULL] ?? 0) < REFUSALS_WANTED) {
      begun += 1;
      const answer = await device.flow("wiki.corp.example", 81);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return answers;
}

/** What reached the network log: gaps and doubles in the sequences of the one source, decisions told. */
async function read(folder: string): Promise<{ events: number; gaps: number; doubles: number; decided: number }> {
  const log = await openEmbeddedLog(folder);
  const [end, seen] = [await log.endOffset(NETWORK_TOPIC), new Set<number>()];
  let [doubles, decided] = [0, 0];
  await new Promise<void>((resolve, reject) => {
    const follower = log.follow(NETWORK_TOPIC, 0, 0, (records) => {
      for (const { value } of records) {
        const { sequence, fact } = decodeNetworkEvent(value);
        if (seen.has(sequence)) doubles += 1;
        seen.add(sequence);
        if (fact.type === "flow-decided") decided += 1;
      }
      if (records.at(-1)!.offset + 1 < end) return;
      follower.close();
      resolve();
    });
    follower.done.catch(reject);
  });
  await log.close();
  return { events: seen.size, gaps: Math.max(...seen) - seen.size, doubles, decided };
}

const objects = (): unknown[] => [
  { name: "settings", settings: { privateDomains: ["corp.example"] } },
  { name: "sam", user: { email: "sam@corp.example" } },
  { name: "laptop", device: { user: "sam", classification: "managed" } },
  { name: "p1", publisher: { weight: 1 } },
  {
    name: "wiki",
    app: { hosts: ["wiki.corp.example"], ports: [{ protocol: "tcp", from: 80, to: 80 }], publishers: ["p1"] },
  },
  { name: "all", policy: { order: 10, action: "allow", users: ["sam"] } },
];
