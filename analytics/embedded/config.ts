/** The configuration of the embedded ClickHouse, judged from plain values: every mistake at once. */
import type { Located } from "../../core/config/located.ts";
import { countOf, type Fields, fieldsOf, textOf } from "../../core/config/read.ts";
import { type MetricsConfig, metricsIn } from "../../core/metrics/config.ts";
import type { Address, ConfigMistake } from "../config.ts";

export interface EmbeddedConfig {
  readonly listen: Address;
  /** Folder of the engine's files and of the bodies under way; no other process may have it open. */
  readonly data: string;
  /** Holds the password of the users `default` and `wayleave`. */
  readonly keyFile: string;
  readonly statusFile: string;
  readonly memory: Memory;
  readonly metrics?: MetricsConfig | undefined;
}

export interface Memory {
  /** All that the engine holds: queries, caches, merges. */
  readonly serverMib: number;
  /** What one query may hold. */
  readonly queryMib: number;
}

/** A laptop runs every other part besides, all of them together within 1.5 GB. */
export const MEMORY: Memory = { serverMib: 768, queryMib: 512 };
/** Below this the engine can't merge what it wrote. */
const MEMORY_MIB_MIN = 128;
const MEMORY_MIB_MAX = 1024 * 1024;

/** Keys and rows pass here unencrypted, so it is for programs of this machine alone. */
const LOOPBACK = ["localhost", "[::1]"];
const isLoopback = (host: string): boolean => LOOPBACK.includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);

const NOTHING: Located = { is: "scalar", line: 1, value: null };

export function judgeEmbeddedConfig(root: Located | undefined): {
  config?: EmbeddedConfig;
  mistakes: ConfigMistake[];
} {
  const mistakes: ConfigMistake[] = [];
  const tell = (line: number, field: string, text: string) => void mistakes.push({ line, text: `${field}: ${text}` });
  const fields = fieldsOf(root ?? NOTHING, "", tell);
  const needed = (key: string, what: string): string => {
    const text = textOf(fields, key);
    if (text === "") tell(fields.get(key)?.line ?? fields.line, key, `is missing: name ${what}`);
    return text;
  };
  const config: EmbeddedConfig = {
    listen: listenOf(fields),
    data: needed("data", "the folder of the tables"),
    keyFile: needed("key_file", "the file of the password"),
    statusFile: needed("status_file", "the file for this part's status"),
    memory: memoryOf(fields),
    metrics: metricsIn(fields.get("metrics")?.value, tell, "serve alone"),
  };
  // The engine reads bodies by path, and takes these letters in it for a pattern.
  if (/[*?{}]/.test(config.data)) {
    tell(fields.get("data")?.line ?? fields.line, "data", "must not hold any of * ? { }: choose another folder");
  }
  fields.close();
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

function listenOf(fields: Fields): Address {
  const found = /^(\[[0-9a-f:]+\]|[^:\s]+):(\d{1,5})$/i.exec(textOf(fields, "listen"));
  const line = fields.get("listen")?.line ?? fields.line;
  const port = Number(found?.[2]);
  if (found === null || port > 65_535) {
    fields.tell(line, "listen", "must be host:port, such as 127.0.0.1:8123");
    return { host: "", port: 0 };
  }
  const host = found[1]!;
  if (!isLoopback(host)) fields.tell(line, "listen", "must be a loopback address: its key and rows are not encrypted");
  return { host, port };
}

function memoryOf(fields: Fields): Memory {
  const memory = fieldsOf(fields.get("memory")?.value ?? NOTHING, "memory", fields.tell);
  const serverMib = countOf(memory, "server_mib", MEMORY.serverMib, MEMORY_MIB_MIN, MEMORY_MIB_MAX);
  const queryMib = countOf(memory, "query_mib", Math.min(MEMORY.queryMib, serverMib), 1, MEMORY_MIB_MAX);
  if (queryMib > serverMib) fields.tell(memory.line, "memory.query_mib", "must not exceed memory.server_mib");
  memory.close();
  return { serverMib, queryMib };
}
