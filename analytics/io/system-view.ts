/** Reads what `up` and the parts write, and asks every gateway for its status. */
import { readFile } from "node:fs/promises";
import { clock } from "../../io/clock.ts";
import { type Link, openLink } from "../../io/grpc/link.ts";
import { timeText } from "../../io/json-log.ts";
import { type Identity, readIdentity, readTrust, type Trust } from "../../io/pki/identity.ts";
import { ADMIN_PATHS, statusRequest, statusResponse } from "../../io/wire/admin.ts";
import type { AnalyticsConfig } from "../config.ts";
import { behind } from "../record-section.ts";
import type { GatewayView, PartView, SystemView } from "../status-page.ts";
import { RecordPeek } from "./record-peek.ts";

/** A gateway that hangs must not hold up the page. */
const DEADLINE_MS = 2000;

export class SystemReader {
  readonly #config: AnalyticsConfig;
  readonly #identity: Identity;
  readonly #trust: Trust;
  readonly #links = new Map<string, Link>();
  readonly #record: RecordPeek;

  constructor(config: AnalyticsConfig) {
    this.#config = config;
    this.#identity = readIdentity(config.identity);
    this.#record = new RecordPeek(config.clickhouse, this.#identity.spiffe.tenant);
    this.#trust = readTrust(config.trust);
  }

  async read(): Promise<SystemView> {
    const [run, own, peek, gateways] = await Promise.all([
      readJson(this.#config.runFile),
      readJson(this.#config.statusFile),
      this.#record.read(),
      Promise.all(this.#config.gateways.map((address) => this.#gateway(address))),
    ]);
    const listed = Array.isArray(run["parts"]) ? run["parts"].filter(isRecord) : [];
    const parts = await Promise.all(listed.map(partOf));
    const ready = gateways.every((one) => one.ready) && parts.every((part) => part.state === "ready");
    const nowUs = clock.wallUs();
    const waiting = { lag: lagOf(own), unshipped: gateways.map((one) => one.unshipped_events ?? undefined) };
    const { state, why, flows, newestMs } = peek;
    const record = { ...{ state, why, last_flows: flows }, ...behind(waiting, newestMs, nowUs / 1000) };
    return { at: timeText(nowUs), up: parts.length > 0, ready, parts, gateways, record };
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
    void this.#record.close();
  }

  async #gateway(address: string): Promise<GatewayView> {
    try {
      const answer = await this.#link(address).unary(ADMIN_PATHS.status, statusRequest.encode({}), DEADLINE_MS);
      return viewOf(address, statusResponse.decode(answer));
    } catch {
      return { ...NO_ANSWER, address };
    }
  }

  #link(target: string): Link {
    let link = this.#links.get(target);
    if (link === undefined) {
      link = openLink({ target, identity: this.#identity, trust: this.#trust });
      this.#links.set(target, link);
    }
    return link;
  }
}

const NO_ANSWER: GatewayView = {
  address: "",
  answers: false,
  gateway: "",
  ready: false,
  as_of: 0,
  log_end: 0,
  config_rev: 0,
  state_hash: "",
  sessions: [],
  attachments: [],
  refused: [],
  unshipped_events: null,
};

/** What this part's ingester says; undefined where it says nothing. */
function lagOf(status: Record<string, unknown>): number | undefined {
  const counters = isRecord(status["counters"]) ? status["counters"] : {};
  return typeof counters["lag"] === "number" ? counters["lag"] : undefined;
}

function viewOf(address: string, status: ReturnType<typeof statusResponse.decode>): GatewayView {
  return {
    address,
    answers: true,
    gateway: status.gateway ?? "",
    ready: status.ready ?? false,
    as_of: status.asOf ?? 0,
    log_end: status.logEnd ?? 0,
    config_rev: status.configRev ?? 0,
    state_hash: status.stateHash ?? "",
    sessions: (status.sessions ?? []).map((one) => {
      return {
        user: one.user ?? "",
        device: one.device ?? "",
        srp_version: one.srpVersion ?? 0,
        flows: one.flows ?? 0,
      };
    }),
    attachments: (status.attachments ?? []).map((one) => {
      return { publisher: one.publisher ?? "", idle: one.idle ?? 0, flows: one.flows ?? 0 };
    }),
    refused: (status.refused ?? []).map((one) => {
      return { listener: one.listener ?? "", reason: one.reason ?? "", count: one.count ?? 0 };
    }),
    unshipped_events: status.record?.unshipped ?? null,
  };
}

async function partOf(part: Record<string, unknown>): Promise<PartView> {
  const status = await readJson(String(part["status_file"] ?? ""));
  return {
    name: String(part["name"] ?? ""),
    kind: String(part["kind"] ?? ""),
    pid: Number(part["pid"] ?? 0),
    state: String(part["state"] ?? ""),
    restarts: Number(part["restarts"] ?? 0),
    listen: Array.isArray(part["listen"]) ? part["listen"].map(String) : [],
    refused: (isRecord(status["refused"]) ? status["refused"] : {}) as PartView["refused"],
    session: status["session"] ?? null,
    srp_version: status["srp_version"] ?? null,
  };
}

/** A part that has not written yet, or parts that were started by hand: nothing is known of them. */
async function readJson(file: string): Promise<Record<string, unknown>> {
  if (file === "") return {};
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
