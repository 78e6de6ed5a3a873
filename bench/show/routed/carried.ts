/** Who carried what, as gateways have told it: read from the logs that they share, by one more reader. */
import { join } from "node:path";
import { NETWORK_TOPIC, type NetworkEvent, type PairMoved } from "../../../core/record/network-event.ts";
import { ControlLog } from "../../../io/control/control-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { decodeNetworkEvent } from "../../../io/wire/network-event.ts";

export interface Carried {
  readonly user: string;
  readonly app: string;
  readonly clientGateway: string;
  readonly publisher: string;
  readonly publisherGateway: string;
  /** Wall time of the gateway, microseconds: all are on this machine. */
  readonly atUs: number;
}

export type Moved = PairMoved & { readonly atUs: number };

export class Carriers {
  readonly control: ControlLog;
  readonly opened: Carried[] = [];
  readonly moved: Moved[] = [];
  readonly #decided = new Map<string, { user: string; app: string }>();
  readonly #log: EventLog;

  private constructor(log: EventLog, control: ControlLog) {
    this.#log = log;
    this.control = control;
    log.follow(NETWORK_TOPIC, 0, 0, (records) => {
      for (const { value } of records) this.#take(decodeNetworkEvent(value) as NetworkEvent);
    });
  }

  static async open(folder: string, domain: string): Promise<Carriers> {
    const log = await openEmbeddedLog(join(folder, "log"));
    const writer = { spiffe: `spiffe://${domain}/demo/operator/show`, trustDomain: domain };
    return new Carriers(log, await ControlLog.open(log, writer));
  }

  /** As an operator does. */
  async drain(kind: "gateway" | "publisher", name: string, draining: boolean): Promise<void> {
    const tenant = kind === "gateway" ? "" : "demo";
    await this.control.append(tenant, [{ type: "drain-set", kind, name, draining }], "show");
  }

  /** Tunnels that take something new, by gateway. */
  tunnelsAt(gateway: string): string[] {
    const attachments = this.control.state.tenants.get("demo")?.attachments.values() ?? [];
    return [...attachments].filter((one) => one.gateway === gateway && !one.draining).map((one) => one.publisher);
  }

  async close(): Promise<void> {
    this.control.close();
    await this.#log.close();
  }

  #take({ fact, atUs }: NetworkEvent): void {
    if (fact.type === "flow-decided") this.#decided.set(fact.segment.flowId, { user: fact.user, app: fact.app });
    else if (fact.type === "pair-moved") this.moved.push({ ...fact, atUs });
    else if (fact.type === "segment-opened" && fact.segment.role === "client") {
      const pair = this.#decided.get(fact.segment.flowId);
      const { publisher, publisherGateway } = fact;
      const clientGateway = fact.segment.gateway;
      if (pair !== undefined) this.opened.push({ ...pair, clientGateway, publisher, publisherGateway, atUs });
    }
  }
}

export const pairOf = ({ user, app }: { readonly user: string; readonly app: string }): string => `${user} ${app}`;
