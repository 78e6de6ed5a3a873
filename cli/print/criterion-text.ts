/** Criteria of rules as people speak of them: what did not match, and who could change that. */
import { CRITERIA, type Criterion } from "../../core/policy/verdict.ts";

const TEXTS: Readonly<Record<Criterion, string>> = {
  disabled: "the rule is switched off: an administrator",
  users: "it is for other users: an administrator",
  groups: "none of the person's groups: an administrator, or the directory",
  organization_units: "another organisation unit: the directory",
  device_classifications: "the device's class: the user, by what is asked of the device",
  access_methods: "how the session came: the user, by another way in",
  os: "the device's system: the user, by another device",
  countries: "the country: the user, from elsewhere",
  networks: "the network: the user, from elsewhere",
  hours: "the time of the week: wait, or an administrator",
  expires_at: "the rule has expired: an administrator",
};

/** Of a record of another version the word itself. */
export function criterionText(criterion: string): string {
  const known = CRITERIA.find((one) => one === criterion);
  return known === undefined ? criterion : `${known} (${TEXTS[known]})`;
}
