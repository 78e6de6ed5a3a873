/** Who may ask: users and devices of one state of the directory, joined when they first do. */
import type { DeviceSpec, UserSpec } from "../config/object.ts";
import type { Code } from "../reason.ts";
import type { Subject } from "./criteria.ts";
import { gateOfPerson } from "./gate.ts";
import type { Lexicon } from "./lexicon.ts";
import { atNumber, type Numbered, withNumbers } from "./numbered.ts";

type Users = ReadonlyMap<string, UserSpec>;
type Devices = ReadonlyMap<string, DeviceSpec>;

/**
 * By the number that the lexicon has for a device, which a session may know (its seat) and saves a search by name. As
 * many as the directory's devices that have asked.
 */
export class Roster {
  readonly users: Users;
  readonly devices: Devices;
  readonly #lexicon: Lexicon;
  readonly #groupsNamed: number;
  private subjects: Numbered<Subject> = [];

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

  /** User and device as configured, or why they may do nothing. `seat`: a hint, believed only if the names agree. */
  subject(userName: string, deviceName: string, seat: number | undefined): Subject | Code {
    if (seat !== undefined) {
      const subject = atNumber(this.subjects, seat);
      if (subject !== undefined && subject.name === userName && subject.deviceName === deviceName) return subject;
    }
    const user = this.users.get(userName);
    // Gone from the directory is the same as disabled in it.
    if (user === undefined || user.inactive) return "CGW_AUTH_USER_INACTIVE";
    const device = this.devices.get(deviceName);
    if (device === undefined || device.user !== userName) return "CGW_AUTH_DEVICE_UNTRUSTED";
    if (device.revoked) return "CGW_AUTH_SESSION_REVOKED";
    return this.#joined(userName, user, deviceName, device);
  }

  #joined(name: string, user: UserSpec, deviceName: string, device: DeviceSpec): Subject {
    const seat = this.#lexicon.device(deviceName);
    const known = atNumber(this.subjects, seat);
    if (known !== undefined) return known;
    const groups = this.#lexicon.named(user.groups);
    const unit = user.organizationUnit === "" ? -1 : this.#lexicon.unit(user.organizationUnit);
    const { low, high } = gateOfPerson(groups);
    const classification = this.#lexicon.classification(device.classification);
    const subject = { name, deviceName, low, high, groups, unit, classification, user };
    this.subjects = withNumbers(this.subjects, [[seat, subject]]);
    return subject;
  }
}
