/** A demo estate with a load app published beside the demo's own apps. */
import { dialThrough, echo, type LoadApp, startLoadApp } from "../load-app.ts";
import { type Estate, startEstate, until } from "./estate.ts";
import { publish } from "./publish.ts";

export const LOAD_HOST = "load.corp.example";
export const LOAD_PORT = 9;

export interface LoadEstate {
  readonly estate: Estate;
  readonly app: LoadApp;
  stop(): Promise<void>;
}

export async function startLoadEstate(o: { split?: boolean } = {}): Promise<LoadEstate> {
  const app = await startLoadApp();
  const estate = await startEstate(o);
  await publish(estate, [{ name: "load", host: LOAD_HOST, port: LOAD_PORT, origin: app.port }]);
  // The publisher hears of the app and of its allow file in its own time.
  await until(() => talks(estate), 10_000);
  return {
    ...{ estate, app },
    async stop() {
      await estate.stop();
      await app.close();
    },
  };
}

/** True when a new flow to the load app works, undefined when not. */
export async function talks(estate: Estate): Promise<true | undefined> {
  try {
    const socket = await dialThrough(estate.proxy, LOAD_HOST, LOAD_PORT);
    socket.write("echo\n");
    await echo(socket, "are you there?");
    socket.destroy();
    return true;
  } catch {
    return undefined;
  }
}
