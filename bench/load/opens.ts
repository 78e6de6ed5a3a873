/**
 * A program that opens connections at a steady rate: `opens.ts PORT COUNT MS`. It says a byte when it is ready, begins
 * when it hears one, keeps each connection until its far side ends it, and stays until it is killed.
 */
import { connect } from "node:net";

const [port, count, ms] = process.argv.slice(2).map(Number) as [number, number, number];
let made = 0;

function open(): void {
  made += 1;
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => {});
  socket.on("end", () => socket.destroy());
  socket.resume();
}

process.stdout.write("r");
process.stdin.once("data", () => {
  const began = performance.now();
  // Late ones are made up for at once.
  const every = Math.max(1, Math.floor(ms / count / 2));
  const timer = setInterval(() => {
    for (const due = Math.min(count, ((performance.now() - began) / ms) * count); made < due; ) open();
    if (made >= count) clearInterval(timer);
  }, every);
});
