// Cases that are computed when the page asks for them. An answer is a series of messages: the stages of the work, the
// payload, and then all numbers.

// ask(parameters, signal, take) returns a promise that is fulfilled after it has given the last message to take().
export function answering(head, ask, first = "the case") {
  return {
    ...head,
    case: (parameters, { signal, stage, numbers, ended }) => new Promise((resolve, reject) => {
      const take = (message) => {
        if (message.error) throw new Error(message.error);
        if (message.stage) stage(message.stage);
        if (message.payload) resolve(message.payload);
        if (message.numbers) numbers(message.numbers);
      };
      stage(first);
      ask(parameters, signal, take).then(() => { ended(null); reject(new Error("there was no answer")); }, (error) => { ended(error); reject(error); });
    }),
  };
}

export const fetched = (head) => answering(head, async (parameters, signal, take) => {
  const response = await fetch(`case?${new URLSearchParams(parameters)}`, { signal }).catch((error) => {
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
