/** What curl and browsers do to an estate's ClickHouse: tools are served as by a server, pages of the web are not. */
import { run } from "../estate.ts";
import { equal, type Face } from "./official-client.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Throws where it doesn't hold. */
export type CurlCheck = (curl: (...args: string[]) => Promise<Answer>, face: Face) => Promise<void>;

export function curlOf(): (...args: string[]) => Promise<Answer> {
  return async (...args) => {
    const { exit, stdout, stderr } = await run("curl", ["-sS", "-w", "\n%{http_code}", ...args]);
    if (exit !== 0) throw new Error(`curl ended with ${exit}: ${stderr}`);
    const cut = stdout.lastIndexOf("\n");
    return { status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) };
  };
}

const keyed = ({ key }: Face): string[] => ["--user", `default:${key}`];

export const CURL_CHECKS: Readonly<Record<string, CurlCheck>> = {
  "curl pings": async (curl, { url }) => equal(await curl(`${url}/ping`), { status: 200, body: "Ok.\n" }, "ping"),

  "curl asks in the address and in the body": async (curl, face) => {
    const wanted = { status: 200, body: "1\n" };
    equal(await curl(...keyed(face), `${face.url}/?query=SELECT%201`), wanted, "GET");
    equal(await curl(...keyed(face), face.url, "--data-binary", "SELECT 1"), wanted, "POST");
    const headers = ["-H", "X-ClickHouse-User: default", "-H", `X-ClickHouse-Key: ${face.key}`];
    equal(await curl(...headers, face.url, "-d", "SELECT 1"), wanted, "the key in headers");
  },

  "curl inserts and gives parameters": async (curl, face) => {
    const make = "CREATE TABLE IF NOT EXISTS show5.curl (a UInt64) ENGINE = Memory";
    await curl(...keyed(face), face.url, "--data-binary", make);
    await curl(
      ...keyed(face),
      `${face.url}/?query=INSERT%20INTO%20show5.curl%20FORMAT%20TSV`,
      "--data-binary",
      "5\n6\n",
    );
    const query = encodeURIComponent("SELECT sum(a) FROM show5.curl WHERE a > {least:UInt64}");
    equal(await curl(...keyed(face), `${face.url}/?param_least=5&query=${query}`), { status: 200, body: "6\n" }, "sum");
  },

  "an error has its status, code and text": async (curl, face) => {
    const { status, body } = await curl("-D", "-", ...keyed(face), face.url, "-d", "SELECT * FROM nowhere.at_all");
    equal(status, 404, "status");
    for (const part of [/x-clickhouse-exception-code: 81/i, /Code: 81\. DB::Exception: /]) {
      if (!part.test(body)) throw new Error(`${part} is not in ${body}`);
    }
  },

  "a GET changes nothing": async (curl, face) => {
    const query = encodeURIComponent("DROP TABLE show5.curl");
    const { body } = await curl(...keyed(face), `${face.url}/?query=${query}`);
    if (!body.includes("Code: 164")) throw new Error(`a GET that drops a table is answered: ${body}`);
  },

  "without the key, or with a wrong one, there is no answer": async (curl, { url }) => {
    for (const args of [[], ["--user", "default:guessed"], ["--user", "root:"]]) {
      const { status, body } = await curl(...args, `${url}/?query=SELECT%201`);
      if (!(status === 401 || status === 403) || body.startsWith("1")) throw new Error(`${args}: ${status} ${body}`);
    }
  },

  "a web page's request is refused, though its browser had the key": async (curl, face) => {
    const asks: Record<string, string[]> = {
      "another origin": ["-H", "Origin: https://evil.example"],
      "an opaque origin": ["-H", "Origin: null"],
      "another site": ["-H", "Sec-Fetch-Site: cross-site"],
      "a name that points here": ["-H", "Host: evil.example:8123"],
      "another port's page": ["-H", "Origin: http://127.0.0.1:1"],
    };
    for (const [what, headers] of Object.entries(asks)) {
      const { status, body } = await curl(...headers, ...keyed(face), `${face.url}/?query=SELECT%2042`);
      if (status !== 403 || body.startsWith("42")) throw new Error(`${what} is answered: ${status} ${body}`);
    }
    const preflight = [
      "-X",
      "OPTIONS",
      "-H",
      "Origin: https://evil.example",
      "-H",
      "Access-Control-Request-Method: POST",
    ];
    const { body } = await curl("-D", "-", ...preflight, face.url);
    if (/access-control-allow/i.test(body)) throw new Error(`a page may ask: ${body}`);
  },
};
