/** What a program is told whose connection was not opened, in the words of the proxy protocol that it speaks. */
import { type Code, REASONS } from "../core/reason.ts";

export interface Refusal {
  readonly code: Code;
  /** Empty where no gateway was asked. */
  readonly denialId: string;
  /** One line for the person; empty: the catalogue's. */
  readonly notice: string;
}

export const refusal = (code: Code, denialId = "", notice = ""): Refusal => ({ code, denialId, notice });

/** Reply field of RFC 1928. */
export const socksReply = ({ code }: Refusal): number => REASONS[code].socks;

/** A gateway's notice is one line here, whatever it holds: it must not write header lines or escape codes. */
const NOTICE_LENGTH_MAX = 500;
const DENIAL_ID = /^[0-9A-Za-z-]{1,32}$/;

const PHRASES: Readonly<Record<number, string>> = {
  ...{ 400: "Bad Request", 403: "Forbidden", 408: "Request Timeout", 431: "Request Header Fields Too Large" },
  ...{ 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout" },
};

/** A whole HTTP response: status by code, header lines that a script can read, one line that a person can. */
export function httpRefusal(refused: Refusal): string {
  const denialId = DENIAL_ID.test(refused.denialId) ? refused.denialId : "";
  const line = oneLine(refused.notice) || REASONS[refused.code].text;
  const body = `${line} (${refused.code}${denialId === "" ? "" : `, denial id ${denialId}`})\n`;
  const ids = [`Wayleave-Reason: ${refused.code}`, ...(denialId === "" ? [] : [`Wayleave-Denial-Id: ${denialId}`])];
  return httpResponse(REASONS[refused.code].http, ids, body);
}

export function httpResponse(status: number, headers: readonly string[], body: string): string {
  const lines = [
    `HTTP/1.1 ${status} ${PHRASES[status] ?? "Refused"}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${utf8Length(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const oneLine = (text: string): string => text.slice(0, NOTICE_LENGTH_MAX).replace(CONTROLS, " ").trim();

function utf8Length(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const point = letter.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
