/** A demo estate with a load app published beside the demo's own apps. */
import { dialThrough, echo, type LoadApp, startLoadApp } from "../load-app.ts";
import { type Estate, type EstateOptions, startEstate, until } from "./estate.ts";
import { publish } from "./publish.ts";

export const LOAD_HOST = "load.corp.example";
export const LOAD_PORT = 9;
/** A busy machine's publisher may take its time to hear of an app. */
const SERVED_MS = 60_000;

export interface LoadEstate {
  readonly estate: Estate;
  readonly app: LoadApp;
  stop(): Promise<void>;
}

export async function startLoadEstate(o: EstateOptions = {}): Promise<LoadEstate> {
  const app = await startLoadApp();
  const estate = await startEstate(o).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  const stop = async () => {
    await estate.stop();
    await app.close();
  };
  try {
    await publish(estate, [{ name: "load", host: LOAD_HOST, port: LOAD_PORT, origin: app.port }]);
    // The publisher hears of the app and of its allow file in its own time.
    await until("a flow to the load app that has just been published", () => talk(estate), SERVED_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { estate, app, stop };
}

/** Rejects when a new flow to the load app doesn't work. */
export async function talk(estate: Estate): Promise<true> {
  const socket = await dialThrough(estate.proxy, LOAD_HOST, LOAD_PORT);
  try {
    socket.write("echo\n");
    await echo(socket, "are you there?");
  } finally {
    socket.destroy();
  }
  return true;
}

/** True when a new flow to the load app works, undefined when not. */
export const talks = (estate: Estate): Promise<true | undefined> => talk(estate).catch(() => undefined);
