/**
 * Loaded into every part of an estate by `node --import`: SIGUSR2 collects all garbage, so that a show can weigh what a
 * process holds rather than what it has not thrown away yet; and tells what of that is whose.
 */
import { renameSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { collectedMark } from "./processes.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
setFlagsFromString("--no-expose-gc");
process.on("SIGUSR2", () => {
  // What the first round finalizes (sockets, contexts of TLS), the second frees.
  collect();
  setImmediate(() => {
    collect();
    const mark = collectedMark(process.pid);
    writeFileSync(`${mark}.new`, JSON.stringify(process.memoryUsage()));
    renameSync(`${mark}.new`, mark);
  });
});
