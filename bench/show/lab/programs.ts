/** Unmodified programs on the lab's laptop that reach the data centre's servers, and the flow that each makes. */
import { join } from "node:path";
import type { Ran } from "../../../deploy/lab/io/trial.ts";
import { HOSTS } from "../../../deploy/lab/plan.ts";
import { BIG_BYTES, type Workshop } from "./workshop.ts";

const { v4, v6 } = HOSTS.workshop;

/** What the record must say of the flow. */
export interface MadeFlow {
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly process: string;
}

export interface Trial {
  readonly name: string;
  readonly command: readonly string[];
  /** In what it prints, once it has ended with 0. */
  readonly wanted: RegExp;
  readonly flows: readonly MadeFlow[];
}

const flow = (app: string, host: string, port: number, process: string, protocol: "tcp" | "udp" = "tcp"): MadeFlow => ({
  ...{ app, host, port, protocol, process },
});
const curl = (...words: string[]): string[] => ["curl", "-sS", "-m", "15", ...words];
const PEER = /peer: (10\.70\.0\.[23]|fd00:70:0:1::[23]) \d+/;

/** `own`: a folder for what programs write. */
export function trials({ folder, siteKey }: Workshop, own: string): Trial[] {
  return [...web(folder), ...shells(folder, own), ...speeds(), ...browsers(siteKey, own), ...names()];
}

function web(folder: string): Trial[] {
  const ca = ["--cacert", join(folder, "site", "cert.pem")];
  const site = /a site over HTTP\/2\.0 for 10\.70\.0\.[23]/;
  return [
    {
      name: "curl by name",
      command: curl("http://wiki.corp.example/"),
      wanted: PEER,
      flows: [flow("wiki", "wiki.corp.example", 80, "curl")],
    },
    {
      name: "curl by address",
      command: curl(`http://${HOSTS.database.v4}/`),
      wanted: PEER,
      flows: [flow("database", HOSTS.database.v4, 80, "curl")],
    },
    {
      name: "curl by IPv6 address",
      command: curl(`http://[${HOSTS.database.v6}]/`),
      wanted: PEER,
      flows: [flow("database", HOSTS.database.v6, 80, "curl")],
    },
    {
      name: "curl with TLS by name",
      command: curl(...ca, "https://site.corp.example/"),
      wanted: site,
      flows: [flow("site", "site.corp.example", 443, "curl")],
    },
    {
      name: "curl with TLS by address",
      command: curl(...ca, `https://${v4}/`),
      wanted: site,
      flows: [flow("workshop", v4, 443, "curl")],
    },
  ];
}

function shells(folder: string, own: string): Trial[] {
  const key = ["-i", join(folder, "ssh", "client"), "-o", "StrictHostKeyChecking=no"];
  const ssh = (host: string) => ["ssh", ...key, "-o", "UserKnownHostsFile=/dev/null", `root@${host}`, "echo over ssh"];
  const synced = (host: string, to: string) => [
    ...["sh", "-c", `rsync -a "$0" "$1" && wc -c <"$1/big"`],
    ...[`rsync://${host}/files/`, join(own, to)],
  ];
  const psql = (host: string) => [
    ...["psql", "-At", "-h", host, "-U", "demo", "postgres", "-c"],
    "select count(*) from generate_series(1, 100000)",
  ];
  const bytes = new RegExp(`^${BIG_BYTES}$`, "m");
  const names: Trial[] = [
    {
      name: "ssh by name",
      command: ssh("ssh.corp.example"),
      wanted: /^over ssh$/m,
      flows: [flow("ssh", "ssh.corp.example", 22, "ssh")],
    },
    {
      name: "rsync by name",
      command: synced("files.corp.example", "named"),
      wanted: bytes,
      flows: [flow("files", "files.corp.example", 873, "rsync")],
    },
    {
      name: "psql by name",
      command: psql("db.corp.example"),
      wanted: /^100000$/m,
      flows: [flow("database", "db.corp.example", 5432, "psql")],
    },
  ];
  const addresses: Trial[] = [
    {
      name: "ssh by address",
      command: ssh(v4),
      wanted: /^over ssh$/m,
      flows: [flow("workshop", v4, 22, "ssh")],
    },
    {
      name: "ssh by IPv6 address",
      command: ssh(v6),
      wanted: /^over ssh$/m,
      flows: [flow("workshop", v6, 22, "ssh")],
    },
    {
      name: "rsync by address",
      command: synced(v4, "addressed"),
      wanted: bytes,
      flows: [flow("workshop", v4, 873, "rsync")],
    },
    {
      name: "psql by address",
      command: psql(HOSTS.database.v4),
      wanted: /^100000$/m,
      flows: [flow("database", HOSTS.database.v4, 5432, "psql")],
    },
  ];
  return [...names, ...addresses];
}

