/** What a person's programs do through the agent: every way in, every kind of refusal; and the publisher's resolver. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import dnsPacket from "dns-packet";
import { dialThrough, echo } from "../../load-app.ts";
import { run } from "../estate.ts";
import { INTRANET, PORTS } from "./parts.ts";
import { asUser, RESOLVER, type User } from "./world.ts";

const PROXY = `127.0.0.1:${PORTS.proxy}`;
const LANES = 4;

export interface Resolver {
  readonly asked: () => number;
  close(): void;
}

/** The name server of the private network: it knows the intranet and nothing else. */
export async function startResolver(): Promise<Resolver> {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (bytes, from) => {
    const query = dnsPacket.decode(bytes);
    const [question] = query.questions ?? [];
    if (question === undefined) return;
    asked += 1;
    const known = question.name.toLowerCase() === INTRANET.host;
    const answer = { type: "A", name: question.name, ttl: 1, data: INTRANET.address } as const;
    const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | (known ? 0 : 3);
    const answers = known && question.type === "A" ? [answer] : [];
    const reply = { type: "response", flags, ...(query.id === undefined ? {} : { id: query.id }) } as const;
    socket.send(dnsPacket.encode({ ...reply, questions: [question], answers }), from.port, from.address);
  });
  socket.bind(53, RESOLVER);
  await once(socket, "listening");
  return { asked: () => asked, close: () => socket.close() };
}

/** Ways of a program to an app and how each must end: curl's exit code, or the status over HTTP. */
interface Way {
  readonly name: string;
  readonly flags: readonly string[];
  readonly url: string;
  readonly ends: string;
  /** Of a hundred flows. */
  readonly share: number;
}

const socks = ["-x", `socks5h://${PROXY}`];
const http = ["-x", `http://${PROXY}`];
const WIKI = "http://wiki.corp.example/";
const ways = (stub: string): Way[] => [
  { name: "socks5h", flags: socks, url: WIKI, ends: "200", share: 30 },
  { name: "connect", flags: ["-p", ...http], url: WIKI, ends: "200", share: 15 },
  { name: "absolute", flags: http, url: WIKI, ends: "200", share: 15 },
  { name: "stub", flags: ["-x", `socks5://${PROXY}`], url: `http://${stub}/`, ends: "200", share: 10 },
  { name: "wildcard", flags: http, url: "http://a.dev.corp.example:8000/", ends: "200", share: 5 },
  { name: "address", flags: http, url: "http://10.20.1.2/", ends: "200", share: 5 },
  { name: "blocked", flags: http, url: "http://payroll.corp.example/", ends: "403", share: 5 },
  { name: "closed", flags: http, url: "http://closed.corp.example/", ends: "502", share: 5 },
  { name: "unknown", flags: http, url: "http://nothing.corp.example/", ends: "502", share: 5 },
  { name: "foreign", flags: http, url: "http://example.org/", ends: "403", share: 5 },
];

/** So many flows and a few echoes, each a connection of its own; answers how many of each kind ended as they must. */
export async function browse(
  person: User,
  flows: number,
  fail: (text: string) => void,
): Promise<Record<string, number>> {
  const stub = await dig(person, "wiki.corp.example");
  const work = ways(stub).flatMap((way) => batches(way, Math.round((flows * way.share) / 100)));
  const right: Record<string, number> = {};
  const lane = async () => {
    for (let next = work.shift(); next !== undefined; next = work.shift()) {
      const { way, count } = next;
      const ends = await curl(person, way, count);
      const good = ends.filter((end) => end === way.ends).length;
      right[way.name] = (right[way.name] ?? 0) + good;
      if (good !== count)
        fail(`${way.name}: ${count - good} of ${count} flows ended otherwise than ${way.ends}: ${ends}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const echoes = Math.ceil(flows / 100);
  for (let n = 0; n < echoes; n += 1) await say("echo.corp.example", 7, "");
  return { ...right, echo: echoes };
}

const BATCH = 25;

function batches(way: Way, flows: number): { way: Way; count: number }[] {
  const whole = Array.from({ length: Math.floor(flows / BATCH) }, () => ({ way, count: BATCH }));
  return flows % BATCH === 0 ? whole : [...whole, { way, count: flows % BATCH }];
}

/** The HTTP status of each of so many requests of one program, every one by a connection of its own. */
async function curl(person: User, { flags, url }: Way, count: number): Promise<string[]> {
  const each = ["-sS", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}\\n", "-H", "Connection: close"];
  const [program, args] = asUser(person, "curl", [...each, ...flags, `${url}?[1-${count}]`]);
  const ran = await run(program, args, 60_000);
  return ran.stdout.trim().split("\n");
}

/** The stub of a name, asked by UDP and by TCP. */
export async function dig(person: User, name: string): Promise<string> {
  const ask = async (...flags: string[]) => {
    const words = ["+short", "+tries=1", ...flags, "-p", String(PORTS.dns), "@127.0.0.1", name];
    return (await run(...asUser(person, "dig", words))).stdout.trim();
  };
  const [udp, tcp] = [await ask(), await ask("+tcp")];
  if (!/^100\.\d+\.\d+\.\d+$/.test(udp) || tcp !== udp) throw new Error(`dig ${name}: ${udp} by UDP, ${tcp} by TCP`);
  return udp;
}

/** A program that loses its gateway in the middle hears of it within the bound of a dead peer. */
const TALK_MS = 15_000;

/** One flow to the app whose name the publisher resolves. */
export const talk = (port: number): Promise<void> => say(INTRANET.host, port, "echo\n");

/** One flow that says something and hears it back; `first` goes before and is not said back. */
async function say(host: string, port: number, first: string): Promise<void> {
  const late = AbortSignal.timeout(TALK_MS);
  const hung = new Promise<never>((_, reject) => late.addEventListener("abort", () => reject(new Error("hung"))));
  const exchange = async () => {
    const socket = await dialThrough(PROXY, host, port);
    socket.write(first);
    await echo(socket, "are you there?");
    socket.destroy();
  };
  await Promise.race([exchange(), hung]);
}
