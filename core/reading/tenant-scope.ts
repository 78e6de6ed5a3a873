/**
 * What one tenant may see of the record, as conditions that the store puts to every reading of its tables, also where a
 * view or a subquery reads them: no query can forget it.
 */
import { SHARED, TENANT_FORM } from "../tenancy.ts";

const OWN = (tenant: string): string => `tenant = '${tenant}'`;
/** Spans without a tenant come from programs of the estate itself, which hold its key. */
const OWN_SPANS = (tenant: string): string => `ResourceAttributes['wayleave.tenant'] IN ('', '${tenant}')`;

const TABLES: Readonly<Record<string, (tenant: string) => string>> = {
  ...{ network_events: OWN, flow_segments: OWN, policy_decisions: OWN, dead_letters: OWN },
  session_inputs: OWN,
  otel_traces: OWN_SPANS,
};

/** ClickHouse's setting `additional_table_filters`; undefined for who sees all. Throws where there is no tenant. */
export function tableFilters(tenant: string, database: string): string | undefined {
  if (tenant === SHARED) return undefined;
  // It stands in the text of a setting, and "" would be everybody's.
  if (!TENANT_FORM.test(tenant)) throw new RangeError(`${JSON.stringify(tenant)} is no tenant`);
  const filters = Object.entries(TABLES).map(([table, condition]) => {
    return `'${database}.${table}': '${condition(tenant).replaceAll("'", "\\'")}'`;
  });
  return `{${filters.join(", ")}}`;
}
