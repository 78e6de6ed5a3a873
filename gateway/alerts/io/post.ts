/**
 * One message to a receiver: TLS verified, no redirect followed, bounded time and answer, and never to an address that
 * the gateway's operator did not mean a tenant to reach.
 */

import { lookup } from "node:dns";
import { readFileSync, statSync } from "node:fs";
import { type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { join } from "node:path";
import { TOKEN_NAME } from "../../../core/config/policy-spec.ts";
import { parseIp } from "../../../core/net/ip.ts";
import { isSpecial } from "../../../core/net/special-address.ts";
import type { AlertsConfig } from "../config.ts";

/** The receiver did not take it. The text names no secret. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

const WITHIN_MS = 10_000;
/** Of an answer only the status counts. */
const ANSWER_BYTES_MAX = 64 * 1024;

export async function post(o: {
  readonly url: string;
  readonly body: string;
  readonly id: string;
  readonly token: string | undefined;
  readonly allow: readonly string[];
}): Promise<void> {
  const url = new URL(o.url);
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? "443" : "80") : url.port;
  const free = o.allow.includes(`${url.hostname.toLowerCase()}:${port}`);
  const literal = parseIp(url.hostname.replace(/^\[|\]$/g, ""));
  if (!free && literal !== undefined && isSpecial(literal)) throw new NotTaken(forbidden(url.hostname));
  const options: RequestOptions = {
    ...{ method: "POST", agent: false, timeout: WITHIN_MS, signal: AbortSignal.timeout(WITHIN_MS) },
    ...(free ? {} : { lookup: guardedLookup }),
    headers: {
      ...{ "content-type": "application/json", "content-length": Buffer.byteLength(o.body), "user-agent": "wayleave" },
      ...{ "idempotency-key": o.id },
      ...(o.token === undefined ? {} : { authorization: `Bearer ${o.token}` }),
    },
  };
  await new Promise<void>((resolve, reject) => {
    const request = (secure ? requestHttps : requestHttp)(url, options, (response) => {
      const { statusCode: status = 0 } = response;
      let bytes = 0;
      response.on("data", (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > ANSWER_BYTES_MAX) response.destroy();
      });
      response.on("error", () => {});
      // The status is the answer; what a receiver says besides is let go.
      if (status >= 200 && status < 300) resolve();
      else reject(new NotTaken(`it answered ${status}`));
    });
    request.on("timeout", () => request.destroy(new NotTaken("it did not answer in time")));
    request.on("error", (error) => {
      const late = error.name === "AbortError" || error.name === "TimeoutError";
      reject(late ? new NotTaken("it did not answer in time") : error);
    });
    request.end(o.body);
  });
}

const forbidden = (host: string): string =>
  `${host} is an address of the gateway's own machine or cloud: alerts.allow in its configuration permits host:port`;

/** What a name resolves to is judged, and that very address is dialled. */
const guardedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, "", 0);
    const bad = found.some(({ address }) => {
      const ip = parseIp(address.split("%")[0]!);
      return ip === undefined || isSpecial(ip);
    });
    const [first] = found;
    if (bad || first === undefined) return done(new NotTaken(forbidden(host)), "", 0);
    if (options.all) return (done as unknown as (error: null, found: unknown) => void)(null, found);
    done(null, first.address, first.family);
  });
};

/** Of the tenant's own folder; "" asks for none. Throws NotTaken. */
export function tokenIn({ tokens }: AlertsConfig, tenant: string, name: string): string | undefined {
  if (name === "") return undefined;
  if (!TOKEN_NAME.test(name))
    throw new NotTaken(`token_file must be the bare name of a file in alerts.tokens/${tenant}`);
  if (tokens === "") throw new NotTaken("this gateway has no alerts.tokens folder");
  const file = join(tokens, tenant, name);
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw new NotTaken(`${file} can be read by others: chmod 600 ${file}`);
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (error instanceof NotTaken) throw error;
    throw new NotTaken(`${file} can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
