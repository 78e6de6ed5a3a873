/**
 * Real servers from Debian in the lab's data centre, which no route leads to: sshd, an rsync daemon, postgres, iperf3,
 * Caddy with HTTP/3, and xrdp.
 */
import { appendFileSync, chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../deploy/lab/io/trial.ts";
import { HOSTS } from "../../../deploy/lab/plan.ts";
import type { ShowLab } from "./in-place.ts";

const { v4, v6 } = HOSTS.workshop;
const POSTGRES = "/usr/lib/postgresql";
const AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
export const BIG_BYTES = 4 * 1024 * 1024;

export interface Workshop {
  /** Its keys, certificates and files. */
  readonly folder: string;
  /** All that xrdp has logged. */
  desktopLog(): string;
  /** Of the site's certificate: base64 of the SHA-256 of its public key, as Chromium wants it told. */
  readonly siteKey: string;
}

/** Starts all, and has the apps applied. */
export async function openWorkshop(lab: ShowLab): Promise<Workshop> {
  const folder = join(lab.data, "workshop");
  mkdirSync(folder, { mode: 0o755 });
  // Programs of other users must reach their own folder.
  chmodSync(lab.data, 0o755);
  const applied = lab.must("pop-1", "wayleave", "apply", "-f", join(import.meta.dirname, "workshop.yaml"));
  const [desktopLog, siteKey] = await Promise.all([
    openXrdp(lab, folder),
    openSite(lab, folder),
    openSsh(lab, folder),
    openRsync(lab, folder),
    openPostgres(lab, folder),
    lab.serve("iperf3", "datacentre", ["iperf3", "-s", "-B", v4], [v4, 5201]),
    applied,
  ]);
  return { folder, siteKey, desktopLog };
}

async function must(command: string, ...args: string[]): Promise<string> {
  const ran = await run(command, args);
  if (ran.exit !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${ran.exit}: ${ran.stderr}${ran.stdout}`);
  return ran.stdout;
}

async function openSsh(lab: ShowLab, folder: string): Promise<void> {
  const own = join(folder, "ssh");
  mkdirSync(own, { mode: 0o700 });
  mkdirSync("/run/sshd", { recursive: true });
  for (const key of ["host", "client"]) await must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", join(own, key));
  await must("cp", join(own, "client.pub"), join(own, "authorized"));
  const lines = ["Port 22", `ListenAddress ${v4}`, `ListenAddress ${v6}`, `HostKey ${join(own, "host")}`, "UsePAM no"];
  lines.push("StrictModes no", `AuthorizedKeysFile ${join(own, "authorized")}`);
  lines.push("PermitRootLogin prohibit-password", "PidFile none");
  writeFileSync(join(own, "sshd_config"), `${lines.join("\n")}\n`);
  await lab.serve("sshd", "datacentre", ["/usr/sbin/sshd", "-D", "-e", "-f", join(own, "sshd_config")], [v4, 22]);
}

async function openRsync(lab: ShowLab, folder: string): Promise<void> {
  const own = join(folder, "rsync");
  mkdirSync(join(own, "files"), { recursive: true });
  writeFileSync(join(own, "files", "big"), Buffer.alloc(BIG_BYTES, "rsync"));
  const module = ["[files]", `path = ${join(own, "files")}`, "read only = yes", "use chroot = no"];
  writeFileSync(join(own, "rsyncd.conf"), ["port = 873", `address = ${v4}`, ...module, ""].join("\n"));
  const words = ["--daemon", "--no-detach", "--log-file=/dev/stderr", `--config=${join(own, "rsyncd.conf")}`];
  await lab.serve("rsync", "datacentre", ["rsync", ...words], [v4, 873]);
}

async function openPostgres(lab: ShowLab, folder: string): Promise<void> {
  const own = join(folder, "postgres");
  mkdirSync(own, { mode: 0o700 });
  const id = async (flag: string) => Number(await must("id", flag, "postgres"));
  chownSync(own, await id("-u"), await id("-g"));
  const found = (await must("sh", "-c", `ls -d ${POSTGRES}/*/bin | tail -1`)).trim();
  const data = join(own, "data");
  const [as, ...rest] = AS_POSTGRES;
  await must(as!, ...rest, join(found, "initdb"), "-A", "trust", "-U", "demo", "-D", data, "--no-sync");
  appendFileSync(join(data, "pg_hba.conf"), "host all all 10.70.0.0/24 trust\n");
  const at = HOSTS.database.v4;
  const settings = ["-p", "5432", "-k", own, "-c", `listen_addresses=${at}`, "-c", "fsync=off"];
  await lab.serve(
    "postgres",
    "datacentre",
    [...AS_POSTGRES, join(found, "postgres"), "-D", data, ...settings],
    [at, 5432],
  );
}

/** HTTP/1.1 and 2 over TCP, HTTP/3 over QUIC; each answer says by which it goes and to whom. */
async function openSite(lab: ShowLab, folder: string): Promise<string> {
  const own = join(folder, "site");
  mkdirSync(own);
  const [key, cert] = [join(own, "key.pem"), join(own, "cert.pem")];
  const names = `subjectAltName=DNS:site.corp.example,IP:${v4},IP:${v6}`;
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  await must("openssl", "req", "-x509", ...made, "-subj", "/CN=site", "-addext", names, "-keyout", key, "-out", cert);
  writeFileSync(
    join(own, "Caddyfile"),
    `{
  admin off
  auto_https off
  storage file_system ${own}/caddy
}
https://site.corp.example, https://${v4} {
  bind ${v4}
  tls ${cert} ${key}
  header content-type text/html
  respond "<p>a site over {http.request.proto} for {http.request.remote.host}</p>"
}
`,
  );
  const command = ["caddy", "run", "--config", join(own, "Caddyfile"), "--adapter", "caddyfile"];
  await lab.serve("caddy", "datacentre", ["env", `HOME=${own}`, ...command], [v4, 443]);
  const digest =
    "openssl x509 -in $0 -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64";
  return (await must("sh", "-c", digest, cert)).trim();
}

async function openXrdp(lab: ShowLab, folder: string): Promise<() => string> {
  const own = join(folder, "xrdp");
  mkdirSync(own);
  const [key, cert] = [join(own, "key.pem"), join(own, "cert.pem")];
  const made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=desktop"];
  await must("openssl", "req", "-x509", ...made, "-keyout", key, "-out", cert);
  const given = await must("cat", "/etc/xrdp/xrdp.ini");
  const changed = given
    .replace(/^port=3389$/m, `port=tcp://${v4}:3389`)
    .replace(/^certificate=.*$/m, `certificate=${cert}`)
    .replace(/^key_file=.*$/m, `key_file=${key}`)
    .replace(/^(LogFile)=.*$/m, `$1=${join(own, "xrdp.log")}`)
    .replace(/^EnableSyslog=.*$/m, "EnableSyslog=false");
  writeFileSync(join(own, "xrdp.ini"), changed);
  await lab.serve("xrdp", "datacentre", ["xrdp", "--nodaemon", "--config", join(own, "xrdp.ini")], [v4, 3389]);
  return () => readFileSync(join(own, "xrdp.log"), "utf8");
}
