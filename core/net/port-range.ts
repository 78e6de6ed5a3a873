/** Ports of an app: `tcp/80`, `tcp/8000-8100`. */

export type Protocol = "tcp" | "udp";

/** Both ends included. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly from: number;
  readonly to: number;
}

export const PORT_MAX = 65_535;

const FORM = /^(tcp|udp)\/(\d{1,5})(?:-(\d{1,5}))?$/;

/** The range, or what is wrong with the text. */
export function parsePortRange(text: string): PortRange | { readonly wrong: string } {
  const match = FORM.exec(text.trim().toLowerCase());
  if (match === null) return { wrong: `${JSON.stringify(text)} is no port: write tcp/443 or tcp/8000-8100` };
  const from = Number(match[2]);
  const to = match[3] === undefined ? from : Number(match[3]);
  if (from < 1 || to > PORT_MAX) return { wrong: `${JSON.stringify(text)}: ports are 1 to ${PORT_MAX}` };
  if (from > to) return { wrong: `${JSON.stringify(text)} ends before it begins: write the smaller port first` };
  return { protocol: match[1] as Protocol, from, to };
}

export const printPortRange = (range: PortRange): string =>
  range.from === range.to ? `${range.protocol}/${range.from}` : `${range.protocol}/${range.from}-${range.to}`;

export const holdsPort = (range: PortRange, protocol: Protocol, port: number): boolean =>
  range.protocol === protocol && range.from <= port && port <= range.to;
