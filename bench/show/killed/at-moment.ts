/**
 * Loaded into every part of an estate: SIGUSR2 makes it end itself, by SIGKILL, at its worst moment.
 *
 * That is the one at which a record is neither here nor there: a spool's write is done and not answered, an insert is
 * done and not committed, a ClickHouse has taken an insert's body. A part without such a moment ends soon, at any.
 */
import { open } from "node:fs/promises";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";

/** How long after an insert's last byte a ClickHouse is in the middle of it. */
const MID_INSERT_MS = 4;
const SOON_MS = 200;

type Any = (this: unknown, ...args: unknown[]) => unknown;

let armed = false;
const part = process.argv[2] ?? "";
const die = (): void => void process.kill(process.pid, "SIGKILL");
const isInsert = (url: string | undefined): boolean => /INSERT/i.test(decodeURIComponent(url ?? ""));

/** `around` is given the original as its first argument. */
function wrap(of: object, name: string, around: (original: Any, self: unknown, args: unknown[]) => unknown): void {
  const methods = of as Record<string, Any>;
  const original = methods[name]!;
  methods[name] = function (...args) {
    return around(original, this, args);
  };
}

async function watchWrites(): Promise<void> {
  const file = await open("/dev/null");
  wrap(Object.getPrototypeOf(file), "write", async (original, self, args) => {
    const taken = await original.apply(self, args);
    if (armed) die();
    return taken;
  });
  await file.close();
}

function watchAnswers(): void {
  wrap(http.ClientRequest.prototype, "emit", (original, self, args) => {
    if (armed && args[0] === "response" && isInsert((self as http.ClientRequest).path)) die();
    return original.apply(self, args);
  });
}

function watchRequests(): void {
  wrap(http.Server.prototype, "emit", (original, self, args) => {
    const request = args[1] as http.IncomingMessage;
    if (armed && args[0] === "request" && isInsert(request.url)) {
      request.once("end", () => setTimeout(die, Math.random() * MID_INSERT_MS));
    }
    return original.apply(self, args);
  });
}

if (part === "gateway") await watchWrites();
if (part === "analytics") watchAnswers();
if (part === "clickhouse") watchRequests();
syncBuiltinESMExports();

process.on("SIGUSR2", () => {
  armed = true;
  if (part === "agent" || part === "publisher") setTimeout(die, Math.random() * SOON_MS);
});
