/**
 * What clocks on the wall show in a time zone: minutes ahead of UTC at any moment.
 *
 * The zones of the pinned runtime are asked once for each stretch of time between two shifts (the zone's summer time
 * begins or ends); every later answer within it is two comparisons. What is remembered changes no answer.
 */

interface Stretch {
  /** Minutes since 1970, UTC; from included, until excluded. */
  readonly from: number;
  readonly until: number;
  readonly ahead: number;
}

/** Decisions are about now; an explanation or a replay looks at a few other times. */
const STRETCHES_MAX = 16;
/** No stretch that a zone has today is shorter: Morocco's summer time pauses for a month. */
const STEP_MIN = 7 * 1440;
/** A zone without shifts is asked again after 60 weeks. */
const STEPS_MAX = 60;

export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  #known: readonly Stretch[] = [];

  /** `name`: of the IANA time zone database. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: name, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric" },
    });
  }

  /** Minutes that the zone's clocks are ahead of UTC at a minute since 1970. */
  ahead(minute: number): number {
    return this.#stretchAt(minute).ahead;
  }

  /** A minute from which the answer may be another. */
  until(minute: number): number {
    return this.#stretchAt(minute).until;
  }

  #stretchAt(minute: number): Stretch {
    for (const known of this.#known) if (known.from <= minute && minute < known.until) return known;
    const ahead = this.#ask(minute);
    const found = { from: this.#edge(minute, ahead, -1) + 1, until: this.#edge(minute, ahead, 1), ahead };
    this.#known = [found, ...this.#known].slice(0, STRETCHES_MAX);
    return found;
  }

  /** The first minute in a direction that is seen with another answer, or the last one that was looked at. */
  #edge(minute: number, ahead: number, direction: 1 | -1): number {
    let same = minute;
    for (let step = 0; step < STEPS_MAX; step += 1) {
      let other = same + direction * STEP_MIN;
      if (this.#ask(other) === ahead) {
        same = other;
        continue;
      }
      while (Math.abs(other - same) > 1) {
        const middle = Math.floor((same + other) / 2);
        if (this.#ask(middle) === ahead) same = middle;
        else other = middle;
      }
      return other;
    }
    return same + direction;
  }

  #ask(minute: number): number {
    const said: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(minute * 60_000)) said[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0 } = said;
    return Date.UTC(year, month - 1, day, hour, said.minute ?? 0) / 60_000 - minute;
  }
}
