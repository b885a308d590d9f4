// What was done to a figure: a list of figures, each with the words of the edit that made it.

const MOST_EDITS = 5000;

export class Edits {
  constructor(figure) {
    this.list = [{ figure, words: "" }];
    this.at = 0;
  }

  get figure() { return this.list[this.at].figure; }
  get undoes() { return this.at > 0; }
  get redoes() { return this.at + 1 < this.list.length; }

  push(figure, words) {
    this.list = [...this.list.slice(Math.max(0, this.at + 1 - MOST_EDITS), this.at + 1), { figure, words }];
    this.at = this.list.length - 1;
  }

  // Both return the words of the edit, or null if there is none.
  undo() { return this.undoes ? this.list[this.at--].words : null; }
  redo() { return this.redoes ? this.list[++this.at].words : null; }

  // Goes back to a figure, if it is in the list.
  back(figure) {
    const found = this.list.findLastIndex((each, place) => place <= this.at && each.figure === figure);
    if (found >= 0) this.at = found;
  }
}
