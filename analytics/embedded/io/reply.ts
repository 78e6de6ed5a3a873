/** The answer to one request: its headers, its bytes at the pace of who reads them, packed where that was asked for. */
import type { ServerResponse } from "node:http";
import { finished, type Writable } from "node:stream";
import { createBrotliCompress, createDeflate, createGzip, createZstdCompress, constants as zlib } from "node:zlib";
import type { Packing } from "../request.ts";

/** Who reads nothing for so long gets no more: its query holds a turn. */
const STALLED_MS = 60_000;

const PACK = {
  gzip: () => createGzip({ level: 1 }),
  deflate: () => createDeflate({ level: 1 }),
  br: () => createBrotliCompress({ params: { [zlib.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: () => createZstdCompress(),
} satisfies Record<Packing, () => unknown>;

export type Headers = Readonly<Record<string, string>>;

export class Reply {
  readonly #response: ServerResponse;
  readonly #gone = new AbortController();
  #sink: Writable | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once("close", () => {
      if (!response.writableFinished) this.#gone.abort();
    });
    response.on("error", () => {});
  }

  /** Aborts when who asked has left before the answer was all sent. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  get begun(): boolean {
    return this.#response.headersSent;
  }

  /** All of it: what is sent has a length, and the connection goes on. */
  whole(status: number, headers: Headers, bytes: Uint8Array | string): void {
    const length = typeof bytes === "string" ? Buffer.byteLength(bytes) : bytes.length;
    this.#response.writeHead(status, { ...headers, "content-length": length });
    this.#response.end(bytes);
  }

  /** The head of what comes in pieces. */
  begin(headers: Headers, packing: Packing | undefined): void {
    if (packing === undefined) {
      this.#response.writeHead(200, headers);
      this.#sink = this.#response;
      return;
    }
    this.#response.writeHead(200, { ...headers, "content-encoding": packing });
    const pack = PACK[packing]();
    pack.on("error", () => this.cut());
    pack.pipe(this.#response);
    this.#response.once("close", () => pack.destroy());
    this.#sink = pack;
  }

  /** Resolves when more may be sent; at once where who asked has gone. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.gone.aborted || bytes.length === 0 || this.#sink!.write(bytes)) return;
    const drained = Promise.withResolvers<void>();
    const stalled = setTimeout(() => this.cut(), STALLED_MS);
    this.#sink!.once("drain", drained.resolve);
    this.gone.addEventListener("abort", () => drained.resolve(), { once: true });
    await drained.promise;
    clearTimeout(stalled);
  }

  async end(): Promise<void> {
    if (this.gone.aborted) return;
    const sent = Promise.withResolvers<void>();
    finished(this.#response, () => sent.resolve());
    const stalled = setTimeout(() => this.cut(), STALLED_MS);
    this.#sink!.end();
    await sent.promise;
    clearTimeout(stalled);
  }

  /** After the first byte there is no other way to say that the answer is not complete. */
  cut(): void {
    this.#response.destroy();
  }
}
