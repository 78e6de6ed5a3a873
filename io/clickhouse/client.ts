/** How every part speaks to ClickHouse: the official client, set up alike for the embedded engine and for a server. */
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";

export type { ClickHouseClient };
/** What a query failed of: `code` is ClickHouse's, as text. Any other error means that nobody answered. */
export { ClickHouseError };

export interface ClickHouseAddress {
  /** `http://127.0.0.1:8123`; a server's own works as well. */
  readonly url: string;
  /** The password of the user `default`. */
  readonly key: string;
  /** The database of statements that name none; absent: the server's default. */
  readonly database?: string;
  /** After so long without an answer a request has failed. */
  readonly timeoutMs?: number;
  readonly connections?: number;
  /** Bodies and answers packed by gzip: for a server far away. */
  readonly packed?: boolean;
}

const TIMEOUT_MS = 60_000;
const CONNECTIONS = 10;
/** Well below what servers keep an idle connection for, the embedded engine 10 s, many servers 3 s. */
const IDLE_MS = 2000;

export function openClickHouse(o: ClickHouseAddress): ClickHouseClient {
  return createClient({
    url: o.url,
    username: "default",
    password: o.key,
    ...(o.database === undefined ? {} : { database: o.database }),
    application: "wayleave",
    request_timeout: o.timeoutMs ?? TIMEOUT_MS,
    max_open_connections: o.connections ?? CONNECTIONS,
    keep_alive: { enabled: true, idle_socket_ttl: IDLE_MS },
    // Packing costs more than loopback does: half of what an ingester does in a second.
    compression: { request: o.packed ?? false, response: o.packed ?? false },
    // What is acknowledged is stored: the next step hangs on that.
    clickhouse_settings: { async_insert: 0 },
    // It would write to stdout and stderr on its own; whoever asks says what went wrong.
    log: { level: ClickHouseLogLevel.OFF },
  });
}
