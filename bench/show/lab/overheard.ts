/**
 * What programs of the laptop say, in two files: `wayleave capture`'s, and what tshark overhears on the loopback, over
 * which the kernel brings the programs' own packets to the agent.
 */
import { join } from "node:path";
import { untilSo } from "../../../deploy/lab/io/trial.ts";
import type { LabServer, ShowLab } from "./in-place.ts";

const LAST_WORDS_MS = 30_000;
/** In MiB: what tshark's part in the kernel holds while the machine is busy. */
const BUFFER = "64";

export class Overheard {
  /** `wayleave capture --write`. */
  readonly file: string;
  readonly loopback: string;
  readonly #lab: ShowLab;
  #tshark!: LabServer;
  #capture!: LabServer;

  private constructor(lab: ShowLab) {
    this.#lab = lab;
    this.file = join(lab.data, "inner.pcapng");
    this.loopback = join(lab.data, "loopback.pcapng");
  }

  static async begin(lab: ShowLab): Promise<Overheard> {
    const one = new Overheard(lab);
    const tshark = ["tshark", "-q", "-i", "lo", "-B", BUFFER, "-w", one.loopback];
    one.#tshark = await lab.serve("loopback", "laptop", tshark);
    const capture = ["wayleave", "capture", "--write", one.file, "--state", join(lab.data, "agent")];
    one.#capture = await lab.serve("capture", "laptop", capture);
    await untilSo(() => /Capturing on/.test(one.#tshark.words()) && /writing to/.test(one.#capture.words()));
    return one;
  }

  /** Both files are whole; answers what was dropped of the loopback, as tshark tells it. */
  async end(): Promise<string | undefined> {
    await this.#interrupt(this.file);
    await untilSo(() => /bytes written to/.test(this.#capture.words()), LAST_WORDS_MS);
    await this.#interrupt(this.loopback);
    await untilSo(() => /packets? captured/.test(this.#tshark.words()), LAST_WORDS_MS);
    await Promise.all([this.#capture.stop(), this.#tshark.stop()]);
    return /\d+ packets? dropped.*/.exec(this.#tshark.words())?.[0];
  }

  async #interrupt(word: string): Promise<void> {
    const found = await this.#lab.trial.processes("laptop", word);
    await this.#lab.must("laptop", "kill", "-INT", ...found);
  }
}
