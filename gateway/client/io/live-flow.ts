/** A flow of a Client Gateway while it is asked for, and while it lives. */
import type { Protocol } from "../../../core/net/port-range.ts";
import type { Code } from "../../../core/reason.ts";
import type { FlowBytes } from "../../../core/relay/relay.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { OpenFrame } from "../../io/ask.ts";
import type { Decided } from "../flow-facts.ts";
import type { LiveFlow } from "../revoke.ts";
import type { AskedFlow } from "./asked-flow.ts";
import type { FlowRecord } from "./flow-record.ts";
import type { FlowTrace } from "./flow-trace.ts";

/** A flow that was asked for. */
export interface Begun {
  readonly downstream: RawStream;
  readonly open: OpenFrame;
  readonly protocol: Protocol;
  readonly flowId: string;
  readonly record: FlowRecord;
  readonly trace: FlowTrace;
  readonly flow: AskedFlow;
}

/** A flow that is relayed. */
export interface Live extends LiveFlow {
  /** Hash of its session's inputs. */
  readonly inputs: string;
  readonly terminate: (code: Code) => void;
  readonly record: FlowRecord;
  readonly bytes: () => FlowBytes;
  /** The judgement by which it may not go on. */
  again: Decided | undefined;
}
