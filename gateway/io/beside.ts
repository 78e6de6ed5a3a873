/** What a gateway does beside its flows: it hears directories. */
import type { ControlLog } from "../../io/control/control-log.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { GatewayConfig } from "../config.ts";
import { openScim } from "../scim/io/scim-listener.ts";
import type { Recorder } from "./recorder.ts";

export interface BesideOptions {
  readonly config: GatewayConfig;
  /** That of this gateway's certificate. */
  readonly tenant: string;
  readonly control: ControlLog;
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

export async function openBeside({ config: { scim: config }, ...o }: BesideOptions): Promise<Beside> {
  const scim = config === undefined ? undefined : await openScim({ config, ...o });
  return {
    listens: scim === undefined || config === undefined ? [] : [`${config.host}:${scim.port}`],
    refused: () => (scim === undefined ? {} : { scim: scim.refused() }),
    close: async () => scim?.close(),
  };
}
