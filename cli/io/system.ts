/** The running system as an operator's commands find it, and who the operator is. */

import { layoutOf } from "../layout.ts";
import { AdminClient } from "./admin-client.ts";
import { runningSystem } from "./run-files.ts";

export interface SystemFlags {
  /** Folder of the system. */
  readonly data: string;
  /** Folder of an operator's key and chain, in place of the system's own. */
  readonly as?: string | undefined;
}

export async function withAdmin<T>({ data, as }: SystemFlags, work: (admin: AdminClient) => Promise<T>): Promise<T> {
  const layout = layoutOf(data);
  const { endpoints } = runningSystem(layout.runFile);
  const identity = as ?? layout.operator;
  const admin = new AdminClient({ gateways: endpoints.gateways, identity, trust: layout.trust });
  try {
    return await work(admin);
  } finally {
    admin.close();
  }
}