function speeds(): Trial[] {
  const iperf = (host: string, ...words: string[]) => ["iperf3", "-c", host, "-t", "2", ...words];
  const of = (name: string, app: string, host: string): Trial[] => [
    {
      name: `iperf3 over TCP ${name}`,
      command: iperf(host),
      wanted: /receiver/,
      flows: [flow(app, host, 5201, "iperf3"), flow(app, host, 5201, "iperf3")],
    },
    {
      name: `iperf3 over UDP ${name}`,
      command: iperf(host, "-u", "-b", "4M", "-l", "1200"),
      wanted: /receiver/,
      flows: [flow(app, host, 5201, "iperf3"), flow(app, host, 5201, "iperf3", "udp")],
    },
  ];
  return [...of("by name", "speed", "speed.corp.example"), ...of("by address", "workshop", v4)];
}

function browsers(siteKey: string, own: string): Trial[] {
  const chromium = (profile: string, url: string, ...words: string[]) => [
    ...["timeout", "50", "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"],
    ...[`--user-data-dir=${join(own, profile)}`, "--virtual-time-budget=8000", ...words, "--dump-dom", url],
  ];
  const quic = (host: string) => [
    ...["--enable-quic", `--origin-to-force-quic-on=${host}:443`],
    `--ignore-certificate-errors-spki-list=${siteKey}`,
  ];
  const http3 = /a site over HTTP\/3\.0 for 10\.70\.0\.[23]/;
  return [
    {
      name: "Chromium by name",
      command: chromium("plain", "http://wiki.corp.example/"),
      wanted: PEER,
      flows: [flow("wiki", "wiki.corp.example", 80, "chromium")],
    },
    {
      name: "Chromium over HTTP/3 by name",
      command: chromium("quic", "https://site.corp.example/", ...quic("site.corp.example")),
      wanted: http3,
      flows: [flow("site", "site.corp.example", 443, "chromium", "udp")],
    },
    {
      name: "Chromium over HTTP/3 by address",
      command: chromium("quic-address", `https://${v4}/`, ...quic(v4)),
      wanted: http3,
      flows: [flow("workshop", v4, 443, "chromium", "udp")],
    },
  ];
}

/** By the system's resolver; what they find is the data centre's own word. */
function names(): Trial[] {
  const dig = (type: string, name: string) => ["dig", "+short", "+time=5", "+tries=1", type, name];
  const of = (type: string, name: string, wanted: RegExp): Trial => ({
    name: `dig ${type}`,
    command: dig(type, name),
    wanted,
    flows: [],
  });
  return [
    of("A", "portal.corp.example", /^10\.70\.0\.20$/m),
    of("AAAA", "portal.corp.example", /^fd00:70:0:1::20$/m),
    of("SRV", "_postgresql._tcp.corp.example", /^10 10 5432 db\.corp\.example\.$/m),
    of("TXT", "corp.example", /"v=lab1" "the data centre's view"/),
  ];
}

export const ended = (trial: Trial, { exit, stdout }: Ran): boolean => exit === 0 && trial.wanted.test(stdout);
