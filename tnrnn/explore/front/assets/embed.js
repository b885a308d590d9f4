// The reading mode of a page in a frame: the picture and the bar of the talk, and a small button that shows the rest.

import { button, Part } from "./part.js";

// The keys of a clicker, and the methods of reveal.js that they stand for.
const TURNS = { PageDown: "next", PageUp: "prev" };

export class Embed extends Part {
  static slots() {
    return {
      bar: button("fold", "Picture only", " hidden"),
      desk: button("unfold", "☰", ' hidden aria-label="Show the controls"'),
    };
  }

  get acts() {
    return { fold: () => this.turn(true), unfold: () => this.turn(false) };
  }

  start() { this.find("[data-do=full]").hidden = !document.fullscreenEnabled; }

  turn(embed) {
    this.explorer.look({ embed });
    this.find(embed ? "[data-do=unfold]" : "[data-do=fold]").focus();
    this.say(embed ? "Only the picture is shown." : "The controls are shown.");
  }

  renderState() {
    const { embedded, element, home } = this.explorer;
    element.classList.toggle("embedded", embedded);
    this.find("[data-do=unfold]").hidden = !embedded;
    this.find("[data-do=fold]").hidden = embedded || !(home.framed || this.state.embed === false);
  }

  // Escape gives the keys back to the page around. The keys of a clicker turn the slides of a deck, if the address asks
  // for that: the deck is told "next" or "prev", and nothing else.
  key({ key }) {
    const { home, embedded, state } = this.explorer, method = state.keys === "reveal" && TURNS[key];
    if (!home.framed) return false;
    if (key === "Escape" && embedded) {
      window.parent.focus();
      return true;
    }
    if (!method) return false;
    window.parent.postMessage(JSON.stringify({ method }), "*");
    return true;
  }
}
