// Gets cases from a source, one at a time, and then the latest one that is wanted.

// The milliseconds after which the page says that it is computing, and after which a newer case ends the computation.
const PATIENCE = 300, GRACE = 600;

export const sameCase = (one, other) => [one, other].every((found) => Object.keys(found).every((name) => one[name] === other[name]));

// `explorer` has take(payload), takeNumbers(rows), missed(error), failed(words), notice(words, working) and told().
export class Loader {
  constructor(source, explorer) {
    this.source = source;
    this.explorer = explorer;
    this.work = this.wanted = this.showing = null;
  }

  // Whether the case is the one that is being computed, and no other is wanted.
  computes(now) { return this.showing && !this.wanted && this.work?.wanted && sameCase(this.work.wanted, now); }

  has(now, shown) { return !this.showing && shown && sameCase(shown, now); }

  // Returns a promise that is fulfilled when the latest case that is wanted can be seen.
  want(now) {
    this.wanted = now;
    if (this.work && performance.now() - this.work.since > GRACE) this.work.abort();
    this.showing ??= this.loadWanted().finally(() => { this.showing = null; });
    return this.showing;
  }

  cancel() { this.work?.abort(); }

  async loadWanted() {
    while (this.wanted) {
      const wanted = this.wanted;
      this.wanted = null;
      await this.load(wanted);
    }
  }

  async load(wanted) {
    this.work?.abort();
    const work = this.work = new AbortController();
    work.since = performance.now();
    work.wanted = wanted;
    try {
      const payload = await this.source.case(wanted, {
        signal: work.signal,
        stage: (words) => this.stage(work, words),
        numbers: (rows) => { work.rows = rows; this.giveNumbers(work); },
        ended: (error) => this.end(work, error),
      });
      if (!work.signal.aborted) this.give(work, payload);
    } catch (error) {
      if (!this.wanted) this.explorer.failed(work.signal.aborted ? "" : `This case cannot be shown: ${error.message}.`);
    }
  }

  give(work, payload) {
    work.payload = payload;
    this.explorer.take(payload, this.numbersOf(work));
  }

  // Gives all numbers, or the reason why the rank is missing. They may come before the payload has been taken.
  giveNumbers(work) {
    if (work.payload) this.explorer.takeNumbers(work.payload, this.numbersOf(work));
  }

  numbersOf({ rows, payload, error }) {
    const waits = (row) => error && /rank$/.test(row[0]) && row[3] === null;
    return rows ?? payload.numbers.map((row) => (waits(row) ? [...row.slice(0, 6), error] : row));
  }

  stage(work, words) {
    if (work !== this.work) return;
    work.stage = words;
    work.clock ??= setTimeout(() => this.tick(work), PATIENCE);
  }

  tick(work) {
    const seconds = Math.floor((performance.now() - work.since) / 1000);
    this.explorer.notice(`Computing ${work.stage}${seconds ? `: ${seconds} s` : ""} …`, true);
    work.clock = setTimeout(() => this.tick(work), 1000);
  }

  end(work, error) {
    clearTimeout(work.clock);
    if (error) {
      work.error = work.signal.aborted ? "cancelled" : `not computed: ${error.message}`;
      this.giveNumbers(work);
    }
    if (work !== this.work) return;
    const cancelled = work.signal.aborted;
    this.explorer.ended(error && !cancelled && work.payload ? work.error : null, Boolean(error) && !cancelled);
  }
}
