// Where the state of an explorer lives beside it. A home has
//   read(): what is there, texts by name; write(words): the state has become this; follow(changed): another has changed it;
//   keys: where the keys of a talk are listened to; root: what is dark as a whole, or null; link(): an address, or null.

export function addressLine() {
  return {
    read: () => Object.fromEntries(new URLSearchParams(location.hash.slice(1))),
    write(words) {
      const link = `#${new URLSearchParams(words)}`;
      if (location.hash !== link) history.replaceState(null, "", link);
    },
    follow: (changed, signal) => window.addEventListener("hashchange", changed, { signal }),
    keys: document,
    root: document.documentElement,
    link: () => location.href,
  };
}
