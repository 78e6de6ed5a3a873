/** What the tests of the HTTP interface share: the engine on a folder of its own, behind a port, and who asks it. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, openClickHouse } from "../../../io/clickhouse/client.ts";
import { BodyFiles } from "./bodies.ts";
import { Engine } from "./engine.ts";
import { openHttp } from "./http-listener.ts";
import { Pipes } from "./pipes.ts";
import { QUERIES_MAX, Turns } from "./turns.ts";

export const KEY = "a-key-of-the-tests";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** By default the request shows the key. */
  readonly key?: string | undefined;
}

export type Kit = Awaited<ReturnType<typeof openKit>>;

/** One a test file: the engine takes one folder for the whole process. */
export async function openKit() {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-embedded-"));
  const pipes = new Pipes(join(folder, "pipes"), QUERIES_MAX);
  const engine = new Engine(join(folder, "engine"), { serverMib: 768, queryMib: 384 }, pipes);
  const counters = { queries: 0, inserts: 0, inserted_bytes: 0, failed: 0, cancelled: 0 };
  const bodyFolder = join(folder, "bodies");
  const serving = { engine, turns: new Turns(), bodies: new BodyFiles(bodyFolder), ids: new Set<string>(), counters };
  const http = await openHttp({ listen: { host: "127.0.0.1", port: 0 }, key: KEY, serving });
  const clients: ClickHouseClient[] = [];
  const url = `http://127.0.0.1:${http.port}`;
  return {
    url,
    serving,
    refused: http.refused,
    ask: (target: string, asked?: Asked) => ask(url, target, asked),
    /** A statement by POST, and its answer's text. */
    sql: async (text: string, query = "") => (await ask(url, `/?database=wayleave${query}`, { body: text })).text,
    client: (more: Partial<Parameters<typeof openClickHouse>[0]> = {}) => {
      const client = openClickHouse({ url, key: KEY, database: "wayleave", ...more });
      clients.push(client);
      return client;
    },
    bodiesLeft: () => readdirSync(bodyFolder),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await http.close();
      const clean = await engine.close(10_000);
      rmSync(folder, { recursive: true, force: true });
      return clean;
    },
  };
}

function ask(url: string, target: string, { method, headers, body, key = KEY }: Asked = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const shown = key === "" ? {} : { "x-clickhouse-user": "default", "x-clickhouse-key": key };
  const asked = request(`${url}${target}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { ...shown, ...headers },
    agent: false,
  });
  asked.on("error", reject);
  asked.on("response", (response) => {
    const pieces: Buffer[] = [];
    response.on("data", (piece: Buffer) => pieces.push(piece));
    response.on("error", reject);
    response.on("end", () => {
      const whole = Buffer.concat(pieces);
      resolve({ status: response.statusCode!, headers: response.headers, body: whole, text: whole.toString() });
    });
  });
  asked.end(body);
  return promise;
}
