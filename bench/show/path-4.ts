/**
 * path.4: real programs unchanged through the agent's proxy, against real servers; and a client in another language
 * made from the .proto files alone.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLoadApp } from "../load-app.ts";
import { type Estate, type Ran, run, startEstate, until } from "./estate.ts";
import { type Servers, startServers } from "./programs/servers.ts";
import { publish } from "./publish.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** A busy machine's publisher may take its time. */
const SERVED_MS = 60_000;
/** A Python that has grpcio and grpcio-tools; `.ci/run` makes one. */
const PYTHON = process.env.WAYLEAVE_E2E_PYTHON ?? join(ROOT, ".ci", "python", "bin", "python");

export async function show({ progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, string> = {};
  const folder = mkdtempSync(join(tmpdir(), "wayleave-programs-"));
  const app = await startLoadApp();
  let estate: Estate | undefined;
  let servers: Servers | undefined;
  try {
    progress("starting the estate");
    estate = await startEstate({ split: true });
    progress("starting servers");
    servers = await startServers(folder, estate.portBase + 60);
    await publish(estate, [
      ...Object.entries(servers.ports).map(([name, origin]) => ({
        name,
        host: `${name}.corp.example`,
        port: origin,
        origin,
      })),
      { name: "load", host: "load.corp.example", port: 9, origin: app.port },
    ]);
    await served(estate, `http://web.corp.example:${servers.ports.web}/page.txt`);
    for (const [name, [ran, wanted]] of Object.entries(await programs(estate, servers, folder, progress))) {
      const fine = ran.exit === 0 && ran.stdout.includes(wanted);
      figures[name] = fine ? "ok" : "failed";
      if (!fine) failures.push(`${name}: exit ${ran.exit}: ${ran.stdout.slice(-300)} ${ran.stderr.slice(-600)}`);
    }
  } catch (error) {
    failures.push(String(error));
  } finally {
    await estate?.stop();
    await servers?.stop();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { figures, failures };
}

const curl = (estate: Estate, ...args: string[]): Promise<Ran> =>
  run("curl", ["-sS", "-m", "20", "-x", `socks5h://${estate.proxy}`, ...args]);

/** The publisher hears of an app and of its allow file in its own time. */
async function served(estate: Estate, ...args: string[]): Promise<void> {
  const probe = async () => {
    const { exit, stdout, stderr } = await curl(estate, ...args);
    if (exit !== 0 || !stdout.includes("a page of nginx")) throw new Error(`exit ${exit}: ${stdout}${stderr}`);
    return true;
  };
  await until(`${args.at(-1)} through the agent's proxy`, probe, SERVED_MS);
}

async function programs(estate: Estate, { ports }: Servers, folder: string, progress: (text: string) => void) {
  const done: Record<string, [Ran, string]> = {};
  const trial = async (name: string, wanted: string, ran: Promise<Ran>) => {
    progress(name);
    done[name] = [await ran, wanted];
  };
  const [proxyHost, proxyPort] = estate.proxy.split(":");
  const ca = ["--cacert", join(folder, "web", "cert.pem")];
  const tls = `https://web.corp.example:${ports.tls}/page.txt`;
  await publish(estate, [{ name: "webtls", host: "web.corp.example", port: ports.tls, origin: ports.tls }]);
  await served(estate, ...ca, tls);
  await trial("curl HTTP/1.1", "a page of nginx", curl(estate, `http://web.corp.example:${ports.web}/page.txt`));
  await trial(
    "curl HTTP/2",
    "2 200",
    curl(estate, ...ca, "--http2", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", tls),
  );
  const body = join(folder, "body");
  writeFileSync(body, Buffer.alloc(8 * 1024 * 1024, "chunked"));
  const up = ["-H", "Transfer-Encoding: chunked", "-T", body, "-w", "%{http_code}"];
  const url = `http://web.corp.example:${ports.web}/up/body`;
  await trial("curl chunked upload", "201", curl(estate, ...up, url));
  if (!readFileSync(body).equals(readFileSync(join(folder, "web", "uploads", "body"))))
    throw new Error("the upload differs");
  const connect = ["-x", `http://${estate.proxy}`, "-sS", "-m", "20"];
  await trial("curl chunked upload, absolute form", "204", run("curl", [...connect, ...up, url]));
  const key = [
    "-i",
    join(folder, "ssh", "client"),
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
  ];
  const command = ["-o", `ProxyCommand=nc -X 5 -x ${estate.proxy} %h %p`, "-p", String(ports.ssh)];
  await trial("ssh", "over ssh", run("ssh", [...key, ...command, "root@ssh.corp.example", "echo", "over", "ssh"]));
  const rsync = ["-a", "--port", String(ports.rsync), "rsync://rsync.corp.example/files/", join(folder, "synced")];
  await trial("rsync", "", run("env", [`RSYNC_PROXY=${estate.proxy}`, "rsync", ...rsync]));
  const same = await run("cmp", [join(folder, "rsync", "files", "big"), join(folder, "synced", "big")]);
  if (same.exit !== 0) throw new Error("rsync: files differ");
  writeFileSync(
    join(folder, "chains.conf"),
    `strict_chain\nproxy_dns\nremote_dns_subnet 224\n[ProxyList]\nsocks5 ${proxyHost} ${proxyPort}\n`,
  );
  const psql = ["psql", "-At", "-h", "postgres.corp.example", "-p", String(ports.postgres), "-U", "demo", "postgres"];
  const query = ["-c", "select count(*) from generate_series(1, 100000)"];
  await trial("psql", "100000", run("proxychains4", ["-q", "-f", join(folder, "chains.conf"), ...psql, ...query]));
  const ws = `import websocket
ws = websocket.create_connection("ws://ws.corp.example:${ports.ws}/", http_proxy_host="${proxyHost}",
    http_proxy_port=${proxyPort}, proxy_type="http", timeout=20)
ws.send("a" * 200000)
print(len(ws.recv()))`;
  await trial("WebSocket", "200000", run("/usr/bin/python3", ["-c", ws]));
  const git = ["-c", `http.proxy=socks5h://${estate.proxy}`, "clone", "-q"];
  const repo = `http://web.corp.example:${ports.web}/repo.git`;
  await trial("git clone", "", run("git", [...git, repo, join(folder, "clone")]));
  await trial("git log", "first", run("git", ["-C", join(folder, "clone"), "log", "--oneline"]));
  await trial("Python gRPC", "echoed 21", otherLanguage(estate));
  return done;
}

/** Made from the .proto files, with the demo agent's certificate. */
function otherLanguage(estate: Estate): Promise<Ran> {
  const gateway = estate.runFile().endpoints.gateways[0]!;
  const agent = join(estate.data, "agent");
  const python = [join(ROOT, "bench", "show", "programs", "grpc_client.py"), join(ROOT, "proto"), gateway];
  const as = [join(agent, "identity"), join(agent, "trust"), "load.corp.example", "9", "gateway-1"];
  return run(PYTHON, [...python, ...as]);
}
