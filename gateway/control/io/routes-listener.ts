/** Routes and differences at any moment of the control log, for operators and analytics of the tenant. */
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import { DIFF_PATH, ROUTES_PATH } from "../../../io/wire/routes.ts";
import { mustRead } from "./admin-listener.ts";
import { failedCall } from "./explain-listener.ts";
import type { HistoryLine, Travel } from "./history-line.ts";

export interface RoutesListenerOptions {
  readonly history: HistoryLine;
  readonly control: ControlLog;
  readonly count: (counter: string) => void;
}

export class RoutesListener {
  readonly #o: RoutesListenerOptions;

  constructor(o: RoutesListenerOptions) {
    this.#o = o;
  }

  services(): Service[] {
    const answers: [string, Travel][] = [
      [ROUTES_PATH, "routes"],
      [DIFF_PATH, "diff"],
    ];
    return answers.map(([path, what]) => ({
      path,
      roles: ["operator", "analytics"],
      kind: "unary",
      serve: (request, peer) => this.#answer(what, request, peer),
    }));
  }

  async #answer(what: Travel, request: Buffer, peer: Peer): Promise<Buffer> {
    mustRead(this.#o.control, peer);
    this.#o.count("travels");
    try {
      // A copy: what stands behind a message may be more than the message.
      return Buffer.from(await this.#o.history.ask(what, peer.tenant, Uint8Array.from(request)));
    } catch (error) {
      throw failedCall(error);
    }
  }
}
