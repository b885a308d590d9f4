// Cases that are computed when the page asks for them. An answer is a series of messages: the stages of the work, the
// payload, and then all numbers. The same source answers other questions, as `ask`.

// ask(kind, words, signal, take) returns a promise that is fulfilled after it has given the last message to take(). The
// kinds are those of tnrnn.explore.serving.answering.
export function answering(head, ask, first = "the case") {
  const checked = (take) => (message) => {
    if (message.error) throw new Error(message.error);
    take(message);
  };
  return {
    ...head,
    ask: (kind, words, signal, take) => ask(kind, words, signal, checked(take)),
    case: (parameters, { signal, stage, numbers, ended }) => new Promise((resolve, reject) => {
      const take = (message) => {
        if (message.stage) stage(message.stage);
        if (message.payload) resolve(message.payload);
        if (message.numbers) numbers(message.numbers);
      };
      stage(first);
      ask("case", parameters, signal, checked(take)).then(() => { ended(null); reject(new Error("there was no answer")); }, (error) => { ended(error); reject(error); });
    }),
  };
}

export const fetched = (head) => answering(head, async (kind, words, signal, take) => {
  const [address, options] = kind === "case" ? [`case?${new URLSearchParams(words)}`, {}]
    : [`ask/${kind}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(words) }];
  const response = await fetch(address, { ...options, signal }).catch((error) => {
    throw signal.aborted ? error : new Error("the app does not answer; has it been stopped?");
  });
  if (!response.ok) {
    const text = await response.text();
    throw new Error(response.status === 400 ? JSON.parse(text).error : text.trim());
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = "", part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) take(JSON.parse(line));
  }
});
