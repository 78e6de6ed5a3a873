/**
 * path.3: thousands of flows aborted by their programs through one agent and one trunk; a flow of
 * the same agent that is open all the while, and one of another agent through the same trunk, lose nothing.
 */
import { resetSocket } from "../../io/flow/reset-socket.ts";
import { dialThrough, echo } from "../load-app.ts";
import { LOAD_HOST, LOAD_PORT, startLoadEstate } from "./load-estate.ts";
import { type SecondAgent, startSecondAgent } from "./second-agent.ts";

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const count = short ? 2_000 : 5_000;
  const load = await startLoadEstate({ split: true });
  const dial = () => dialThrough(load.estate.proxy, LOAD_HOST, LOAD_PORT);
  const echoes = [0, 0];
  let second: SecondAgent | undefined;
  let aborted = 0;
  let seconds = 0;
  try {
    second = await startSecondAgent(load.estate);
    const neighbours = [await dial(), await dialThrough(second.proxy, LOAD_HOST, LOAD_PORT)];
    let going = true;
    const talking = neighbours.map(async (neighbour, at) => {
      neighbour.write("echo\n");
      while (going) {
        await echo(neighbour, `${echoes[at]} is said while others are cut\n`);
        echoes[at]! += 1;
      }
      await echo(neighbour, "still here");
      neighbour.destroy();
    });
    progress(`${count} aborts`);
    const from = performance.now();
    const lane = async () => {
      while (aborted < count) {
        aborted += 1;
        const socket = await dial();
        socket.write("echo\nx");
        resetSocket(socket);
      }
    };
    await Promise.all(Array.from({ length: 64 }, lane));
    seconds = (performance.now() - from) / 1000;
    going = false;
    await Promise.all(talking);
    if (!short && seconds > 10) failures.push(`${count} aborts took ${seconds.toFixed(1)} s`);
  } catch (error) {
    failures.push(String(error));
  } finally {
    await second?.stop();
    await load.stop();
  }
  return {
    figures: {
      aborted,
      seconds: Number(seconds.toFixed(1)),
      echoes_same_agent: echoes[0],
      echoes_other_agent: echoes[1],
    },
    failures,
  };
}
