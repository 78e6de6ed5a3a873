/** A gateway that can't be reached, told in the log: once for each reason, until it was reached. */
import type { JsonLog } from "../../io/json-log.ts";

export interface Unreached {
  /** An attempt has failed. */
  failed(fault: string | undefined): void;
  reached(): void;
}

export function openUnreached(log: JsonLog, gateway: string): Unreached {
  let told: string | undefined;
  return {
    failed(fault = "it does not answer") {
      if (fault === told) return;
      told = fault;
      log.warn("the gateway can't be reached, and is tried on", { gateway, fault });
    },
    reached() {
      told = undefined;
    },
  };
}
