/** What leaves the laptop: its outer link watched by tshark while programs run. */
import { join } from "node:path";
import { untilSo } from "../../../deploy/lab/io/trial.ts";
import { GATEWAY_PORT, OUTER } from "../../../deploy/lab/plan.ts";
import { PRIVATE } from "../../../deploy/lab/zones.ts";
import type { LabServer, ShowLab } from "./in-place.ts";

/** Private by address, by name in a question, or by name in anything else that can be read. */
const CLEAR = [
  "ip.addr == 10.70.0.0/16 or ipv6.addr == fd00:70::/32 or ip.addr == 100.64.0.0/10",
  `dns.qry.name matches "(?i)${PRIVATE.replace(".", "[.]")}$"`,
  `frame contains "${PRIVATE}" and not tcp.port == ${GATEWAY_PORT}`,
];

export class Outer {
  readonly #lab: ShowLab;
  readonly #tshark: LabServer;
  readonly #file: string;

  private constructor(lab: ShowLab, tshark: LabServer, file: string) {
    this.#lab = lab;
    this.#tshark = tshark;
    this.#file = file;
  }

  /** `kept`: a capture filter; what it leaves out is not looked at. */
  static async watch(lab: ShowLab, kept = ""): Promise<Outer> {
    const file = join(lab.data, "outer.pcapng");
    const tshark = await lab.serve("tshark", "laptop", ["tshark", "-q", "-i", OUTER, "-f", kept, "-w", file]);
    await untilSo(() => /Capturing on/.test(tshark.words()));
    return new Outer(lab, tshark, file);
  }

  /** Frames seen, and of each in clear what tshark says of it. */
  async told(): Promise<{ readonly frames: number; readonly clear: readonly string[] }> {
    await this.#lab.must("laptop", "pkill", "-INT", "-x", "tshark");
    await this.#tshark.stop();
    const read = async (filter: string) => {
      const out = await this.#lab.must("laptop", "tshark", "-r", this.#file, "-Y", filter);
      return out.split("\n").filter(Boolean);
    };
    const clear = await read(CLEAR.map((one) => `(${one})`).join(" or "));
    return { frames: (await read("frame")).length, clear };
  }
}
