/**
 * capture.6: of capture.1's programs `wayleave capture` writes a file in which tshark finds no malformed frame, no
 * wrong checksum and no gap. Follow-Stream gives the bytes that the kernel carried between each program and the agent,
 * and those that some programs have kept themselves. Each flow's comment agrees with its row. By stub names, by names
 * that publishers know, and by address; of programs under `wayleave run`, too, of a connection that was open before,
 * and of questions by TCP.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readBack } from "../../io/pcapng/read-back.ts";
import { damaged } from "./lab/damaged.ts";
import { type Datagrams, Dissected, type Sides } from "./lab/dissected.ts";
import { commentFaults, type Told, toldIn } from "./lab/flow-comments.ts";
import { ShowLab } from "./lab/in-place.ts";
import { type Known, OpenBefore, runKnown } from "./lab/known-bytes.ts";
import { Overheard } from "./lab/overheard.ts";
import type { MadeFlow } from "./lab/programs.ts";
import { type Doing, ranAll, seenAll } from "./lab/ran-all.ts";
import { DATAGRAM_ENDS, STREAM_ENDS, sameDatagrams, sameStreams, UNLIKE_MAX } from "./lab/same-bytes.ts";
import { openWorkshop } from "./lab/workshop.ts";
import type { Shown, ShowOptions } from "./main.ts";

const FEW = [
  ...["curl by name", "curl by IPv6 address", "rsync by name", "psql by address", "ssh by name"],
  ...["iperf3 over UDP by name", "dig A", "dig SRV"],
];
const STUB_MODE = "wiki.corp.example";
const PUBLISHER_MODE = "portal.corp.example";

export async function show({ short, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  progress("a lab that keeps the record");
  const lab = await ShowLab.open();
  try {
    progress("its servers");
    const doing: Doing = { lab, workshop: await openWorkshop(lab), failures, progress };
    const before = await OpenBefore.begin(lab);
    const overheard = await Overheard.begin(lab);
    const { flows } = await ranAll(doing, short ? FEW : undefined);
    if (!short) flows.push(...(await seenAll(doing)).flows);
    const known = await runKnown(lab, progress);
    for (const name of [STUB_MODE, PUBLISHER_MODE]) await lab.must("laptop", "dig", "+tcp", "+time=5", name);
    const late = await before.goOn();
    const lost = await overheard.end();
    if (lost !== undefined) failures.push(`what the loopback carried is not whole: ${lost}`);
    progress("what tshark says of the file");
    const figures = await held({ overheard, flows, known, late, failures });
    progress("the rows of its flows");
    failures.push(...(await commentFaults(lab, figures.told)));
    return { figures: { ...figures, told: figures.told.length }, failures };
  } finally {
    await lab.close();
  }
}

interface Material {
  readonly overheard: Overheard;
  readonly flows: readonly MadeFlow[];
  readonly known: readonly Known[];
  /** Open before the capture. */
  readonly late: Known;
  readonly failures: string[];
}

async function held({ overheard, flows, known, late, failures }: Material) {
  const [file, loopback] = [new Dissected(overheard.file), new Dissected(overheard.loopback)];
  const { packets, counts } = readBack(readFileSync(overheard.file));
  if (counts?.dropped !== 0) failures.push(`of the file's packets ${counts?.dropped} are not in it`);
  failures.push(...(await file.faults()).slice(0, UNLIKE_MAX));
  failures.push(...(await unfound(overheard.file)));
  const [connections, carried] = [await file.connections(), await loopback.connections(STREAM_ENDS)];
  const streams = sameStreams(captured(connections, known), carried);
  failures.push(...streams.faults);
  const joined = await file.openBefore();
  failures.push(...sameStreams(joined, await loopback.openBefore(STREAM_ENDS)).faults);
  const [datagrams, brought] = [await file.datagrams(), await loopback.datagrams(DATAGRAM_ENDS)];
  failures.push(...sameDatagrams(capturedDatagrams(datagrams, known), brought));
  failures.push(...knownFaults(known, connections, datagrams), ...knownFaults([late], joined, new Map()));
  const [comments, names] = [await file.comments(), await file.names()];
  const told = toldIn(comments);
  failures.push(...untold(told, flows));
  for (const name of [STUB_MODE, PUBLISHER_MODE]) {
    if (![...names.values()].includes(name)) failures.push(`the file names no address ${name}`);
    if (!comments.includes(`question for ${name}`)) failures.push(`the file has no question for ${name}`);
  }
  if (!comments.includes("questions by TCP")) failures.push("the file has no questions by TCP");
  if (!comments.some((one) => one.endsWith(", open before the capture"))) failures.push("no flow was open before");
  return {
    ...{ packets: packets.length, connections: connections.length, known: known.length },
    bytes: connections.reduce((sum, { client, server }) => sum + client.length + server.length, 0),
    unread: streams.unread,
    datagrams: [...datagrams.values()].flat().length,
    names: Object.fromEntries(names),
    told,
  };
}

/** tshark is known to find what the file must not have. */
async function unfound(file: string): Promise<string[]> {
  const failures: string[] = [];
  for (const { kind, file: bytes } of damaged(readFileSync(file))) {
    const copy = `${file}.damaged`;
    writeFileSync(copy, bytes);
    const faults = await new Dissected(copy).faults();
    if (!faults.some((fault) => fault.startsWith(`${kind}: `))) failures.push(`tshark doesn't find: ${kind}`);
  }
  return failures;
}

/** Each flow that a program has made has a comment of its own; one whose program was not found in time names none. */
function untold(told: readonly Told[], flows: readonly MadeFlow[]): string[] {
  const left = [...told];
  return flows.flatMap((flow) => {
    const isOf = ({ host, port, program = flow.process }: Told) =>
      host === flow.host && port === flow.port && program === flow.process;
    const at = left.findIndex(isOf);
    if (at >= 0) left.splice(at, 1);
    return at >= 0 ? [] : [`no comment of ${JSON.stringify(flow)}`];
  });
}

/** Without those that the laptop's own loopback has not carried: what they said is known by their bytes. */
function captured(connections: readonly Sides[], known: readonly Known[]): Sides[] {
  const left = [...connections];
  for (const { apart, sent, got } of known) {
    const isIt = ({ client, server }: Sides) => client.equals(sent) && server.equals(got);
    const at = apart ? left.findLastIndex(isIt) : -1;
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

function capturedDatagrams(datagrams: Datagrams, known: readonly Known[]): Datagrams {
  const apart = known
    .filter((one) => one.apart)
    .flatMap(({ sent, got }) => [sent.toString("hex"), got.toString("hex")]);
  return new Map([...datagrams].filter(([, sent]) => !apart.includes(sent.join(""))));
}

function knownFaults(known: readonly Known[], connections: readonly Sides[], datagrams: Datagrams): string[] {
  const streams = connections.map(({ client, server }) => [client, server]);
  return known.flatMap(({ program, host, protocol, sent, got }) => {
    const sides = protocol === "tcp" ? streams : pairs(datagrams);
    if (sides.some(([client, server]) => client?.equals(sent) && server?.equals(got))) return [];
    const what = `${program} to ${host} over ${protocol}`;
    return [`${what}: the ${sent.length} bytes it sent and the ${got.length} it got are not in the file as they are`];
  });
}

/** Of an association both ways, each as one. */
function pairs(datagrams: Datagrams): Buffer[][] {
  return [...datagrams].map(([ends, sent]) => {
    const back = datagrams.get(ends.split(" > ").toReversed().join(" > ")) ?? [];
    return [Buffer.from(sent.join(""), "hex"), Buffer.from(back.join(""), "hex")];
  });
}
