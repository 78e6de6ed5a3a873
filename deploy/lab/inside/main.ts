/**
 * The lab's first process, in namespaces of its own: `main.ts ORDER`, with ORDER as JSON.
 *
 * It builds the lab, says what it does as JSON lines on standard output, and takes all of it down when its standard
 * input ends or says `stop`.
 *
 * Nothing in here outlives it: its namespace of processes ends with it, and with that everything else.
 */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { errorText } from "../../../io/errors.ts";
import { prepareEstate, startEstate } from "../io/estate.ts";
import { openLinks } from "../io/links.ts";
import { openPlaces, type Places, run } from "../io/places.ts";
import { LabProcess } from "../io/processes.ts";
import { type Order, STOP, type Told } from "../order.ts";
import type { Measured } from "../picture.ts";

const SERVICES = join(import.meta.dirname, "..", "services", "main.ts");
const PROBE = join(import.meta.dirname, "..", "probe", "main.ts");
const SERVED = ["internet", "datacentre", "office"] as const;
const PROBE_MS = 40_000;
/** Of the ten seconds that an end may take: first what hangs on gateways, then these. */
const STOP_LEAVES_MS = 4_000;
const STOP_GATEWAYS_MS = 4_000;

const order = JSON.parse(process.argv[2] ?? "null") as Order;
const tell = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`);
const say = (text: string): void => tell({ say: text });

const leaves: LabProcess[] = [];
const gateways: LabProcess[] = [];
let stopping = false;

process.stdout.on("error", () => process.exit(1));
createInterface({ input: process.stdin })
  .on("line", (line) => line === STOP && void stop())
  // Whoever asked for the lab is gone: nobody waits for an order in its end.
  .on("close", () => stopping || process.exit(1));

try {
  await build();
} catch (error) {
  if (!stopping) tell({ failed: errorText(error) });
}

async function build(): Promise<void> {
  const { data, shapes, seed, measure } = order;
  const places = await openPlaces(join(data, "places"));
  const links = await openLinks(places, shapes, join(data, "links"), seed);
  for (const link of links.processes)
    link.onEnd((how) => stopping || say(`${link.name} ended (${how}): ${link.words()}`));
  const preparing = prepareEstate(data, order);
  await Promise.all(SERVED.map((place) => serve(places, place)));
  say("the network stands");
  const measured = measure ? ((await probe(places, "ceiling")) as Measured) : undefined;
  await preparing;
  await startEstate(places, data, order, (part, started) => {
    (part.kind === "gateway" || part.kind === "clickhouse" ? gateways : leaves).push(started);
    started.onEnd((how) => stopping || say(`${started.name} ended (${how})`));
    say(`${started.name} is ready`);
  });
  await probe(places, "wiki");
  tell({ ready: { holders: places.holders, links: links.states, ...(measured === undefined ? {} : { measured }) } });
}

async function serve(places: Places, place: (typeof SERVED)[number]): Promise<void> {
  const words = [SERVICES, place, join(order.data, "places", place, "services.json")];
  const outputFile = join(order.data, "places", place, "services.log");
  await LabProcess.start({
    name: `services of ${place}`,
    command: places.inside(place, process.execPath, words),
    outputFile,
  });
}

async function probe(places: Places, what: "ceiling" | "wiki"): Promise<unknown> {
  return JSON.parse(await run(...places.inside("laptop", process.execPath, [PROBE, what]), "", PROBE_MS));
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all(leaves.map((one) => one.stop(STOP_LEAVES_MS)));
  await Promise.all(gateways.map((one) => one.stop(STOP_GATEWAYS_MS)));
  tell({ stopped: true });
  process.exit(0);
}
