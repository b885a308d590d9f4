// Asks Python for the picture of a figure. While one is drawn the next wait, and of those the latest wins.

// `ask(figure)` returns a promise of an answer; `took(answer, figure)` and `failed(error, figure)` are called in turn.
export class Asking {
  constructor(ask, took, failed) {
    Object.assign(this, { ask, took, failed, wanted: null, busy: null });
  }

  want(figure) {
    this.wanted = figure;
    this.busy ??= this.run().finally(() => { this.busy = null; });
    return this.busy;
  }

  forget() { this.wanted = null; }

  async run() {
    while (this.wanted) {
      const figure = this.wanted;
      try {
        const answer = await this.ask(figure);
        if (this.wanted === figure) this.wanted = null;
        this.took(answer, figure);
      } catch (error) {
        if (this.wanted !== figure) continue;
        this.wanted = null;
        this.failed(error, figure);
      }
    }
  }
}
