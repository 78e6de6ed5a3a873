/**
 * The look-up of processes as a process of its own, to be measured: `programs-alone.ts COUNT HOW` takes COUNT
 * connections, looks for the process of each, and ends it then where HOW is `short`. It sends its port, then figures.
 */
import { createServer, type Socket } from "node:net";
import { programEnds } from "./peer-uid.ts";
import { Programs } from "./programs.ts";

process.on("disconnect", () => process.exit(0));

const [count, how] = [Number(process.argv[2]), process.argv[3]];
const programs = new Programs();
const waited: number[] = [];
let found = 0;

function tell(): void {
  waited.sort((a, b) => a - b);
  const at = (part: number) => Number((waited[Math.floor(waited.length * part)] ?? 0).toFixed(2));
  process.send?.({ found, p50_ms: at(0.5), p99_ms: at(0.99), walks: programs.counters["process_walks"] });
}

const server = createServer({ noDelay: true }, (socket: Socket) => {
  socket.on("error", () => {});
  const at = performance.now();
  const ends = programEnds(socket);
  const told = ends === undefined ? Promise.resolve(undefined) : programs.tcp(ends);
  void told.then((one) => {
    waited.push(performance.now() - at);
    if (one?.name) found += 1;
    if (how === "short") socket.end();
    if (waited.length === count) tell();
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
