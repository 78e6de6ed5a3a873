/** A desktop of the data centre on the laptop's screen, by RDP: xfreerdp on an X server that shows itself to nobody. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { untilSo } from "../../../deploy/lab/io/trial.ts";
import type { ShowLab } from "./in-place.ts";
import type { Ordinary } from "./ordinary.ts";
import { coloursOf, pngOf, readScreen } from "./screen.ts";
import type { Workshop } from "./workshop.ts";

const DRAWN_MS = 40_000;
/** The greeter has a picture, its words and its buttons; a window that waits has a handful. */
const COLOURS_MIN = 16;
/** As xrdp tells of whom it took a connection. */
const PUBLISHER = /(10\.70\.0\.[23])/;

export interface Desktop {
  readonly screenshot: string;
  readonly colours: number;
  /** Whom xrdp saw. */
  readonly peer: string | undefined;
}

interface Seeing {
  readonly lab: ShowLab;
  readonly workshop: Workshop;
  readonly by: Ordinary | undefined;
}

/** `display`: of no other X server in the laptop. */
export async function seeDesktop({ lab, workshop, by }: Seeing, host: string, display: number): Promise<Desktop> {
  const { desktopLog } = workshop;
  const folder = join(lab.data, `screen-${display}`);
  mkdirSync(folder);
  const before = desktopLog().length;
  const screen = ["-screen", "0", "800x600x24", "-fbdir", folder];
  const server = await lab.serve(`xvfb-${display}`, "laptop", ["Xvfb", `:${display}`, ...screen]);
  const shown = () => readScreen(readFileSync(join(folder, "Xvfb_screen0")));
  await untilSo(() => {
    try {
      return shown().width === 800;
    } catch {
      return false;
    }
  });
  const words = [`/v:${host}`, "/cert:ignore", "/size:800x600", "/bpp:24", "/sec:tls"];
  await by?.owns(folder);
  const command = ["env", `DISPLAY=:${display}`, `HOME=${folder}`, "timeout", "60", "xfreerdp", ...words];
  const client = await lab.serve(`rdp-${display}`, "laptop", by?.command(command) ?? command);
  await untilSo(() => coloursOf(shown()) >= COLOURS_MIN, DRAWN_MS).catch((error: unknown) => {
    throw new Error(`${String(error)}: xfreerdp said ${client.words().slice(-1_000)}`);
  });
  const last = shown();
  const screenshot = join(folder, "screen.png");
  writeFileSync(screenshot, pngOf(last));
  await lab.in("laptop", ["pkill", "-x", "xfreerdp"]);
  await lab.in("laptop", ["pkill", "-x", "Xvfb"]);
  await Promise.all([client.stop(), server.stop()]);
  return { screenshot, colours: coloursOf(last), peer: PUBLISHER.exec(desktopLog().slice(before))?.[1] };
}
