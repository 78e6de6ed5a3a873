/**
 * path.3: thousands of flows aborted by their programs through one agent and one trunk; an open flow beside them and
 * an echo on the same trunk lose nothing.
 */
import { dialThrough, echo } from "../load-app.ts";
import { LOAD_HOST, LOAD_PORT, startLoadEstate } from "./load-estate.ts";

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const count = short ? 2_000 : 5_000;
  const load = await startLoadEstate({ split: true });
  const dial = () => dialThrough(load.estate.proxy, LOAD_HOST, LOAD_PORT);
  let echoes = 0;
  let aborted = 0;
  let seconds = 0;
  try {
    const neighbour = await dial();
    neighbour.write("echo\n");
    let going = true;
    const talking = (async () => {
      while (going) {
        await echo(neighbour, `${echoes} is said while others are cut\n`);
        echoes += 1;
      }
    })();
    progress(`${count} aborts`);
    const from = performance.now();
    const lane = async () => {
      while (aborted < count) {
        aborted += 1;
        const socket = await dial();
        socket.write("echo\nx");
        socket.resetAndDestroy();
      }
    };
    await Promise.all(Array.from({ length: 64 }, lane));
    seconds = (performance.now() - from) / 1000;
    going = false;
    await talking;
    await echo(neighbour, "still here");
    neighbour.destroy();
    if (!short && seconds > 10) failures.push(`${count} aborts took ${seconds.toFixed(1)} s`);
  } catch (error) {
    failures.push(String(error));
  } finally {
    await load.stop();
  }
  return { figures: { aborted, seconds: Number(seconds.toFixed(1)), neighbour_echoes: echoes }, failures };
}
