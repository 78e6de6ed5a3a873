/**
 * The thread on which the past is folded and decisions are made once more: it has its own view of the log, so that the
 * loop that moves bytes is asked for nothing but messages.
 */
import { parentPort, workerData } from "node:worker_threads";
import { type ControlState, tenantOf } from "../../../core/control/state.ts";
import { configures } from "../../../core/history/configurations.ts";
import { type Compiled, compile } from "../../../core/policy/compile.ts";
import { explain } from "../../../core/policy/explain.ts";
import { clock } from "../../../io/clock.ts";
import { Snapshots } from "../../../io/control/snapshots.ts";
import { NoSuchMoment } from "../../../io/control/state-at.ts";
import { openJsonLog } from "../../../io/json-log.ts";
import { LogFault } from "../../../io/log/event-log.ts";
import { openLog } from "../../../io/log/open-log.ts";
import { decodeControlEvent } from "../../../io/wire/control-event.ts";
import { decodeAsked, encodeExplained, readConfigurationResponse } from "../../../io/wire/explain.ts";
import { MalformedMessage } from "../../../io/wire/message-codec.ts";
import { History } from "./history.ts";
import type { FromHistory, HistoryData, ToHistory, Travel } from "./history-messages.ts";
import { diffAnswer, routesAnswer } from "./travel-routes.ts";

const port = parentPort!;
const { gateway, log: config, snapshots } = workerData as HistoryData;
const log = await openLog(config, `${gateway}-history`);
const said = openJsonLog({ service: "wayleave-gateway" });
const history = new History(
  log,
  // The main thread has judged them at its start, and counts there.
  snapshots === undefined ? undefined : new Snapshots({ folder: snapshots, log: said, count: () => {} }),
);

/** The last that was compiled for each tenant: the next one takes over what has not changed. */
const compiled = new Map<string, Compiled>();
/** Tenants are few, each may be large. */
const COMPILED_MAX = 8;

function compiledOf(tenant: string, state: ControlState): Compiled {
  const made = compile(tenantOf(state, tenant), state.asOf, compiled.get(tenant));
  compiled.delete(tenant);
  compiled.set(tenant, made);
  if (compiled.size > COMPILED_MAX) compiled.delete(compiled.keys().next().value!);
  return made;
}

async function explained(tenant: string, request: Uint8Array): Promise<Buffer> {
  const { question, moment } = decodeAsked(request);
  const { state, timeUs } = await history.at(moment);
  const atUs = moment === "now" ? clock.wallUs() : timeUs;
  return encodeExplained(gateway, explain(question, compiledOf(tenant, state), atUs), timeUs);
}

const ANSWERS: Readonly<Record<Travel, (tenant: string, request: Uint8Array) => Promise<Uint8Array>>> = {
  explain: explained,
  routes: (tenant, request) => routesAnswer(history, gateway, tenant, request),
  diff: (tenant, request) => diffAnswer(history, gateway, tenant, request),
};

/** Told at once: what is larger is cut. */
const PART_BYTES = 256 * 1024;
type Part = Parameters<typeof readConfigurationResponse.encode>[0];
type Records = NonNullable<Part["records"]>;

/** Who waits for a part to be taken; rejected where nobody takes it any more. */
const waiting = new Map<number, PromiseWithResolvers<void>>();

async function tellConfiguration(id: number, tenant: string): Promise<void> {
  let records: Records = [];
  let bytes = 0;
  const flush = async (more: Part = {}): Promise<void> => {
    const part = readConfigurationResponse.encode({ records, ...more });
    [records, bytes] = [[], 0];
    const taken = Promise.withResolvers<void>();
    waiting.set(id, taken);
    tell({ id, is: "part", part });
    await taken.promise;
  };
  const last = await history.read(async (batch) => {
    for (const { offset, appendTimeUs, value } of batch) {
      if (!isPart(value, tenant)) continue;
      records.push({ offset, appendTimeUs, event: value });
      bytes += value.length + 32;
      if (bytes >= PART_BYTES) await flush();
    }
  });
  await flush({ asOf: Math.max(last, 0) });
}

/** What can't be read changes nothing, as in the gateways' own fold. */
function isPart(value: Uint8Array, tenant: string): boolean {
  try {
    return configures(decodeControlEvent(value), tenant);
  } catch {
    return false;
  }
}

const tell = (message: FromHistory): void => port.postMessage(message);

function faultOf(error: unknown): Extract<FromHistory, { is: "failed" }>["fault"] {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof MalformedMessage || error instanceof NoSuchMoment) return { status: "invalid", text };
  if (error instanceof LogFault) return { status: "away", text: `the control log can't be read: ${text}` };
  return { status: "broken", text };
}

/** One after the other: each may fold a good part of the log. */
let turn: Promise<void> = Promise.resolve();

port.on("message", (message: ToHistory) => {
  const { id } = message;
  if (message.is === "more") return waiting.get(id)?.resolve();
  if (message.is === "stop") return waiting.get(id)?.reject(new Error("nobody reads it any more"));
  const failed = (error: unknown): void => tell({ id, is: "failed", fault: faultOf(error) });
  if (message.is === "configuration") {
    tellConfiguration(id, message.tenant)
      .then(() => tell({ id, is: "end" }), failed)
      .finally(() => waiting.delete(id));
    return;
  }
  const { is, tenant, request } = message;
  turn = turn.then(async () => tell({ id, is: "answer", answer: await ANSWERS[is](tenant, request) })).catch(failed);
});
tell({ id: 0, is: "ready" });
