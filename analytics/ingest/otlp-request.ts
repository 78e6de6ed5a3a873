/** What a request of OTLP/HTTP asks for, by its head alone: an export of spans, or why it is refused. */
import { strangerOf } from "../guard.ts";

export type Encoding = "protobuf" | "json";

export interface Head {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentLength: string | undefined;
}

export interface Refusal {
  readonly status: number;
  /** What it is counted as. */
  readonly reason: string;
  readonly text: string;
  /** Seconds after which the same may be taken; absent: it will be refused again. */
  readonly again?: number;
}

export type Asked = { readonly encoding: Encoding; readonly packed: boolean } | { readonly refused: Refusal };

/** As it comes, packed or not; exporters send a tenth of it. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;
/** Unpacked: zeros pack a thousandfold. */
export const UNPACKED_BYTES_MAX = 8 * 1024 * 1024;

const PATH = "/v1/traces";
const OTHER_SIGNALS: readonly string[] = ["/v1/metrics", "/v1/logs", "/v1development/profiles"];
const MEDIA: Readonly<Record<string, Encoding>> = { "application/x-protobuf": "protobuf", "application/json": "json" };

/** `isKey` compares without telling by its time how much was right. */
export function askedOf(head: Head, door: { readonly port: number; readonly isKey: (text: string) => boolean }): Asked {
  const stranger = strangerOf(head, door.port);
  if (stranger === "host") return refuse(403, "host", `send spans to http://127.0.0.1:${door.port}${PATH}`);
  if (stranger === "origin") return refuse(403, "origin", "sent by a page of another site");
  if (!door.isKey(bearerOf(head.authorization))) {
    return refuse(
      401,
      "key",
      "a key is needed: authorization: Bearer KEY, where the file keys/otlp.key of the data folder holds KEY",
    );
  }
  return exportOf(head);
}

function exportOf(head: Head): Asked {
  const path = head.target.split("?", 1)[0]!;
  if (OTHER_SIGNALS.includes(path)) return refuse(404, "path", `only spans are taken, at ${PATH}: not ${path}`);
  if (path !== PATH) return refuse(404, "path", `nothing is here: spans are taken at ${PATH}`);
  if (head.method !== "POST") return refuse(405, "method", "spans are sent by POST");
  const encoding = encodingOf(head.contentType);
  if (encoding === undefined) {
    return refuse(415, "media type", `the content-type must be ${Object.keys(MEDIA).join(" or ")}`);
  }
  const packing = (head.contentEncoding ?? "identity").trim().toLowerCase();
  if (!["identity", "gzip"].includes(packing)) {
    return refuse(415, "packing", "the content-encoding must be gzip, or there must be none");
  }
  if (Number(head.contentLength ?? 0) > BODY_BYTES_MAX) return { refused: TOO_LARGE };
  return { encoding, packed: packing === "gzip" };
}

/** Undefined where it is none of ours; the answer to such a request is plain text. */
export const encodingOf = (contentType: string | undefined): Encoding | undefined =>
  MEDIA[(contentType ?? "").split(";", 1)[0]!.trim().toLowerCase()];

export const mediaOf = (encoding: Encoding): string =>
  encoding === "json" ? "application/json" : "application/x-protobuf";

const bearerOf = (header: string | undefined): string => /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? "";

const refuse = (status: number, reason: string, text: string): { readonly refused: Refusal } => ({
  refused: { status, reason, text },
});

export const TOO_LARGE: Refusal = {
  ...{ status: 413, reason: "too large" },
  text: `a body may have ${BODY_BYTES_MAX} bytes, unpacked ${UNPACKED_BYTES_MAX}: send fewer spans at once`,
};
export const malformed = (text: string): Refusal => ({ status: 400, reason: "malformed", text });
/** Exporters try again after these, and after no other. */
export const busy = (text: string): Refusal => ({ status: 429, reason: "busy", text, again: 1 });
export const storeAway = (text: string): Refusal => ({ status: 503, reason: "store away", text, again: 5 });

/** gRPC's code for a status: what `google.rpc.Status` in a refusal's body bears. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 12, 405: 12, 408: 4, 413: 8, 415: 3 };
const CODES_OF_LATER: Readonly<Record<number, number>> = { 429: 8, 503: 14 };
const UNKNOWN = 2;

export const grpcCodeOf = (status: number): number => CODES[status] ?? CODES_OF_LATER[status] ?? UNKNOWN;
