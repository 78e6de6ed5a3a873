/**
 * Decisions made once more, for operators: `Explain` answers one, `ReadConfiguration` tells the whole of a tenant's
 * configuration to who wants to make many. Both are of the caller's own tenant, which its certificate names.
 */
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import { EXPLAIN_PATH, READ_CONFIGURATION_PATH } from "../../../io/wire/explain.ts";
import { mustRead } from "./admin-listener.ts";
import { HistoryFault, type HistoryLine } from "./history-line.ts";

export interface ExplainListenerOptions {
  readonly history: HistoryLine;
  readonly control: ControlLog;
  readonly count: (counter: string) => void;
}

const STATUSES = {
  invalid: STATUS.INVALID_ARGUMENT,
  away: STATUS.UNAVAILABLE,
  broken: STATUS.INTERNAL,
  busy: STATUS.RESOURCE_EXHAUSTED,
} as const satisfies Record<HistoryFault["status"], number>;

/** A fault of the past as the caller is told of it; any other as it is. */
export const failedCall = (error: unknown): unknown =>
  error instanceof HistoryFault ? new CallFailed(STATUSES[error.status], error.message) : error;

const WHO = ["operator", "analytics"] as const;

export class ExplainListener {
  readonly #o: ExplainListenerOptions;

  constructor(o: ExplainListenerOptions) {
    this.#o = o;
  }

  services(): Service[] {
    return [
      { path: EXPLAIN_PATH, roles: WHO, kind: "unary", serve: (request, peer) => this.#explain(request, peer) },
      { path: READ_CONFIGURATION_PATH, roles: WHO, kind: "stream", serve: (stream, peer) => this.#read(stream, peer) },
    ];
  }

  async #explain(request: Buffer, peer: Peer): Promise<Buffer> {
    mustRead(this.#o.control, peer);
    this.#o.count("explained");
    try {
      // A copy: what stands behind a message may be more than the message.
      return Buffer.from(await this.#o.history.explain(peer.tenant, Uint8Array.from(request)));
    } catch (error) {
      throw failedCall(error);
    }
  }

  #read(stream: RawStream, peer: Peer): void {
    const why = mayNotLook(this.#o.control, peer);
    if (why !== undefined) return stream.fail(why.code, why.message);
    this.#o.count("configurations_read");
    const reading = this.#o.history.configuration(peer.tenant, {
      onAnswer: (part) => {
        // A reader that is slow holds one part back, and the thread waits with it.
        if (stream.send(Buffer.from(part))) reading.more();
      },
      onEnd: () => stream.end(),
      onFault: ({ status, message }) => stream.fail(STATUSES[status], message),
    });
    stream.onDrain(() => reading.more());
    stream.onLost(() => reading.stop());
  }
}

function mayNotLook(control: ControlLog, peer: Peer): CallFailed | undefined {
  try {
    mustRead(control, peer);
    return undefined;
  } catch (error) {
    if (error instanceof CallFailed) return error;
    throw error;
  }
}
