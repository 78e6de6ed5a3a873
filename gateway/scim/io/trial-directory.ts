/** For tests: a gateway's SCIM service on a real log, and the requests of directories. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOTHING_SAID } from "../../../core/config/defaults.ts";
import type { ConfigObject } from "../../../core/config/object.ts";
import { tenantOf } from "../../../core/control/state.ts";
import type { NetworkFact } from "../../../core/record/network-event.ts";
import { SHARED } from "../../../core/tenancy.ts";
import { ControlLog } from "../../../io/control/control-log.ts";
import { openJsonLog } from "../../../io/json-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { openScim, type ScimListener } from "./scim-listener.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service answers is what tests look at.
  readonly body: any;
}

export const tokenOf = (tenant: string): string => `token-of-${tenant}-0123456789`;
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

export class TrialDirectory {
  readonly control: ControlLog;
  readonly recorded: { readonly tenant: string; readonly fact: NetworkFact }[];
  readonly #events: EventLog;
  readonly #scim: ScimListener;
  readonly #folder: string;

  private constructor(
    o: Pick<TrialDirectory, "control" | "recorded">,
    events: EventLog,
    scim: ScimListener,
    folder: string,
  ) {
    this.control = o.control;
    this.recorded = o.recorded;
    this.#events = events;
    this.#scim = scim;
    this.#folder = folder;
  }

  /** Each tenant has a directory "idp" and its token; all have the same groups and rules to begin with. */
  static async open(tenants: readonly string[]): Promise<TrialDirectory> {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-scim-"));
    mkdirSync(join(folder, "log"));
    const events = await openEmbeddedLog(join(folder, "log"));
    const spiffe = `spiffe://example.test/${SHARED}/gateway/g1`;
    const control = await ControlLog.open(events, { spiffe, trustDomain: "example.test" });
    for (const tenant of tenants) {
      const directory = { ...NOTHING_SAID.Directory, tokenHashes: [hashOf(tokenOf(tenant))] };
      await applyTo(control, tenant, [{ kind: "Directory", name: "idp", spec: directory }]);
    }
    const recorded: TrialDirectory["recorded"] = [];
    const room = { release: () => {} } as never;
    const scim = await openScim({
      config: { host: "127.0.0.1", port: 0, hosts: ["scim.example.test"], tls: undefined },
      ...{ tenant: SHARED, control, count: () => {}, log: openJsonLog({ service: "test", write: () => {} }) },
      recorder: {
        reserve: () => room,
        record: async (fact, { tenant }) => void recorded.push({ tenant, fact }),
      },
    });
    return new TrialDirectory({ control, recorded }, events, scim, folder);
  }

  apply(tenant: string, objects: readonly ConfigObject[]): Promise<void> {
    return applyTo(this.control, tenant, objects);
  }

  tenant(name: string) {
    return tenantOf(this.control.state, name);
  }

  refused(): Record<string, number> {
    return this.#scim.refused();
  }

  get port(): number {
    return this.#scim.port;
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const reply = await fetch(`http://127.0.0.1:${this.port}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${tokenOf("a")}`, "content-type": "application/scim+json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === "" ? undefined : JSON.parse(text) };
  }

  async close(): Promise<void> {
    await this.#scim.close();
    this.control.close();
    await this.#events.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function applyTo(control: ControlLog, tenant: string, objects: readonly ConfigObject[]): Promise<void> {
  const decision = await control.command(tenant, { type: "apply", objects }, "test");
  if ("mistakes" in decision) throw new Error(JSON.stringify(decision.mistakes));
}
