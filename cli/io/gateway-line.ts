/** A client command's line to the gateways: the first that answers, or the one that was named. */
import { type Link, openLink } from "../../io/grpc/link.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { CallFailed, STATUS } from "../../io/grpc/status.ts";
import { readIdentity, readTrust } from "../../io/pki/identity.ts";
import { layoutOf } from "../layout.ts";
import { CommandFault, usage } from "./fault.ts";
import { runningSystem } from "./run-files.ts";

const DEADLINE_MS = 30_000;

export class GatewayLine {
  readonly #addresses: readonly string[];
  readonly #open: (target: string) => Link;
  readonly #links = new Map<string, Link>();

  /** `gateway`: its address; undefined: all that run, one after the other. */
  constructor(data: string, gateway?: string) {
    const layout = layoutOf(data);
    const { gateways } = runningSystem(layout.runFile).endpoints;
    if (gateway !== undefined && !gateways.includes(gateway))
      throw usage(`--gateway ${gateway} is none of this system's: ${gateways.join(", ")}`);
    this.#addresses = gateway === undefined ? gateways : [gateway];
    const [identity, trust] = [readIdentity(layout.operator), readTrust(layout.trust)];
    this.#open = (target) => openLink({ target, identity, trust });
  }

  ask(path: string, request: Buffer): Promise<Buffer> {
    return this.#first((link) => link.unary(path, request, DEADLINE_MS));
  }

  /** Every message of a stream that the gateway ends; each is awaited before the next is heard. */
  read(path: string, request: Buffer, onMessage: (message: Buffer) => void): Promise<void> {
    return this.#first((link) => readAll(link.stream(path), request, onMessage));
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
  }

  async #first<T>(use: (link: Link) => Promise<T>): Promise<T> {
    let failed: unknown;
    for (const address of this.#addresses) {
      try {
        return await use(this.#link(address));
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        // An answer is an answer: only where there was none may another gateway be asked.
        if (error.code !== STATUS.UNAVAILABLE) throw new CommandFault(error.message, 1, { cause: error });
        failed = error;
      }
    }
    const why = failed instanceof Error ? failed.message : "";
    throw new CommandFault(
      `no gateway answers (${this.#addresses.join(", ")}): see wayleave status. ${why}`.trim(),
      1,
      {
        cause: failed,
      },
    );
  }

  #link(target: string): Link {
    const link = this.#links.get(target) ?? this.#open(target);
    this.#links.set(target, link);
    return link;
  }
}

function readAll(stream: RawStream, request: Buffer, onMessage: (message: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.onMessage((message) => {
      try {
        onMessage(message);
      } catch (error) {
        stream.cancel();
        reject(error);
      }
    });
    stream.onEnd(resolve);
    stream.onLost((error) =>
      reject(error instanceof CallFailed ? error : new CallFailed(STATUS.UNAVAILABLE, String(error))),
    );
    stream.send(request);
    stream.end();
  });
}
