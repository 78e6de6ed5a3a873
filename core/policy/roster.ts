/** Who may ask: users and devices of one state of the directory, joined when they first do. */
import type { DeviceSpec, UserSpec } from "../config/object.ts";
import type { Code } from "../reason.ts";
import { gateOfPerson } from "./gate.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Subject } from "./rule.ts";

type Users = ReadonlyMap<string, UserSpec>;
type Devices = ReadonlyMap<string, DeviceSpec>;

/**
 * In columns, by a number for each device that has asked: what each decision looks at stands together, or memory would
 * take most of its time. As many rows as the directory has devices.
 */
export class Roster {
  readonly users: Users;
  readonly devices: Devices;
  readonly #lexicon: Lexicon;
  readonly #groupsNamed: number;
  private readonly rows = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly subjects: Subject[] = [];
  /** Two words a row, by `gateOfPerson`. */
  readonly gates: number[] = [];

  constructor(users: Users, devices: Devices, lexicon: Lexicon) {
    this.users = users;
    this.devices = devices;
    this.#lexicon = lexicon;
    this.#groupsNamed = lexicon.groupsNamed;
  }

  /** One of these tables: this one if it is, and no rule has named another group since. */
  of(users: Users, devices: Devices, lexicon: Lexicon): Roster {
    const same = this.users === users && this.devices === devices && this.#groupsNamed === lexicon.groupsNamed;
    return same ? this : new Roster(users, devices, lexicon);
  }

  /** The number of a user with a device as configured, or why they may do nothing. */
  row(userName: string, deviceName: string): number | Code {
    const row = this.rows.get(deviceName);
    if (row !== undefined && this.names[row] === userName) return row;
    const user = this.users.get(userName);
    // Gone from the directory is the same as disabled in it.
    if (user === undefined || user.inactive) return "CGW_AUTH_USER_INACTIVE";
    const device = this.devices.get(deviceName);
    if (device === undefined || device.user !== userName) return "CGW_AUTH_DEVICE_UNTRUSTED";
    if (device.revoked) return "CGW_AUTH_SESSION_REVOKED";
    return this.#join(userName, user, deviceName, device);
  }

  subject(row: number): Subject {
    return this.subjects[row]!;
  }

  #join(name: string, user: UserSpec, deviceName: string, device: DeviceSpec): number {
    const groups = this.#lexicon.named(user.groups);
    const unit = user.organizationUnit === "" ? -1 : this.#lexicon.unit(user.organizationUnit);
    const { low, high } = gateOfPerson(groups);
    const classification = this.#lexicon.classification(device.classification);
    const row = this.subjects.push({ groups, unit, classification, name, user }) - 1;
    this.gates.push(low, high);
    this.names.push(name);
    this.rows.set(deviceName, row);
    return row;
  }
}

/** User and device as configured, or why they may do nothing. */
export function subjectOf(userName: string, deviceName: string, roster: Roster): Subject | Code {
  const row = roster.row(userName, deviceName);
  return typeof row === "string" ? row : roster.subject(row);
}
