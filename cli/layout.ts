/** Where everything stands under the data folder. */

export interface Layout {
  readonly data: string;
  readonly runFile: string;
  readonly config: string;
  readonly pki: string;
  readonly trust: string;
  readonly log: string;
  readonly spool: string;
  readonly snapshots: string;
  readonly clickhouse: string;
  readonly keys: string;
  readonly operator: string;
  readonly consoleKey: string;
  readonly clickhouseKey: string;
  readonly otlpKey: string;
  readonly agent: string;
  readonly publisher: string;
  /** What parts say of themselves that have no folder of their own. */
  readonly status: string;
  /** What parts write on stderr, one file each. */
  readonly output: string;
}

export function layoutOf(data: string): Layout {
  const at = (path: string) => `${data}/${path}`;
  return {
    data,
    runFile: at("run.json"),
    config: at("config"),
    pki: at("pki"),
    trust: at("pki/trust"),
    log: at("log"),
    spool: at("spool"),
    snapshots: at("snapshots"),
    clickhouse: at("clickhouse"),
    keys: at("keys"),
    operator: at("keys/operator"),
    consoleKey: at("keys/console.key"),
    clickhouseKey: at("keys/clickhouse.key"),
    otlpKey: at("keys/otlp.key"),
    agent: at("agent"),
    publisher: at("publisher"),
    status: at("status"),
    output: at("output"),
  };
}

export const configFile = (layout: Layout, part: string): string => `${layout.config}/${part}.yaml`;

/** Where a part writes its status. */
export function statusFile(layout: Layout, part: string): string {
  if (part === "agent") return `${layout.agent}/status.json`;
  if (part === "publisher") return `${layout.publisher}/status.json`;
  return `${layout.status}/${part}.json`;
}
