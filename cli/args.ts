/** Words of the command line as values: each is what was meant, or what is wrong with it and what to write. */
import { splitHostPort } from "../core/net/ip.ts";
import { GATEWAYS_MAX, PORT_BASE_MAX } from "./up/ports.ts";

export type Read<T> = { readonly value: T } | { readonly wrong: string };

export const FORMATS = ["table", "json", "yaml"] as const;
export type Format = (typeof FORMATS)[number];

export function readFormat(text: string): Read<Format> {
  const value = FORMATS.find((format) => format === text);
  return value === undefined ? { wrong: `must be ${FORMATS.join(", ")}; is ${JSON.stringify(text)}` } : { value };
}

export function readWhole(text: string, least: number, most: number): Read<number> {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return { value };
  return { wrong: `must be a whole number from ${least} to ${most}; is ${JSON.stringify(text)}` };
}

export const readGateways = (text: string): Read<number> => readWhole(text, 1, GATEWAYS_MAX);

/** Ports below 1024 need root. */
export const readPortBase = (text: string): Read<number> => readWhole(text, 1024, PORT_BASE_MAX);

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** 90s, 5m, 2h, 7d. */
export function readDuration(text: string): Read<number> {
  const found = /^(\d{1,9})([smhd])$/.exec(text);
  const ms = found === null ? 0 : Number(found[1]) * UNIT_MS[found[2]!]!;
  if (ms > 0) return { value: ms };
  return { wrong: `must be a duration such as 90s, 5m, 2h or 7d; is ${JSON.stringify(text)}` };
}

/** The agent knows one gateway and the publisher the other: there are exactly two. */
export function judgeSplit(split: boolean, gateways: number | undefined): Read<number> {
  if (split && gateways !== undefined && gateways !== 2)
    return { wrong: "--split is with two gateways: leave --gateways out" };
  return { value: gateways ?? 2 };
}

export interface Server {
  readonly address: string;
  readonly keyFile: string;
}

/** host:port of http://host:port. */
export function readServer(text: string): Read<string> {
  const found = /^http:\/\/((?:\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5})\/?$/i.exec(text);
  if (found !== null) return { value: found[1]! };
  return { wrong: `must be http://host:port, without user or path; is ${JSON.stringify(text)}` };
}

/** host:port,host:port of brokers. */
export function readBrokers(text: string): Read<readonly string[]> {
  const value = text.split(",");
  if (value.every((one) => splitHostPort(one) !== undefined)) return { value };
  return { wrong: `must be HOST:PORT,HOST:PORT,..; is ${JSON.stringify(text)}` };
}

/** "off", or the share of the flows that nothing is wrong with. */
export function readRatio(text: string): Read<number | "off"> {
  if (text === "off") return { value: text };
  const value = Number(text);
  if (/^\d(\.\d{1,9})?$/.test(text) && value <= 1) return { value };
  return { wrong: `must be a number from 0 to 1, or off; is ${JSON.stringify(text)}` };
}

/** Milliseconds. */
export const readSlow = (text: string): Read<number> => readWhole(text, 1, 3_600_000);

/** http(s)://host:port/path of an OTLP receiver for traces. */
export function readReceiver(text: string): Read<string> {
  if (/^https?:\/\/[^\s/?#@]+\/[^\s?#]+$/.test(text)) return { value: text };
  return { wrong: `must be http://host:port/v1/traces, without user; is ${JSON.stringify(text)}` };
}

/** A server is named with its key or not at all: nobody should be asked for it half-way. */
export function judgeServer(address: string | undefined, keyFile: string | undefined): Read<Server | undefined> {
  if (address === undefined && keyFile === undefined) return { value: undefined };
  if (address !== undefined && keyFile !== undefined) return { value: { address, keyFile } };
  return { wrong: "--clickhouse and --clickhouse-key-file go together: give both or neither" };
}
