/** Flows of every outcome that a program can meet, and of each how far its trace goes. */
import { appendFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { SpanName } from "../../../core/trace/spans.ts";
import { resetSocket } from "../../../io/flow/reset-socket.ts";
import { dialThrough } from "../../load-app.ts";
import type { Estate } from "../estate.ts";
import { type Apps, startApps } from "./behaviours.ts";

const PORT = 9;
/** Soon enough that a show gets many of them. */
const DEAF_MS = 300;

export interface Outcome {
  readonly host: string;
  readonly port: number;
  /** Of a hundred flows. */
  readonly share: number;
  /** The reason that its row ends with. */
  readonly reasons: readonly string[];
  /** The span that is the last, and has failed; undefined: it opened. */
  readonly failsAt?: SpanName;
  /** The program's part, once it has been told how it stands. */
  readonly program: "echoes" | "waits" | "aborts" | "leaves";
  /** Kept though the ratio says no. */
  readonly always: boolean;
}

const opened = { always: false } as const;
const failed = { program: "waits", always: true } as const;
const CLIENT = ["AGT_FLOW_CLIENT_CLOSED"];

export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  closed_by_program: { host: at("says"), port: PORT, share: 40, reasons: CLIENT, program: "echoes", ...opened },
  closed_by_app: {
    host: at("closes"),
    port: PORT,
    share: 9,
    reasons: ["APP_FLOW_CLOSED"],
    program: "waits",
    ...opened,
  },
  reset_by_app: { host: at("resets"), port: PORT, share: 7, reasons: ["APP_FLOW_RESET"], program: "waits", ...opened },
  aborted: { host: at("says"), port: PORT, share: 8, reasons: CLIENT, program: "aborts", ...opened },
  slow: { host: at("slow"), port: PORT, share: 3, reasons: CLIENT, program: "echoes", always: true },
  blocked: {
    host: "payroll.corp.example",
    port: 80,
    share: 6,
    reasons: ["CGW_POLICY_RULE_BLOCK"],
    failsAt: "decide",
    ...failed,
  },
  unknown: {
    host: "unknown.corp.example",
    port: 80,
    share: 5,
    reasons: ["CGW_APP_UNKNOWN"],
    failsAt: "decide",
    ...failed,
  },
  port_miss: { host: at("says"), port: 10, share: 4, reasons: ["AGT_STEER_PORT_MISS"], failsAt: "decide", ...failed },
  nobody: { host: at("nobody"), port: PORT, share: 3, reasons: ["CGW_SELECT_ALL_DOWN"], failsAt: "route", ...failed },
  forbidden: {
    host: at("forbidden"),
    port: PORT,
    share: 3,
    reasons: ["PUB_DIAL_FORBIDDEN"],
    failsAt: "lock",
    ...failed,
  },
  no_name: {
    host: at("nowhere"),
    port: PORT,
    share: 3,
    reasons: ["PUB_DNS_NOT_FOUND", "PUB_DNS_TIMEOUT"],
    failsAt: "resolve",
    ...failed,
  },
  refused: {
    host: "closed.corp.example",
    port: 80,
    share: 4,
    reasons: ["APP_DIAL_REFUSED"],
    failsAt: "connect",
    ...failed,
  },
  timed_out: { host: at("deaf"), port: PORT, share: 3, reasons: ["APP_DIAL_TIMEOUT"], failsAt: "connect", ...failed },
  left_early: {
    host: at("deaf"),
    port: PORT,
    share: 2,
    reasons: CLIENT,
    failsAt: "connect",
    program: "leaves",
    always: true,
  },
};

function at(name: string): string {
  return `${name}.trace.corp.example`;
}

/** Publishes what they need. Resolves once the publisher has heard of it. */
export async function prepare(estate: Estate): Promise<Apps> {
  const apps = await startApps();
  const { ports } = apps;
  const app = (name: string, spec: object) => ({
    ...{ kind: "App", name: `trace-${name}` },
    spec: { hosts: [at(name)], ports: [`tcp/${PORT}`], publishers: ["demo-publisher"], ...spec },
  });
  const open = (["says", "closes", "resets", "slow"] as const).map((name) =>
    app(name, { origin: `127.0.0.1:${ports[name]}` }),
  );
  const objects = [
    ...open,
    app("deaf", { origin: `127.0.0.1:${ports.deaf}`, connect_timeout_ms: DEAF_MS, probe: "off" }),
    { kind: "Publisher", name: "absent", spec: {} },
    app("nobody", { publishers: ["absent"] }),
    app("forbidden", { origin: "127.0.0.1:1" }),
    app("nowhere", { probe: "off" }),
  ];
  const names = objects.flatMap(({ kind, name }) => (kind === "App" ? [name] : []));
  const policy = { kind: "Policy", name: "trace", spec: { action: "allow", apps: names } };
  const file = join(estate.data, "trace.yaml");
  writeFileSync(file, [...objects, policy].map((one) => JSON.stringify(one)).join("\n---\n"));
  const allowed = Object.values(ports).join(", ");
  appendFileSync(join(estate.data, "publisher", "allow.yaml"), `  - { cidr: 127.0.0.1/32, ports: [${allowed}] }\n`);
  const applied = await estate.wayleave("apply", "-f", file);
  if (applied.exit !== 0) throw new Error(`apply failed: ${applied.stderr}${applied.stdout}`);
  return apps;
}

/** One flow from its program's side. Answers the program's port. */
export async function produce(estate: Estate, { host, port, program }: Outcome): Promise<number> {
  if (program === "leaves") return await leave(estate, host, port);
  let socket: Socket;
  try {
    socket = await dialThrough(estate.proxy, host, port);
  } catch {
    return 0;
  }
  const own = socket.localPort ?? 0;
  const over = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.resume();
  socket.write("hello\n");
  if (program === "aborts") {
    await new Promise((resolve) => socket.once("data", resolve));
    resetSocket(socket);
  } else if (program === "echoes") {
    await new Promise((resolve) => socket.once("data", resolve));
    socket.end();
  } else socket.once("end", () => socket.end());
  await over;
  return own;
}

/** Asks, and is gone before there is an answer. */
async function leave(estate: Estate, host: string, port: number): Promise<number> {
  const [proxyHost, proxyPort] = estate.proxy.split(":");
  const socket = connect({ host: proxyHost!, port: Number(proxyPort) });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const name = Buffer.from(host, "latin1");
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 5, 1, 0, 3, name.length]), name, Buffer.from([0, port])]));
  const own = socket.localPort ?? 0;
  await new Promise((resolve) => socket.once("data", resolve));
  // The publisher dials by then.
  await new Promise((resolve) => setTimeout(resolve, DEAF_MS / 3));
  resetSocket(socket);
  return own;
}
