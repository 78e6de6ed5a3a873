/**
 * The path from program to app with three TLS hops, against haproxy and ssh with as many, in one interleaved run: each
 * round starts each of them anew, warms it up, measures and ends it. With events and traces as `up` has them.
 */
import { Load } from "./load/load.ts";
import type { BenchOptions } from "./main.ts";
import { tableText } from "./markdown.ts";
import { type Busy, busyText, newBusy, onFresh } from "./paths/fresh.ts";
import { haproxy } from "./paths/haproxy-path.ts";
import { type Amounts, type Figures, FULL, QUICK, type Stand } from "./paths/measure.ts";
import type { PathKind } from "./paths/path.ts";
import { cellsOf, cellTextOf, note, PATH_ROWS, type Rounds, ratioText } from "./paths/rows.ts";
import { ssh } from "./paths/ssh-path.ts";
import { wayleave } from "./paths/wayleave-path.ts";

export { profile } from "./paths/profile.ts";

export const ROUNDS = 3;

export interface PathResult {
  readonly versions: Readonly<Record<string, string>>;
  readonly busy: Busy;
  readonly figures: ReturnType<typeof cellsOf>;
  readonly rounds: Rounds;
}

export async function bench({ rounds, quick, progress }: BenchOptions): Promise<PathResult> {
  const load = await Load.build();
  try {
    const kinds: PathKind[] = [wayleave(load), haproxy, ssh("ssh", "ssh -L x3")];
    if (!quick) kinds.push(ssh("ssh_aes", "ssh -L x3, AES-128-GCM", "aes128-gcm@openssh.com"));
    const versions: Record<string, string> = {};
    // Before anything long begins: what is missing is told at once.
    for (const kind of kinds) versions[kind.name] = await kind.version();
    const found: Rounds = {};
    const busy = newBusy();
    for (let round = 1; round <= rounds; round += 1) {
      for (const kind of kinds) {
        const say = (what: string) => progress(`round ${round} of ${rounds}, ${kind.title}: ${what}`);
        for (const part of quick ? [whole] : [weighed, driven]) {
          note(found, kind.name, await onFresh(load, kind, busy, (stand) => part(stand, quick ? QUICK : FULL, say)));
        }
      }
    }
    return { versions, busy, figures: cellsOf(found), rounds: found };
  } finally {
    load.close();
  }
}

type Say = (what: string) => void;

/** Memory on processes of its own: what they carried before would be weighed too. */
const weighed = (stand: Stand, _amounts: Amounts, say: Say): Promise<Figures> => stand.idle(say);

async function driven(stand: Stand, amounts: Amounts, say: Say): Promise<Figures> {
  say("warming up");
  await stand.warmUp();
  return { ...(await stand.moves(amounts, say)), ...(await stand.opens(amounts, say)) };
}

const whole = async (stand: Stand, amounts: Amounts, say: Say): Promise<Figures> => ({
  ...(await weighed(stand, amounts, say)),
  ...(await driven(stand, amounts, say)),
});

const COLUMNS = [
  ["wayleave", "Wayleave"],
  ["haproxy", "haproxy, TLS x3"],
  ["ssh", "ssh -L x3"],
  ["ssh_aes", "ssh -L x3, AES-128-GCM"],
] as const;

export function markdown({ rounds, versions, busy }: PathResult): string {
  const columns = COLUMNS.filter(([name]) => name in rounds);
  const head = ["", ...columns.map(([, title]) => title), "to haproxy", "to ssh"];
  const rows = PATH_ROWS.map(({ figure, label }) => [
    label,
    ...columns.map(([name]) => cellTextOf(rounds, name, figure)),
    ratioText(rounds, "wayleave", "haproxy", figure),
    ratioText(rounds, "wayleave", "ssh", figure),
  ]);
  const what = columns.map(([name, title]) => `- ${title}: ${versions[name]}`).join("\n");
  return `${tableText(head, rows)}\n\n${what}\n\n${busyText(busy)}`;
}
