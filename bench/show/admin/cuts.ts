/** Live flows through an estate's proxy, and how long after a revocation each of them ends. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Operator } from "../../../io/control/trial-operator.ts";
import { type Estate, until } from "../estate.ts";

const FLOWS = 5;
const ANSWER_MS = 5_000;
const AGAIN_WITHIN_MS = 60_000;
/** From the command on. */
export const CUT_WITHIN_MS = 2_000;

export interface Case {
  readonly kind: "User" | "Device" | "Publisher";
  readonly name: string;
  /** As it stands before and after. */
  readonly object: object;
}

export const CASES: readonly Case[] = [
  {
    ...{ kind: "User", name: "sam@corp.example" },
    object: { name: "sam@corp.example", user: { email: "sam@corp.example", groups: ["engineering"] } },
  },
  {
    ...{ kind: "Device", name: "demo-laptop" },
    object: { name: "demo-laptop", device: { user: "sam@corp.example", classification: "managed" } },
  },
  { kind: "Publisher", name: "demo-publisher", object: { name: "demo-publisher", publisher: { weight: 1 } } },
];

/** A flow to the echo app, by CONNECT; undefined where the proxy refuses it. */
async function openFlow(proxy: string): Promise<Socket | undefined> {
  const [host = "", port = ""] = proxy.split(":");
  const socket = connect({ host, port: Number(port) });
  socket.on("error", () => {});
  const late = setTimeout(() => socket.destroy(), ANSWER_MS);
  try {
    socket.write("CONNECT echo.corp.example:7 HTTP/1.1\r\nHost: echo.corp.example:7\r\n\r\n");
    const head = await firstOf(socket);
    if (!head.startsWith("HTTP/1.1 200")) {
      socket.destroy();
      return undefined;
    }
    socket.write("hello");
    if (!(await firstOf(socket)).includes("hello")) throw new Error("no echo");
    return socket;
  } finally {
    clearTimeout(late);
  }
}

async function firstOf(socket: Socket): Promise<string> {
  return Promise.race([once(socket, "data").then(([data]) => String(data)), closed(socket)]).catch(() => "closed");
}

/** In order or by a reset: either way the flow is over. */
const closed = (socket: Socket): Promise<"closed"> =>
  new Promise((resolve) => (socket.closed ? resolve("closed") : socket.once("close", () => resolve("closed"))));

export interface Cut {
  readonly what: string;
  /** Of the flow that lived longest. */
  readonly ms: number;
  readonly recorded: boolean;
}

/** `away`: with the control log's write lock held, by `revoke --now`. */
export async function cut(
  estate: Estate,
  operator: Operator,
  { kind, name, object }: Case,
  away: boolean,
): Promise<{ readonly cut: Cut; readonly failures: readonly string[] }> {
  const what = `${kind} ${away ? "--now, log away" : "by the log"}`;
  const failures: string[] = [];
  const flows = await Promise.all(
    Array.from({ length: FLOWS }, () => until("a flow", () => openFlow(estate.proxy), AGAIN_WITHIN_MS)),
  );
  const held = away ? holdLog(estate) : undefined;
  let [ms, recorded] = [Number.POSITIVE_INFINITY, false];
  try {
    const from = performance.now();
    const ended = Promise.all(flows.map(closed));
    const late = new Promise<"late">((resolve) => setTimeout(resolve, CUT_WITHIN_MS * 3, "late").unref());
    const asked = operator.revoke(kind, name, away);
    if ((await Promise.race([ended, late])) === "late") failures.push(`${what}: flows still live`);
    ms = Math.round(performance.now() - from);
    if (ms > CUT_WITHIN_MS) failures.push(`${what}: the last flow ended after ${ms} ms`);
    const answer = await asked;
    recorded = answer.recorded;
    const silent = answer.told.filter(({ denies }) => !denies);
    if (silent.length > 0) failures.push(`${what}: not enforced by ${silent.map(({ gateway }) => gateway).join(", ")}`);
    if (away && recorded) failures.push(`${what}: recorded, though nobody can append`);
    if ((await openFlow(estate.proxy)) !== undefined) failures.push(`${what}: a new flow was let in`);
  } finally {
    for (const flow of flows) flow.destroy();
    held?.();
  }
  // What could not be written then is written by the gateway itself.
  await until(
    `${what}: the log to tell it`,
    async () => (await operator.denied(kind, name)) || undefined,
    AGAIN_WITHIN_MS,
  );
  await operator.apply([object]);
  await until("a flow after it was restored", () => openFlow(estate.proxy), AGAIN_WITHIN_MS).then((flow) =>
    flow.destroy(),
  );
  return { cut: { what, ms, recorded }, failures };
}

/** Nobody can append to either log until the returned function is called. */
function holdLog(estate: Estate): () => void {
  const log = new DatabaseSync(join(estate.data, "log", "log.sqlite"));
  log.exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
  return () => {
    log.exec("ROLLBACK");
    log.close();
  };
}
