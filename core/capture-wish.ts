/** What `wayleave capture` asks of an agent: one line of JSON. */
export interface Wish {
  readonly app?: string;
  /** A name, a wildcard, an address or a network. */
  readonly host?: string;
  readonly seconds: number;
  readonly maxBytes: number;
}

export const SECONDS_MAX = 86_400;
export const BYTES_MAX = 64 * 2 ** 30;

export function readWish(line: string): Wish | { readonly wrong: string } {
  let plain: unknown;
  try {
    plain = JSON.parse(line);
  } catch {
    return { wrong: "the request is no JSON" };
  }
  if (typeof plain !== "object" || plain === null) return { wrong: "the request is no object" };
  const { app, host, seconds, max_bytes: maxBytes } = plain as Record<string, unknown>;
  for (const [name, value] of Object.entries({ app, host })) {
    if (value !== undefined && typeof value !== "string") return { wrong: `${name} is no text` };
  }
  if (!isCount(seconds, SECONDS_MAX)) return { wrong: `seconds is no number from 1 to ${SECONDS_MAX}` };
  if (!isCount(maxBytes, BYTES_MAX)) return { wrong: `max_bytes is no number from 1 to ${BYTES_MAX}` };
  return {
    ...(app === undefined ? {} : { app: app as string }),
    ...(host === undefined ? {} : { host: host as string }),
    ...{ seconds, maxBytes },
  };
}

export const wishLine = ({ maxBytes, ...rest }: Wish): string =>
  `${JSON.stringify({ ...rest, max_bytes: maxBytes })}\n`;

const isCount = (value: unknown, max: number): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= max;
