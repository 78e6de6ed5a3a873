/** The daemons: the one place of the command line where a role's code is brought in, when it is asked for. */

export type Daemon = "gateway" | "publisher" | "agent" | "analytics" | "clickhouse" | "demo";

export async function runDaemon(kind: Daemon, configFile: string): Promise<void> {
  const { main } = await load(kind);
  await main(configFile);
}

/** Takes back what a killed agent has left changed on this machine. */
export async function undoAgent(configFile: string): Promise<void> {
  const { undo } = await import("../../agent/main.ts");
  await undo(configFile);
}

export interface Steered {
  readonly command: readonly [string, ...string[]];
  /** Where the agent's proxy is now; throws where there is none. */
  readonly agent: () => { readonly ip: string; readonly port: number };
  readonly warn: (text: string) => void;
}

/** Resolves to the exit code of a command whose private traffic goes through this machine's agent. */
export async function runSteered(o: Steered): Promise<number> {
  const { run } = await import("../../agent/run/main.ts");
  return run(o);
}

function load(kind: Daemon): Promise<{ main(configFile: string): Promise<void> }> {
  switch (kind) {
    case "gateway":
      return import("../../gateway/main.ts");
    case "publisher":
      return import("../../publisher/main.ts");
    case "agent":
      return import("../../agent/main.ts");
    case "analytics":
      return import("../../analytics/main.ts");
    case "clickhouse":
      return import("../../analytics/embedded/main.ts");
    case "demo":
      return import("../up/io/demo.ts");
  }
}
