/** The tenant's configuration at all revisions, as a gateway tells it: this process can open no log. */
import { Configurations } from "../../core/history/configurations.ts";
import { decodeControlEvent } from "../../io/wire/control-event.ts";
import { READ_CONFIGURATION_PATH, readConfigurationResponse } from "../../io/wire/explain.ts";
import { CommandFault } from "./fault.ts";
import type { GatewayLine } from "./gateway-line.ts";

/** Each takes some hundred bytes here; an estate has one for each time that anybody applied an object. */
const RECORDS_MAX = 2_000_000;

export async function readConfigurations(line: GatewayLine): Promise<Configurations> {
  const configurations = new Configurations();
  let whole = false;
  await line.read(READ_CONFIGURATION_PATH, Buffer.alloc(0), (message) => {
    const { records, asOf } = readConfigurationResponse.decode(message);
    for (const { offset, appendTimeUs, event } of records ?? []) {
      const record = { offset: offset ?? 0, appendTimeUs: appendTimeUs ?? 0 };
      configurations.add({ ...record, event: decodeControlEvent(event ?? Buffer.alloc(0)) });
    }
    if (configurations.records > RECORDS_MAX)
      throw new CommandFault(
        `the configuration was changed more than ${RECORDS_MAX} times: that is more than fits here`,
      );
    if (asOf !== undefined && asOf !== null) whole = true;
  });
  if (!whole) throw new CommandFault("the gateway stopped before it had told the whole configuration: try again");
  return configurations;
}
