/** What a newcomer may try once the system is up: ready to be pasted. */
import type { Endpoints } from "./run-file.ts";

export interface KeyFiles {
  readonly console: string;
  readonly clickhouse: string;
}

/** `dataFlag`: "" where every command finds the folder by itself. */
export function hints(endpoints: Endpoints, keys: KeyFiles, dataFlag: string): string[] {
  const { proxy, dns, clickhouse } = endpoints;
  const console =
    endpoints.console === null
      ? []
      : [
          "the console (the key is in a file that only you can read):",
          `  echo "http://${endpoints.console}/?key=$(cat ${quoted(keys.console)})"`,
        ];
  if (clickhouse !== null) {
    const key = `-H "X-ClickHouse-Key: $(cat ${quoted(keys.clickhouse)})"`;
    console.push("the record, in SQL, for any ClickHouse client:");
    console.push(`  curl ${key} http://${clickhouse}/ -d 'SHOW TABLES FROM wayleave'`);
  }
  if (proxy === null) return console;
  const flag = dataFlag === "" ? "" : ` --data ${quoted(dataFlag)}`;
  return [
    "try:",
    `  curl -x socks5h://${proxy} http://wiki.corp.example/          # the wiki behind the publisher`,
    `  curl -x http://${proxy} http://wiki.corp.example/             # the same by HTTP proxy`,
    `  curl -p -x http://${proxy} http://wiki.corp.example/          # the same by CONNECT`,
    `  curl -i -x http://${proxy} http://payroll.corp.example/       # blocked by policy`,
    `  curl -i -x http://${proxy} http://closed.corp.example/        # nobody listens there`,
    `  curl -i -x http://${proxy} http://unknown.corp.example/       # no such app`,
    ...(dns === null
      ? []
      : [`  dig @127.0.0.1 -p ${dns.split(":").at(-1)} wiki.corp.example +short      # its stub IP`]),
    `  ./wayleave events${flag}             # what became of each connection; wayleave why DENIAL_ID explains one`,
    `  ./wayleave status${flag}`,
    ...console,
  ];
}

/** As one word of a shell. */
const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
