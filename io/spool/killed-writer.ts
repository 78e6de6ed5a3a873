/** For tests: a process that appends until it is killed, and says each acknowledged sequence on its standard output. */
import { writeSync } from "node:fs";
import { openSpool } from "./open-spool.ts";
import type { SyncMode } from "./spool.ts";
import { recordOf } from "./trial.ts";

const [folder = "", lanes = "1", sync = "group", bytes = "200", fileBytes = "65536"] = process.argv.slice(2);
/** Lines go out at once: what a kill finds in a buffer of ours would be an acknowledgement that nobody heard. */
const say = (text: string): void => void writeSync(1, `${text}\n`);

try {
  const spool = await openSpool({
    folder,
    fileBytes: Number(fileBytes),
    sync: sync as SyncMode,
    state: () => Array.from({ length: 5 }, (_, n) => recordOf(n, 40)),
  });
  say(`boot ${spool.boot}`);
  const lane = async (): Promise<void> => {
    for (;;) {
      let sequence = 0;
      try {
        await spool.append((n) => recordOf((sequence = n), Number(bytes) + (n % 50)), "optional");
        say(`${sequence}`);
      } catch (error) {
        say(`refused ${(error as { code?: string }).code}`);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Number(lanes) }, lane));
  await spool.close();
} catch (error) {
  say(`failed ${(error as Error).message}`);
}
