/** How commands that read the record find it: the address in the run file, the key in the data folder. */
import { readFileSync } from "node:fs";
import { openClickHouse } from "../../io/clickhouse/client.ts";
import { errnoOf } from "../../io/errors.ts";
import { IdentityFault, readIdentity } from "../../io/pki/identity.ts";
import { RECORD_DATABASE, RecordAway, RecordReader } from "../../io/record-reader.ts";
import { layoutOf } from "../layout.ts";
import type { RunFile } from "../run-file.ts";
import { CommandFault } from "./fault.ts";
import { runningSystem } from "./run-files.ts";

export interface OpenRecord {
  readonly reader: RecordReader;
  readonly run: RunFile;
}

/**
 * Opens the record of the running system, hands it over, and closes it; where it can't answer, a fault says why. What
 * is seen is the operator's own tenant's; `tenant` widens that for what counts and names nobody.
 */
export async function withRecord<T>(
  data: string,
  use: (record: OpenRecord) => Promise<T>,
  tenant?: string,
): Promise<T> {
  const layout = layoutOf(data);
  const run = runningSystem(layout.runFile);
  const address = run.endpoints.clickhouse;
  if (address === null)
    throw new CommandFault(`the system in ${data} has no ClickHouse: start it anew with this version`);
  const client = openClickHouse({
    url: `http://${address}`,
    key: readKey(layout.clickhouseKey),
    database: RECORD_DATABASE,
  });
  const reader = new RecordReader(client, address, tenant ?? tenantOf(layout.operator));
  try {
    return await use({ reader, run });
  } catch (error) {
    throw error instanceof RecordAway ? new CommandFault(error.message, 1, { cause: error }) : error;
  } finally {
    await reader.close();
  }
}

function readKey(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new CommandFault(`${file} can't be read (${errnoOf(error)}): it holds the key to the record, for who ran up`);
  }
}

/** That of the operator's certificate. */
function tenantOf(folder: string): string {
  try {
    return readIdentity(folder).spiffe.tenant;
  } catch (error) {
    if (!(error instanceof IdentityFault)) throw error;
    throw new CommandFault(`${error.message}: it says whose record may be read`, 1, { cause: error });
  }
}
