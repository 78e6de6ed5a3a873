/**
 * haproxy as the peer: four processes in a chain, TLS 1.3 between them as between our parts (the same cipher, P-256,
 * certificates checked on both sides), plain TCP at both ends, one thread each, all else by its defaults.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeRange, run } from "../show/estate.ts";
import { ServerProcess } from "../show/programs/server-process.ts";
import { type Path, type PathKind, untilClosed } from "./path.ts";

const HOPS = 3;
const UP_MS = 20_000;
/** Two sockets a flow and some to spare. */
const FLOWS_MAX = 8_000;

export const haproxy: PathKind = {
  name: "haproxy",
  title: "haproxy, TLS x3",
  async version() {
    const ran = await run("haproxy", ["-vv"]);
    if (ran.exit !== 0) throw new Error("haproxy, the peer, can't be run; on Debian: apt-get install haproxy");
    const library = /Running on OpenSSL version : (.*)/.exec(ran.stdout)?.[1] ?? "unknown TLS library";
    return `haproxy ${/version (\S+)/.exec(ran.stdout)?.[1]}, ${library}`;
  },
  async start(app) {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-haproxy-"));
    const servers: ServerProcess[] = [];
    const base = await freeRange();
    const ports = Array.from({ length: HOPS + 1 }, (_, at) => base + at);
    const stop = async () => {
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
      await untilClosed("haproxy", ports);
    };
    try {
      await makeCertificates(folder);
      for (const [at, port] of ports.entries()) {
        const file = join(folder, `haproxy-${at}.cfg`);
        writeFileSync(file, config(folder, at, port, ports[at + 1] ?? app.port));
        servers.push(new ServerProcess({ name: `haproxy-${at}`, command: ["haproxy", "-db", "-f", file] }, folder));
      }
      for (const [at, server] of servers.entries()) await server.answers(ports[at]!, UP_MS);
    } catch (error) {
      await stop();
      throw error;
    }
    return pathOf(servers, ports[0]!, stop);
  },
};

const pathOf = (servers: ServerProcess[], port: number, stop: () => Promise<void>): Path => ({
  ...{ target: { to: `127.0.0.1:${port}` }, carriers: servers.map(({ pid }) => pid), recorders: [], stop },
});

/** The first takes plain TCP, the last gives it to the app; between them each is a TLS server and a TLS client. */
function config(folder: string, at: number, listen: number, to: number): string {
  const [ca, pair] = [join(folder, "ca.pem"), join(folder, "pair.pem")];
  const takes = at === 0 ? "" : ` ssl crt ${pair} ca-file ${ca} verify required`;
  const gives = at === HOPS ? "" : ` ssl verify required ca-file ${ca} crt ${pair}`;
  const tls = (side: string) =>
    `  ssl-default-${side}-options ssl-min-ver TLSv1.3
  ssl-default-${side}-ciphersuites TLS_AES_256_GCM_SHA384`;
  return `global
  nbthread 1
  maxconn ${FLOWS_MAX}
${tls("bind")}
${tls("server")}
defaults
  mode tcp
  maxconn ${FLOWS_MAX}
  timeout connect 10s
  timeout client 1h
  timeout server 1h
frontend entry
  bind 127.0.0.1:${listen}${takes}
  default_backend next
backend next
  server next 127.0.0.1:${to}${gives}
`;
}

async function makeCertificates(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name);
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  await openssl(...made, "-subj", "/CN=bench", "-keyout", at("ca.key"), "-out", at("ca.pem"));
  const signed = ["-CA", at("ca.pem"), "-CAkey", at("ca.key")];
  await openssl(...made, ...signed, "-subj", "/CN=hop", "-keyout", at("leaf.key"), "-out", at("leaf.pem"));
  const both = await run("cat", [at("leaf.pem"), at("leaf.key")]);
  writeFileSync(at("pair.pem"), both.stdout, { mode: 0o600 });
}

async function openssl(...args: string[]): Promise<void> {
  const ran = await run("openssl", args);
  if (ran.exit === 127) throw new Error("openssl makes the peer's certificates and isn't here; on Debian: openssl");
  if (ran.exit !== 0) throw new Error(`openssl ${args.join(" ")}: ${ran.stderr}`);
}
