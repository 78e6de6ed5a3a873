/** What a gateway does beside its flows: it hears directories, and tells receivers of alerts. */
import type { ControlLog } from "../../io/control/control-log.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { EventLog } from "../../io/log/event-log.ts";
import { AlertTeller } from "../alerts/io/alert-teller.ts";
import type { GatewayConfig } from "../config.ts";
import { openScim } from "../scim/io/scim-listener.ts";
import type { Recorder } from "./recorder.ts";

export interface BesideOptions {
  readonly config: GatewayConfig;
  /** That of this gateway's certificate. */
  readonly tenant: string;
  readonly control: ControlLog;
  readonly events: EventLog;
  readonly recorder: Recorder;
  readonly log: JsonLog;
  readonly count: (counter: string, by?: number) => void;
}

export interface Beside {
  /** host:port, or none. */
  readonly listens: readonly string[];
  /** Refusals by listener, then by reason. */
  refused(): Record<string, Record<string, number>>;
  close(): Promise<void>;
}

export async function openBeside({ config, ...o }: BesideOptions): Promise<Beside> {
  const { scim: hears, alerts, name } = config;
  const scim = hears === undefined ? undefined : await openScim({ config: hears, ...o });
  const teller = alerts === undefined ? undefined : new AlertTeller({ name, config: alerts, ...o });
  return {
    listens: scim === undefined || hears === undefined ? [] : [`${hears.host}:${scim.port}`],
    refused: () => (scim === undefined ? {} : { scim: scim.refused() }),
    close: async () => {
      await Promise.all([scim?.close(), teller?.close()]);
    },
  };
}
