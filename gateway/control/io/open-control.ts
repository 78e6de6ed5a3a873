/** A gateway's control log: begun with a snapshot where one is of use, and with snapshots written as it goes on. */
import { ControlLog, type Writer } from "../../../io/control/control-log.ts";
import { createControlTopic } from "../../../io/control/control-topic.ts";
import { fromNothing } from "../../../io/control/log-fold.ts";
import { SnapshotKeeper } from "../../../io/control/snapshot-keeper.ts";
import { Snapshots } from "../../../io/control/snapshots.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";

export interface OpenControlOptions {
  readonly events: EventLog;
  readonly writer: Writer;
  /** Folder of the snapshots; undefined: none. */
  readonly folder: string | undefined;
  readonly log: JsonLog;
  readonly count: (counter: string, by?: number) => void;
}

export interface OpenedControl {
  readonly control: ControlLog;
  /** Follows no more, and leaves a snapshot of what it has folded. */
  close(): Promise<void>;
}

/** Everything that the log held at the call is folded. */
export async function openControl({ events, writer, folder, log, count }: OpenControlOptions): Promise<OpenedControl> {
  // Without the log nothing is known that could be decided on: it is waited for.
  await createControlTopic(events, (fault, attempt) => {
    if (attempt === 1) log.error("the control log can't be reached", { error: String(fault) });
  });
  const snapshots = folder === undefined ? undefined : new Snapshots({ folder, log, count });
  const control = await ControlLog.open(events, writer, (await snapshots?.start(events)) ?? fromNothing());
  const keeper = snapshots && new SnapshotKeeper({ fold: control.fold, snapshots, log, count });
  return {
    control,
    async close() {
      control.close();
      await keeper?.close();
    },
  };
}
