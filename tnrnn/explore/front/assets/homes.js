// A home keeps the state of an explorer outside of it. It has
//   read(), which returns the state as texts by name; write(words, adds), which stores it, and if it `adds` a state
//   keeps the one before, so that the browser can go back to it;
//   follow(changed, signal), which calls changed() when something else has changed it, or changed(words) with what has;
//   keys, the element that hears the keys of a talk; root, the element that gets the theme, or null;
//   framed, whether the page is in a frame of another;
//   figure, which has read(), write(figure) and follow(changed, signal) for the figure of the editor, or is missing;
//   link(), which returns an address that restores the state, or null.

export function addressLine() {
  return {
    read: () => Object.fromEntries(new URLSearchParams(location.hash.slice(1))),
    write(words, adds) {
      const link = `#${new URLSearchParams(words)}`, alone = window.parent === window; // a frame shares the page's history
      if (location.hash === link) return;
      try {
        history[adds && alone ? "pushState" : "replaceState"](null, "", link);
      } catch (error) {
        if (error.name !== "SecurityError") throw error; // the explorer works without an address
      }
    },
    follow: (changed, signal) => window.addEventListener("hashchange", () => changed(), { signal }),
    keys: document,
    root: document.documentElement,
    framed: window !== window.top,
    link: () => location.href,
  };
}
