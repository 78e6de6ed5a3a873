/** What a newcomer may try once the system is up: ready to be pasted. */
import type { Endpoints } from "./run-file.ts";

/** `dataFlag`: "" where every command finds the folder by itself. */
export function hints(endpoints: Endpoints, consoleKeyFile: string, dataFlag: string): string[] {
  const { proxy, dns } = endpoints;
  const console =
    endpoints.console === null
      ? []
      : [
          "the console (the key is in a file that only you can read):",
          `  echo "http://${endpoints.console}/?key=$(cat ${quoted(consoleKeyFile)})"`,
        ];
  if (proxy === null) return console;
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
    `  ./wayleave status${dataFlag === "" ? "" : ` --data ${quoted(dataFlag)}`}`,
    ...console,
  ];
}

/** As one word of a shell. */
const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
