/** What passes between a gateway's main thread and the one that folds the past. */
import type { LogConfig } from "../../../core/config/log.ts";

export interface HistoryData {
  /** Who answers. */
  readonly gateway: string;
  readonly log: LogConfig;
  /** Folder of this gateway's snapshots, where travels begin. */
  readonly snapshots: string | undefined;
}

/** What is asked in one message and answered in one. */
export type Travel = "explain" | "routes" | "diff";

export type ToHistory =
  | { readonly is: Travel; readonly id: number; readonly tenant: string; readonly request: Uint8Array }
  | { readonly is: "configuration"; readonly id: number; readonly tenant: string }
  /** The part before was taken; or nobody takes any more. */
  | { readonly is: "more"; readonly id: number }
  | { readonly is: "stop"; readonly id: number };

export type FromHistory =
  | { readonly is: "ready"; readonly id: 0 }
  | { readonly is: "answer"; readonly id: number; readonly answer: Uint8Array }
  /** The next one comes after "more". */
  | { readonly is: "part"; readonly id: number; readonly part: Uint8Array }
  | { readonly is: "end"; readonly id: number }
  | {
      readonly is: "failed";
      readonly id: number;
      readonly fault: { readonly status: "invalid" | "away" | "broken"; readonly text: string };
    };
