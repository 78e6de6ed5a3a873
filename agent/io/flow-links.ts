/**
 * The connections to one gateway: one for the session and the flows, and one more for datagrams, made with the first
 * of them: behind the bytes of a bulk flow they would wait for as long as these take. Until it is up, and where it
 * can't be had, they go with the others.
 */
import type { Protocol } from "../../core/net/port-range.ts";
import { type Link, type LinkOptions, openLink } from "../../io/grpc/link.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { FLOW_PATH } from "../../io/wire/session.ts";

export class FlowLinks {
  readonly #o: LinkOptions;
  readonly #main: Link;
  #datagrams: Link | undefined;

  constructor(o: LinkOptions) {
    this.#o = o;
    this.#main = openLink(o);
  }

  stream(path: string): RawStream {
    return this.#main.stream(path);
  }

  /** One question, one answer; rejects with CallFailed. */
  unary(path: string, request: Buffer, withinMs: number): Promise<Buffer> {
    return this.#main.unary(path, request, withinMs);
  }

  flow(protocol: Protocol): RawStream {
    if (protocol === "tcp") return this.#main.stream(FLOW_PATH);
    this.#datagrams ??= openLink(this.#o);
    return (this.#datagrams.isUp() ? this.#datagrams : this.#main).stream(FLOW_PATH);
  }

  /** Why the last attempt failed; undefined while the session's connection is up. */
  fault(): string | undefined {
    return this.#main.fault();
  }

  /** Addresses of this device from which its connections stand. */
  localAddresses(): readonly string[] {
    return [...this.#main.localAddresses(), ...(this.#datagrams?.localAddresses() ?? [])];
  }

  close(): void {
    this.#main.close();
    this.#datagrams?.close();
  }
}
