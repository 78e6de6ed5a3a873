/** What the Client Gateway's hands for flows stand on. */
import type { IdleTimes } from "../../../core/datagram/idle.ts";
import type { Code } from "../../../core/reason.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Recorder } from "../../io/recorder.ts";
import type { Tracing } from "../../io/tracing.ts";
import type { Sessions } from "../sessions.ts";
import type { Compiling } from "./compiling.ts";
import type { Router } from "./router.ts";

export interface ClientGatewayOptions {
  readonly name: string;
  readonly sessions: Sessions;
  readonly control: ControlLog;
  readonly router: Router;
  readonly recorder: Recorder;
  readonly tracing: Tracing | undefined;
  /** What all flows together may hold back in this process; at it, new ones are refused. */
  readonly stalledBytesMax: number;
  /** When UDP associations end by silence. */
  readonly idle: IdleTimes;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
  readonly notice: (session: string, code: Code, text: string, denialId: string) => void;
  readonly compiling: Compiling;
  /** Whether the session's facts are on record: no decision is without them. */
  readonly told: (session: string) => Promise<boolean>;
}
