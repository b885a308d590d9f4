// A part of the page has a place in it, buttons, and something to render when the state or the case has changed.

export class Part {
  constructor(explorer) { this.explorer = explorer; }

  // Returns, by the name of a slot of the page, the HTML of the part there: "controls" and below them "found"; above the
  // picture "first", "bar" and "tools"; "desk" with the picture; and "stage", below it. `id` begins the ids of this explorer.
  static slots(id, source) { return {}; }

  // Functions by the name of the button (data-do) that calls them.
  get acts() { return {}; }

  get state() { return this.explorer.state; }
  get shown() { return this.explorer.shown; }
  get source() { return this.explorer.source; }
  get grid() { return this.explorer.source.grid; }
  find(selector) { return this.explorer.find(selector); }
  // Shows words for a while, and has them read aloud. Words about one topic replace each other.
  say(words, place, topic) { this.explorer.say(words, place, topic); }
  // Has words read aloud that can be seen elsewhere.
  hear(words, place) { this.explorer.hear(words, place); }

  // Called once, when the page has its HTML; listeners take `signal`, which ends with the explorer.
  start(signal) {}
  // Called when the state has changed, also while its case is still being computed.
  renderState() {}
  // Called when the case, its numbers or what is drawn of it has changed.
  render() {}
  // Takes a key that was pressed anywhere in the page, and returns whether it meant this part.
  key(event) { return false; }
  // Undoes (-1) or redoes (1) what this part keeps a history of, and returns whether it did.
  turns(step) { return false; }
  stop() {}
}

export const button = (name, words, more = "") => `<button type="button" data-do="${name}"${more}>${words}</button>`;

export const choices = (id, name, legend, items) => `
  <fieldset class="choices"><legend>${legend}</legend><div class="options">${items.map(([value, words]) =>
    `<label><input type="radio" name="${id}-${name}" data-choice="${name}" value="${value}"><span>${words}</span></label>`).join("")}
  </div></fieldset>`;
