/** What an SRP says, in words: for the log when it has changed, and for whoever asks for the agent's status. */
import type { PortRange } from "../core/net/port-range.ts";
import type { Srp, SrpEntry } from "../core/policy/srp.ts";

export interface EntryWords {
  readonly app: string;
  readonly hosts: readonly string[];
  /** As `tcp/80`, `udp/1000-2000`. */
  readonly ports: readonly string[];
  /** "block": steered only so that the person is told why not. */
  readonly action: "allow" | "block";
  readonly publisher_dns: boolean;
}

/** Hosts and port ranges of one entry that are told; the rest as `(N more)`. */
const WORDS_MAX = 50;

export function entryWords({ app, hosts, ports, action, usePublisherDns }: SrpEntry): EntryWords {
  return {
    ...{ app, hosts: atMost(hosts), ports: atMost(ports.map(portWords)) },
    ...{ action: action === "allow" ? "allow" : "block", publisher_dns: usePublisherDns },
  };
}

export interface SrpChanges {
  /** New ones, and those that are different now. */
  readonly told: readonly EntryWords[];
  /** Names of apps. */
  readonly gone: readonly string[];
}

/** `before`: undefined where there was none. */
export function srpChanges(before: Srp | undefined, after: Srp): SrpChanges {
  const had = new Map(before?.entries.map((entry) => [entry.app, JSON.stringify(entry)]));
  const told = after.entries.filter((entry) => had.get(entry.app) !== JSON.stringify(entry)).map(entryWords);
  const has = new Set(after.entries.map(({ app }) => app));
  return { told, gone: [...had.keys()].filter((app) => !has.has(app)) };
}

const portWords = ({ protocol, from, to }: PortRange): string => `${protocol}/${from === to ? from : `${from}-${to}`}`;

const atMost = (words: readonly string[]): string[] =>
  words.length <= WORDS_MAX ? [...words] : [...words.slice(0, WORDS_MAX), `(${words.length - WORDS_MAX} more)`];
