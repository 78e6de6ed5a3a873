/**
 * Programs that remember what they were told, to hold the record against it.
 *
 * Each connection goes to a name of its own, so that its rows can be found among all others. Then the record is held
 * against what the programs know.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dialThrough } from "../../load-app.ts";
import type { Estate } from "../estate.ts";
import { publish } from "../publish.ts";

const ALLOWED = "told.corp.example";
const BLOCKED = "denied.corp.example";
const PORT = 9;
/** SOCKS reply of a policy's refusal (RFC 1928: connection not allowed by ruleset). */
const BY_POLICY = "SOCKS reply 2";

/** What a program was told of its connection: an answer of success, a policy's refusal, any other failure. */
export type Told = "success" | "policy" | "failed" | "hung";

/** The fields of a row that are looked at. */
export interface Row {
  readonly host: string;
  readonly flow_status: string;
  readonly action: string;
  readonly policy: string | null;
  readonly client_bytes: number;
  readonly publisher_name: string | null;
}

export class ToldFlows {
  readonly #estate: Estate;
  readonly told = new Map<string, Told>();
  #next = 0;

  private constructor(estate: Estate) {
    this.#estate = estate;
  }

  /** Publishes the load app under names without number, allowed and blocked. */
  static async publishedAt(estate: Estate, appPort: number): Promise<ToldFlows> {
    const at = { port: PORT, origin: appPort };
    await publish(estate, [{ name: "told", host: `*.${ALLOWED}`, ...at }]);
    const file = join(estate.data, "denied.yaml");
    const app = {
      hosts: [`*.${BLOCKED}`],
      ports: [`tcp/${PORT}`],
      publishers: ["demo-publisher"],
      origin: `127.0.0.1:${appPort}`,
    };
    const documents = [
      { kind: "App", name: "denied", spec: app },
      { kind: "Policy", name: "nobody", spec: { order: 1, action: "block", apps: ["denied"] } },
    ];
    // JSON is YAML.
    writeFileSync(file, documents.map((one) => JSON.stringify(one)).join("\n---\n"));
    const applied = await estate.wayleave("apply", "-f", file);
    if (applied.exit !== 0) throw new Error(`apply failed: ${applied.stderr}${applied.stdout}`);
    return new ToldFlows(estate);
  }

  /** One connection that says a line, hears it, lives for so long, and ends; or is refused. Never rejects. */
  async live(ms: number, blocked: boolean, hangMs: number): Promise<Told> {
    this.#next += 1;
    const host = `f${this.#next}.${blocked ? BLOCKED : ALLOWED}`;
    const told = await this.#connect(host, ms, hangMs);
    this.told.set(host, told);
    return told;
  }

  async #connect(host: string, ms: number, hangMs: number): Promise<Told> {
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), hangMs);
    const dialling = dialThrough(this.#estate.proxy, host, PORT);
    try {
      const socket = await Promise.race([dialling, late.promise]);
      if (socket === "late") return "hung";
      socket.on("error", () => {});
      socket.resume();
      socket.write("echo\nhello\n");
      await new Promise((resolve) => setTimeout(resolve, ms));
      const closed = new Promise((resolve) => (socket.destroyed ? resolve(0) : socket.once("close", resolve)));
      socket.end();
      const bound = setTimeout(() => socket.destroy(), hangMs);
      await closed;
      clearTimeout(bound);
      return "success";
    } catch (error) {
      return String(error).includes(BY_POLICY) ? "policy" : "failed";
    } finally {
      clearTimeout(timer);
      dialling.catch(() => {});
    }
  }

  /** What the rows say otherwise than the programs; empty when the promise holds. `final`: no flow lives any more. */
  against(rows: readonly Row[]): string[] {
    const byHost = new Map<string, Row[]>();
    for (const row of rows) byHost.set(row.host, [...(byHost.get(row.host) ?? []), row]);
    const wrong: string[] = [];
    for (const [host, told] of this.told) {
      const found = byHost.get(host) ?? [];
      const closed = found.filter((row) => row.flow_status === "closed");
      const mustHave = told === "success" || told === "policy";
      if (mustHave && (found.length !== 1 || closed.length !== 1)) {
        wrong.push(`${host}, told ${told}: ${found.length} rows, ${closed.length} closed`);
      }
      if (!mustHave && found.length > 1) wrong.push(`${host}, told ${told}: ${found.length} rows`);
      for (const row of found) wrong.push(...contradictions(host, told, row));
    }
    return wrong;
  }

  /** The names of connections that have a row in the end. */
  isMine(host: string): boolean {
    return host.endsWith(`.${ALLOWED}`) || host.endsWith(`.${BLOCKED}`);
  }
}

function contradictions(host: string, told: Told, row: Row): string[] {
  const blocked = host.endsWith(`.${BLOCKED}`);
  if (told === "success" && row.action !== "allow") return [`${host} was opened, its row says ${row.action}`];
  if (told !== "policy") return [];
  if (!blocked || row.action !== "block" || row.policy !== "nobody") return [`${host} was refused, its row is another`];
  if (row.client_bytes !== 0 || row.publisher_name !== null) return [`${host} was refused, its row has bytes`];
  return [];
}
