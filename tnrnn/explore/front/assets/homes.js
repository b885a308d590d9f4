// A home keeps the state of an explorer outside of it. It has
//   read(), which returns the state as texts by name; write(words), which stores it;
//   follow(changed, signal), which calls changed() when something else has changed it, or changed(words) with what has;
//   keys, the element that hears the keys of a talk; root, the element that gets the theme, or null;
//   figure, which has read(), write(figure) and follow(changed, signal) for the figure of the editor, or is missing;
//   link(), which returns an address that restores the state, or null.

export function addressLine() {
  return {
    read: () => Object.fromEntries(new URLSearchParams(location.hash.slice(1))),
    write(words) {
      const link = `#${new URLSearchParams(words)}`;
      if (location.hash !== link) history.replaceState(null, "", link);
    },
    follow: (changed, signal) => window.addEventListener("hashchange", () => changed(), { signal }),
    keys: document,
    root: document.documentElement,
    link: () => location.href,
  };
}
