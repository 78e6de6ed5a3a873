/** Where the body of an HTTP request ends, seen from its framing alone; the bytes pass as they are. */

export type BodyLength = number | "chunked";

/** A chunk's size line with its extensions, or one trailer line; longer is no line of an honest program. */
const LINE_BYTES_MAX = 8_192;
const CR = 13;
const LF = 10;

/** `chunk-end` is the CR LF behind a chunk's bytes. */
type At = "length" | "size-line" | "chunk" | "chunk-end" | "trailer" | "done" | "broken";

export class RequestBody {
  #at: At;
  /** Bytes still to come of the body, the chunk or the end of a chunk. */
  #left: number;
  #line = "";

  constructor(length: BodyLength) {
    this.#at = length === "chunked" ? "size-line" : length === 0 ? "done" : "length";
    this.#left = length === "chunked" ? 0 : length;
  }

  get done(): boolean {
    return this.#at === "done";
  }

  get broken(): boolean {
    return this.#at === "broken";
  }

  /** How many of these bytes belong to the request. */
  take(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.#at !== "done" && this.#at !== "broken") {
      if (this.#at === "length" || this.#at === "chunk") {
        const part = Math.min(this.#left, bytes.length - at);
        this.#left -= part;
        at += part;
        if (this.#left === 0) this.#afterBytes();
      } else {
        this.#takeOne(bytes[at]!);
        at += 1;
      }
    }
    return at;
  }

  #afterBytes(): void {
    if (this.#at === "length") this.#at = "done";
    else this.#expect("chunk-end");
  }

  #expect(at: At): void {
    this.#at = at;
    this.#line = "";
  }

  #takeOne(byte: number): void {
    this.#line += String.fromCharCode(byte);
    if (this.#line.length > LINE_BYTES_MAX) return this.#expect("broken");
    if (byte !== LF) {
      // A CR stands before LF and nowhere else: some readers end a line there.
      if (this.#line.at(-2) === "\r" || (this.#at === "chunk-end" && byte !== CR)) this.#expect("broken");
      return;
    }
    if (!this.#line.endsWith("\r\n")) return this.#expect("broken");
    this.#takeLine(this.#line.slice(0, -2));
  }

  #takeLine(line: string): void {
    if (this.#at === "chunk-end") return this.#expect(line === "" ? "size-line" : "broken");
    if (this.#at === "trailer") return this.#expect(line === "" ? "done" : "trailer");
    const size = /^([0-9a-f]{1,12})[\t ]*(;.*)?$/i.exec(line);
    if (size === null) return this.#expect("broken");
    this.#left = Number.parseInt(size[1]!, 16);
    this.#expect(this.#left === 0 ? "trailer" : "chunk");
  }
}
