// Motions that can be stepped: how far the first input has come, and how duplication grows.

import { button, choices, Part } from "./part.js";

const BEAT = 1100, DELAY = 140, LISTED = 8;  // milliseconds of a frame while it plays, and from layer to layer; counts told

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Motion extends Part {
  static slots(id) {
    return {
      controls: choices(id, "motion", "Motion", [["", "none"], ["flow", "information"], ["growth", "copies"]]),
      stage: `
  <div class="motion" hidden>${button("frame-back", "◀", ' aria-label="Frame back"')}${button("frame-next", "▶", ' aria-label="Next frame"')}
    ${button("play", "Play", ' aria-pressed="false"')}<span class="caption"></span></div>`,
    };
  }

  get acts() {
    return {
      "frame-back": () => this.turn(-1),
      "frame-next": () => this.turn(1),
      play: () => (this.clock ? this.pause() : this.play()),
    };
  }

  stop() { clearInterval(this.clock); }

  // The motion that is shown, or null, and its frame.
  get motion() { return this.shown.payload && this.shown.motionIn(this.state); }
  get kind() { return (this.shown.stepIn(this.state) ?? this.state).motion; }
  get frame() { return Math.min(this.state.frame, this.motion.frames); }

  // Goes to the next frame or the one before, and returns whether there was one.
  turn(step) {
    const { motion } = this, frame = motion && this.frame + step;
    if (!motion || frame < 1 || frame > motion.frames) return false;
    this.explorer.look({ frame });
    this.hear(this.caption());
    return true;
  }

  play() {
    if (this.frame === this.motion.frames) this.explorer.look({ frame: 1 });
    this.clock = setInterval(() => { if (!this.turn(1) || this.frame === this.motion.frames) this.pause(); }, BEAT);
    this.renderPlay();
  }

  pause() {
    clearInterval(this.clock);
    this.clock = null;
    this.renderPlay();
  }

  // Offers the motions that the case has.
  renderChoices() {
    const { motions } = this.shown.payload, inputs = [...this.explorer.element.querySelectorAll("[data-choice=motion]")];
    for (const input of inputs) input.parentElement.hidden = input.value !== "" && !motions[input.value];
    inputs[0].closest("fieldset").hidden = !(motions.flow || motions.growth);
  }

  renderPlay() {
    const play = this.find("[data-do=play]");
    play.hidden = calm();
    play.textContent = this.clock ? "Pause" : "Play";
    play.setAttribute("aria-pressed", Boolean(this.clock));
  }

  render() {
    const { motion } = this;
    this.renderChoices();
    this.find(".motion").hidden = !motion;
    if (!motion) {
      if (this.clock) this.pause();
      this.last = null;
      return;
    }
    const { frame, kind } = this;
    this.find(".motion .caption").textContent = this.caption();
    this.find("[data-do=frame-back]").disabled = frame === 1;
    this.find("[data-do=frame-next]").disabled = frame === motion.frames;
    this.renderPlay();
    if (this.last === `${kind} ${frame - 1}`) this.markFresh(motion, frame);
    this.last = `${kind} ${frame}`;
  }

  // What this frame adds appears layer by layer.
  markFresh(motion, frame) {
    for (const each of this.explorer.parts.picture.svg.querySelectorAll(".marks > [data-name]")) {
      const { name } = each.dataset;
      if (!motion.reached(name, frame) || motion.reached(name, frame - 1)) continue;
      each.classList.add("fresh");
      each.style.animationDelay = `${DELAY * Number(/layer-(\d+)/.exec(each.getAttribute("class"))?.[1] ?? 0)}ms`;
    }
  }

  caption() {
    const { frame, motion, kind, shown: { payload } } = this;
    if (kind === "growth") return growthWords(payload.motions.growth.slice(0, frame));
    const names = this.explorer.list.marks.flatMap(({ parts }) => parts.map(([name]) => name));
    const reached = names.filter((name) => motion.reached(name, frame)).length;
    return `After ${frame} of ${motion.frames} steps the first input has reached ${reached} of ${names.length} tensors.`;
  }
}

function growthWords(counts) {
  const [size, copies] = counts.at(-1), first = Math.max(1, counts.length - LISTED + 1);
  const told = counts.slice(first - 1), steps = told.map((_, place) => first + place).join(", ");
  const times = (number) => (number === "1" ? "once" : `${number} times`);
  const series = told.length > 1 ? ` For T = ${steps}: ${told.map(([, number]) => number).join(", ")}.` : "";
  return `T = ${counts.length}: ${size} tensors; the first input is there ${times(copies)}.${series}`;
}
