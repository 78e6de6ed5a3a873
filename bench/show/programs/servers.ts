/**
 * The real servers behind the publisher: sshd, rsync, postgres, nginx, a WebSocket server, a git repository. Each on a
 * port of its own on 127.0.0.1, in a folder of its own; those that refuse to run as root run as a user of theirs.
 */
import { appendFileSync, chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../estate.ts";
import { ServerProcess, type ServerProgram } from "./server-process.ts";

export interface Servers {
  readonly ports: { readonly ssh: number; rsync: number; postgres: number; web: number; tls: number; ws: number };
  stop(): Promise<void>;
}

const POSTGRES = "/usr/lib/postgresql";
const AS_POSTGRES = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];

/** The first start of everything, on a machine of two cores that is busy and reads from its disk for the first time. */
const COLD_MS = 90_000;

/** Starts all at once, and resolves when all listen. Rejects with a server's own words when one does not come up. */
export async function startServers(folder: string, base: number): Promise<Servers> {
  const ports = { ssh: base, rsync: base + 1, postgres: base + 2, web: base + 3, tls: base + 4, ws: base + 5 };
  const running: ServerProcess[] = [];
  const stop = async () => void (await Promise.all(running.map((server) => server.stop())));
  const waits: Promise<void>[] = [];
  const start = (program: ServerProgram, ...itsPorts: number[]) => {
    const server = new ServerProcess(program, folder);
    running.push(server);
    for (const port of itsPorts) waits.push(server.answers(port, COLD_MS));
  };
  try {
    // Programs of other users must be able to reach their own folder.
    chmodSync(folder, 0o755);
    await makeSsh(folder, ports.ssh);
    makeRsync(folder, ports.rsync);
    await makeWeb(folder, ports.web, ports.tls);
    writeFileSync(join(folder, "ws.py"), WEBSOCKET_ECHO);
    const postgres = await makePostgres(folder, ports.postgres);
    start(
      { name: "sshd", command: ["/usr/sbin/sshd", "-D", "-e", "-f", join(folder, "ssh", "sshd_config")] },
      ports.ssh,
    );
    const rsync = [
      "--daemon",
      "--no-detach",
      "--log-file=/dev/stderr",
      `--config=${join(folder, "rsync", "rsyncd.conf")}`,
    ];
    start({ name: "rsync", command: ["rsync", ...rsync] }, ports.rsync);
    start({ name: "postgres", command: ["setpriv", ...AS_POSTGRES, ...postgres], endBy: "SIGINT" }, ports.postgres);
    // nginx's workers outlive a master that is killed: it is asked to end.
    const nginx = ["-p", join(folder, "web"), "-c", "nginx.conf", "-g", "daemon off;"];
    start({ name: "nginx", command: ["nginx", ...nginx] }, ports.web, ports.tls);
    start({ name: "websocket", command: ["/usr/bin/python3", join(folder, "ws.py"), String(ports.ws)] }, ports.ws);
    await Promise.all(waits);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

async function must(command: string, args: string[]): Promise<void> {
  const ran = await run(command, args, COLD_MS);
  if (ran.exit !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${ran.exit}: ${ran.stderr || ran.stdout}`);
}

async function makeSsh(folder: string, port: number): Promise<void> {
  const own = join(folder, "ssh");
  mkdirSync(own, { mode: 0o700 });
  mkdirSync("/run/sshd", { recursive: true });
  for (const key of ["host", "client"])
    await must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(own, key)]);
  await must("cp", [join(own, "client.pub"), join(own, "authorized")]);
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(own, "host")}`,
    "UsePAM no",
    "StrictModes no",
  ];
  lines.push(`AuthorizedKeysFile ${join(own, "authorized")}`, "PermitRootLogin prohibit-password", "PidFile none");
  writeFileSync(join(own, "sshd_config"), `${lines.join("\n")}\n`);
}

function makeRsync(folder: string, port: number): void {
  const own = join(folder, "rsync");
  mkdirSync(join(own, "files"), { recursive: true });
  writeFileSync(join(own, "files", "big"), Buffer.alloc(8 * 1024 * 1024, "rsync"));
  const module = ["[files]", `path = ${join(own, "files")}`, "read only = yes", "use chroot = no"];
  writeFileSync(join(own, "rsyncd.conf"), [`port = ${port}`, "address = 127.0.0.1", ...module, ""].join("\n"));
}

async function makePostgres(folder: string, port: number): Promise<string[]> {
  const own = join(folder, "postgres");
  mkdirSync(own, { mode: 0o700 });
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  chownSync(own, await id("-u"), await id("-g"));
  const found = (await run("sh", ["-c", `ls -d ${POSTGRES}/*/bin | tail -1`])).stdout.trim();
  const made = ["-A", "trust", "-U", "demo", "-D", join(own, "data"), "--no-sync"];
  await must("setpriv", [...AS_POSTGRES, join(found, "initdb"), ...made]);
  // The publisher dials from another loopback address than the one that initdb trusts.
  appendFileSync(join(own, "data", "pg_hba.conf"), "host all all 127.0.0.0/8 trust\n");
  const settings = ["-p", String(port), "-k", own, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"];
  return [join(found, "postgres"), "-D", join(own, "data"), ...settings];
}

async function makeWeb(folder: string, port: number, tls: number): Promise<void> {
  const own = join(folder, "web");
  for (const part of ["pages", "uploads", "logs", "tmp"]) mkdirSync(join(own, part), { recursive: true, mode: 0o777 });
  for (const part of ["pages", "uploads", "tmp"]) chmodSync(join(own, part), 0o777);
  writeFileSync(join(own, "pages", "page.txt"), "a page of nginx\n");
  const subject = ["-subj", "/CN=web.corp.example", "-addext", "subjectAltName=DNS:web.corp.example"];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  await must("openssl", [
    "req",
    "-x509",
    ...made,
    ...subject,
    "-keyout",
    join(own, "key.pem"),
    "-out",
    join(own, "cert.pem"),
  ]);
  await must("git", ["init", "-q", "--bare", join(own, "pages", "repo.git")]);
  const work = join(own, "work");
  await must("git", ["init", "-q", work]);
  const author = ["-c", "user.name=demo", "-c", "user.email=demo@corp.example"];
  await must("git", ["-C", work, ...author, "commit", "-q", "--allow-empty", "-m", "first"]);
  await must("git", ["-C", work, "push", "-q", join(own, "pages", "repo.git"), "HEAD:main"]);
  await must("git", ["-C", join(own, "pages", "repo.git"), "symbolic-ref", "HEAD", "refs/heads/main"]);
  await must("git", ["-C", join(own, "pages", "repo.git"), "update-server-info"]);
  writeFileSync(join(own, "nginx.conf"), nginxConf(own, port, tls));
}

const nginxConf = (own: string, port: number, tls: number): string => `
user root;
pid ${own}/nginx.pid;
error_log ${own}/logs/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${own}/tmp;
  client_max_body_size 64m;
  dav_methods PUT;
  server { listen 127.0.0.1:${port}; root ${own}/pages; location /up/ { alias ${own}/uploads/; } }
  server {
    listen 127.0.0.1:${tls} ssl http2;
    ssl_certificate ${own}/cert.pem;
    ssl_certificate_key ${own}/key.pem;
    root ${own}/pages;
  }
}
`;

const WEBSOCKET_ECHO = `
import asyncio, sys, websockets
async def echo(socket, path=None):
    async for message in socket:
        await socket.send(message)
async def main():
    async with websockets.serve(echo, "127.0.0.1", int(sys.argv[1])):
        await asyncio.Future()
asyncio.run(main())
`;
