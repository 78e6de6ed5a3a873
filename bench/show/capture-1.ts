/**
 * capture.1: in the lab, programs that know nothing of Wayleave reach the data centre's real servers by name and by
 * address through the agent's capture, and a desktop by RDP; nothing of it leaves the laptop in clear, and nothing is
 * reached without the agent. Then the like by `wayleave run` as an ordinary user, whose agent captures nothing.
 */
import { HOSTS } from "../../deploy/lab/plan.ts";
import { ShowLab } from "./lab/in-place.ts";
import { LaptopAgent } from "./lab/laptop-agent.ts";
import { Ordinary } from "./lab/ordinary.ts";
import { Outer } from "./lab/outer.ts";
import { ranAll, seenAll } from "./lab/ran-all.ts";
import { openWorkshop } from "./lab/workshop.ts";
import type { Shown, ShowOptions } from "./main.ts";

/** Of those by `wayleave run`, in the short form. */
const FEW = ["curl by name", "curl by address", "ssh by name", "psql by name", "iperf3 over UDP by name", "dig SRV"];

export async function show({ short, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  progress("a lab");
  const lab = await ShowLab.open("--no-record");
  try {
    progress("its servers");
    const workshop = await openWorkshop(lab);
    const outer = await Outer.watch(lab);
    const doing = { lab, workshop, failures, progress };
    const programs = (await ranAll(doing)).done;
    const desktops = (await seenAll(doing)).done;
    const seen = await outer.told();
    if (seen.clear.length > 0) failures.push(`in clear on the outer link: ${seen.clear.slice(0, 5).join("; ")}`);
    if (seen.frames === 0) failures.push("the capture of the outer link is empty");
    progress("without the agent");
    await withoutAgent(lab, failures);
    const user = await Ordinary.agent(lab);
    const steered = await ranAll({ ...doing, by: user }, short ? FEW : undefined);
    const seenSteered = short ? undefined : (await seenAll({ ...doing, by: user })).done;
    const run = { programs: steered.done, desktops: seenSteered };
    const outerSeen = { frames: seen.frames, clear: seen.clear.length };
    return { figures: { programs, desktops, outer: outerSeen, run }, failures };
  } finally {
    await lab.close();
  }
}

/** Killed, undone: what the data centre has can't be reached, by name or address. */
async function withoutAgent(lab: ShowLab, failures: string[]): Promise<void> {
  const agent = new LaptopAgent(lab);
  await agent.kill();
  await agent.undo();
  for (const url of [`http://${HOSTS.database.v4}/`, `http://[${HOSTS.database.v6}]/`, "http://wiki.corp.example/"]) {
    const { exit } = await lab.in("laptop", ["curl", "-sS", "-m", "4", url]);
    if (exit === 0) failures.push(`${url} is reached without an agent`);
  }
  const { exit } = await lab.in("laptop", ["curl", "-sS", "-m", "8", "http://www.public.example/"]);
  if (exit !== 0) failures.push("a public site isn't reached once the agent is gone");
}
