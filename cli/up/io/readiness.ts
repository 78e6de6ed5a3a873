/** Whether the whole system does its work: asked of the parts, then tried with real flows. */
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "../../../io/clock.ts";
import { errorText } from "../../../io/errors.ts";
import type { AdminClient } from "../../io/admin-client.ts";
import { CommandFault } from "../../io/fault.ts";
import { statusFile } from "../../layout.ts";
import { clickhouseAddress, known, local, type UpPlan } from "../part-config.ts";

const WITHIN_MS = 30_000;
const POLL_MS = 100;
const TRY_MS = 3000;

type Check = () => Promise<string | undefined>;

/** Resolves once every check passes, one after the other; rejects with the one that doesn't. */
export async function untilReady(plan: UpPlan, admin: AdminClient): Promise<void> {
  const checks: Check[] = [
    () => gatewaysFolded(plan, admin),
    () => clickhouseAnswers(plan),
    ...(plan.demo === undefined ? [] : [() => publisherAttached(plan, admin), () => agentHoldsSrp(plan)]),
    () => queryAnswers(admin),
    ...(plan.demo === undefined ? [] : [() => wikiAnswers(plan.ports.proxy), () => echoAnswers(plan.ports.proxy)]),
  ];
  const end = clock.now() + WITHIN_MS;
  for (const check of checks) {
    for (;;) {
      const missing = await check().catch((error: unknown) => errorText(error));
      if (missing === undefined) break;
      if (clock.now() > end) throw new CommandFault(`not ready within ${WITHIN_MS / 1000} s: ${missing}`);
      await sleep(POLL_MS);
    }
  }
}

async function gatewaysFolded(plan: UpPlan, admin: AdminClient): Promise<string | undefined> {
  for (const port of plan.ports.gateways) {
    const status = await admin.status(local(port));
    if (status?.ready !== true) return `the gateway at ${local(port)} has not folded the log to its end`;
  }
  return undefined;
}

/** A publisher hangs on the two nearest of the gateways that it knows. */
const ATTACHED = 2;

async function publisherAttached(plan: UpPlan, admin: AdminClient): Promise<string | undefined> {
  const gateways = known(plan).publisher.map((i) => local(plan.ports.gateways[i]!));
  const statuses = await Promise.all(gateways.map((gateway) => admin.status(gateway)));
  const without = gateways.filter((_, at) => (statuses[at]?.attachments ?? []).length === 0);
  if (gateways.length - without.length >= Math.min(ATTACHED, gateways.length)) return undefined;
  return `the publisher is not attached at ${without.join(", ")}`;
}

async function agentHoldsSrp(plan: UpPlan): Promise<string | undefined> {
  const file = statusFile(plan.layout, "agent");
  const status = JSON.parse(readFileSync(file, "utf8")) as { srp_version?: unknown };
  return Number(status.srp_version ?? 0) > 0 ? undefined : `the agent holds no SRP (${file})`;
}

function clickhouseAnswers(plan: UpPlan): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const address = clickhouseAddress(plan);
  const key = readFileSync(plan.layout.clickhouseKey, "utf8").trim();
  const asked = request(`http://${address}/?query=SELECT%201`, {
    headers: { "x-clickhouse-user": "default", "x-clickhouse-key": key },
    timeout: TRY_MS,
    agent: false,
  });
  asked.on("response", (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    answer.on("end", () => resolve(text === "1\n" ? undefined : `ClickHouse at ${address} says ${text.trim()}`));
  });
  asked.on("timeout", () => asked.destroy(new Error(`no answer within ${TRY_MS} ms`)));
  asked.on("error", (error) => resolve(`ClickHouse at ${address} does not answer: ${errorText(error)}`));
  asked.end();
  return promise;
}

async function queryAnswers(admin: AdminClient): Promise<string | undefined> {
  await admin.get("App");
  return undefined;
}

function wikiAnswers(proxy: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const asked = request({
    ...{ host: "127.0.0.1", port: proxy, path: "http://wiki.corp.example/", timeout: TRY_MS, agent: false },
    headers: { host: "wiki.corp.example" },
  });
  asked.on("response", (answer) => {
    answer.resume();
    const reason = answer.headers["wayleave-reason"] ?? "";
    resolve(answer.statusCode === 200 ? undefined : `the wiki answers ${answer.statusCode} ${String(reason)}`);
  });
  asked.on("timeout", () => asked.destroy(new Error(`no answer within ${TRY_MS} ms`)));
  asked.on("error", (error) => resolve(`the wiki does not answer: ${errorText(error)}`));
  asked.end();
  return promise;
}

function echoAnswers(proxy: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const target = "echo.corp.example:7";
  const asked = request({
    host: "127.0.0.1",
    port: proxy,
    method: "CONNECT",
    path: target,
    timeout: TRY_MS,
    agent: false,
  });
  asked.on("connect", (answer, socket) => {
    socket.on("error", (error: Error) => resolve(`the echo service does not answer: ${errorText(error)}`));
    if (answer.statusCode !== 200) {
      resolve(`the echo service answers ${answer.statusCode} ${String(answer.headers["wayleave-reason"] ?? "")}`);
      socket.destroy();
      return;
    }
    socket.setTimeout(TRY_MS, () => socket.destroy(new Error(`no answer within ${TRY_MS} ms`)));
    socket.once("data", () => {
      resolve(undefined);
      socket.end();
    });
    socket.write("wayleave\n");
  });
  asked.on("timeout", () => asked.destroy(new Error(`no answer within ${TRY_MS} ms`)));
  asked.on("error", (error) => resolve(`the echo service does not answer: ${errorText(error)}`));
  asked.end();
  return promise;
}
