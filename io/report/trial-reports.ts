/** For tests: a gateway's ear for reports, which takes, refuses, or leaves them without an answer as it is told. */
import type { Role, Service } from "../grpc/listener.ts";
import { REPORT_PATH, type ReadReport, readReport, reportResponse } from "../wire/telemetry.ts";

type Heard = Extract<ReadReport, { kind: "event" }>["event"];
/** "lost": it is recorded and its answer gets lost, with the stream. Else what `refused` says. */
export type Behaviour = "" | "quota" | "forged" | "lost" | "silent";

export class TrialReports {
  /** What was recorded, in order. */
  readonly recorded: Heard[] = [];
  /** All that came. */
  heard = 0;
  behave: Behaviour = "";

  service(role: Role): Service {
    return {
      path: REPORT_PATH,
      roles: [role],
      kind: "stream",
      serve: (stream) => {
        stream.onEnd(() => stream.end());
        stream.onLost(() => {});
        stream.onMessage((message) => {
          const read = readReport(message);
          if (read.kind !== "event") throw new Error(JSON.stringify(read));
          this.heard += 1;
          const { behave } = this;
          if (behave === "" || behave === "lost") this.recorded.push(read.event);
          if (behave === "lost") return stream.cancel();
          if (behave === "silent") return;
          stream.send(reportResponse.encode({ sequence: read.sequence, refused: behave }));
        });
      },
    };
  }

  /** How often a device's flows were not carried for this reason, as who counts each report once reads it. */
  notCarried(reason: string, ...others: TrialReports[]): number {
    const counts = new Map<string, number>();
    for (const { fact, boot, sequence } of [this, ...others].flatMap(({ recorded }) => recorded))
      if (fact.type === "flows-not-carried" && fact.reason === reason) counts.set(`${boot} ${sequence}`, fact.count);
    return [...counts.values()].reduce((sum, count) => sum + count, 0);
  }
}
