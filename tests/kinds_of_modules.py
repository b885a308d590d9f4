"""Modules of many kinds, small and with random weights, as users write them."""

import dataclasses

from needs_torch import torch

nn, functional = torch.nn, torch.nn.functional
WIDTH, HIDDEN, TOKENS, HEADS = 3, 4, 7, 2


def seeded(make, *given, **keys):
    """Make a module with large random weights; torch's generator is left as it was."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = make(*given, **keys)
        with torch.no_grad():
            for parameter in made.parameters():
                parameter.add_(0.2 * torch.randn(parameter.shape).to(parameter.dtype))
    return made


def recurrent(kind, batch_first=True, **keys):
    return seeded(getattr(nn, kind), WIDTH, HIDDEN, num_layers=2, batch_first=batch_first, **keys)


class Dropped(nn.Module):
    """Dropout that eval() does not stop."""

    input_size = WIDTH

    def forward(self, x):
        return functional.dropout(x.cumsum(1) + 1, 0.5, training=True)


class InDictionary(nn.Module):
    input_size = WIDTH

    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.GRU(WIDTH, HIDDEN, batch_first=True), nn.Linear(HIDDEN, 5)

    def forward(self, x):
        hidden = self.rnn(x)[0]
        return {"loss": None, "logits": self.head(hidden), "last_hidden_state": hidden}


@dataclasses.dataclass
class Output:
    logits: torch.Tensor
    aux: torch.Tensor


class InDataclass(InDictionary):
    def forward(self, x):
        found = super().forward(x)
        return Output(found["logits"], found["last_hidden_state"].mean())


class OfTokens(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(TOKENS, HIDDEN)
        self.rnn, self.head = nn.LSTM(HIDDEN, HIDDEN, batch_first=True), nn.Linear(HIDDEN, TOKENS)

    def forward(self, ids):
        return self.head(self.rnn(self.embedding(ids))[0])


class Transformer(nn.Module):
    input_size = WIDTH

    def __init__(self, causal):
        super().__init__()
        self.causal, self.entry, self.places = causal, nn.Linear(WIDTH, HIDDEN), nn.Parameter(torch.randn(32, HIDDEN))
        self.block = nn.TransformerEncoderLayer(HIDDEN, HEADS, 8, batch_first=True, norm_first=True)

    def forward(self, x):
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=x.dtype) if self.causal else None
        return self.block(self.entry(x) + self.places[: x.shape[1]], src_mask=mask)


class Convolution(nn.Module):
    input_size = WIDTH

    def __init__(self, causal):
        super().__init__()
        self.before, self.inner = (2 if causal else 1), nn.Conv1d(WIDTH, HIDDEN, 3)

    def forward(self, x):
        padded = functional.pad(x.transpose(1, 2), (self.before, 2 - self.before))
        return torch.tanh(self.inner(padded)).transpose(1, 2)


class DiagonalSSM(nn.Module):
    """h[t] = a h[t-1] + B x[t] with complex a; y[t] = Re C h[t]. It goes on from its state step by step."""

    input_size = WIDTH

    def __init__(self):
        super().__init__()
        self.decay, self.angle = nn.Parameter(torch.rand(HIDDEN)), nn.Parameter(torch.rand(HIDDEN))
        self.entry, self.exit = nn.Parameter(torch.randn(HIDDEN, WIDTH)), nn.Parameter(torch.randn(5, HIDDEN))

    def begin(self, batch):
        return {"h": torch.complex(*(self.decay.new_zeros(2, batch, HIDDEN)))}

    def step(self, state, x):
        factor = torch.polar(torch.exp(-self.decay.abs()), self.angle)
        h = factor * state["h"] + (x @ self.entry.T).to(factor.dtype)
        return {"h": h}, (h @ self.exit.to(h.dtype).T).real

    def forward(self, x):
        powers = torch.arange(x.shape[1]).to(x)
        factor = torch.polar(torch.exp(-self.decay.abs() * powers[:, None]), self.angle * powers[:, None])
        entered = (x @ self.entry.T).to(factor.dtype)
        rows = [(factor[: at + 1].flip(0) * entered[:, : at + 1]).sum(1) for at in range(x.shape[1])]
        return (torch.stack(rows, 1) @ self.exit.to(factor.dtype).T).real


class SelectiveSSM(nn.Module):
    """h[t] = exp(-d[t]) h[t-1] + d[t] u[t] b[t]^T, y[t] = h[t] c[t], where d, b and c depend on x[t]."""

    input_size = WIDTH

    def __init__(self):
        super().__init__()
        self.maps = nn.Linear(WIDTH, 2 * HIDDEN + 2 * 2)

    def begin(self, batch):
        return (self.maps.weight.new_zeros(batch, HIDDEN, 2),)

    def step(self, state, x):
        d, u, b, c = self.maps(x).split([HIDDEN, HIDDEN, 2, 2], -1)
        d = functional.softplus(d)[:, :, None]
        h = torch.exp(-d) * state[0] + d * u[:, :, None] * b[:, None]
        return (h,), (h * c[:, None]).sum(2)

    def forward(self, x):
        state, found = self.begin(len(x)), []
        for at in range(x.shape[1]):
            state, y = self.step(state, x[:, at])
            found.append(y)
        return torch.stack(found, 1)


class LinearAttention(nn.Module):
    """y[t] = sum of v[s] (k[s] . q[t]) over s <= t."""

    input_size = WIDTH

    def __init__(self):
        super().__init__()
        self.maps = nn.Linear(WIDTH, 3 * HIDDEN, bias=False)

    def forward(self, x):
        k, v, q = self.maps(x).chunk(3, -1)
        return (q @ k.transpose(1, 2)).tril() @ v


class Cache:
    """Keys and values, with the method of Hugging Face's caches."""

    def __init__(self, keys, values):
        self.keys, self.values = keys, values

    def reorder_cache(self, rows):
        self.keys, self.values = self.keys.index_select(0, rows), self.values.index_select(0, rows)


class Attention(nn.Module):
    """A causal attention over token ids, with a cache of keys and values (batch, heads, steps, size)."""

    def __init__(self, kind="tuple"):
        super().__init__()
        self.kind, self.config = kind, type("Config", (), {"vocab_size": TOKENS})()
        self.embedding, self.places = nn.Embedding(TOKENS, HIDDEN), nn.Embedding(32, HIDDEN)
        self.maps, self.head = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, TOKENS)

    def forward(self, ids, past_key_values=None, use_cache=False):
        before = 0 if past_key_values is None else self.pair(past_key_values)[0].shape[2]
        x = self.embedding(ids) + self.places(before + torch.arange(ids.shape[1]))
        q, k, v = (part.unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in self.maps(x).chunk(3, -1))
        if past_key_values is not None:
            k, v = (torch.cat(two, 2) for two in zip(self.pair(past_key_values), (k, v), strict=True))
        seen = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).tril(before)
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        hidden = mixed.transpose(1, 2).flatten(2)
        found = {"logits": self.head(hidden), "hidden_states": (x, x + hidden)}
        return found | ({"past_key_values": self.kept(past_key_values, k, v)} if use_cache else {})

    def pair(self, cache):
        return cache[0] if self.kind == "tuple" else (cache.keys, cache.values)

    def kept(self, cache, k, v):
        """Return a new cache, or the given one changed in place, as the objects do."""
        if self.kind == "tuple":
            return ((k, v),)
        if cache is None:
            return Cache(k, v)
        cache.keys, cache.values = k, v
        return cache


class OneStepCache(nn.Module):
    """A sum with a cache that is used only if a single step comes, as in some state space models."""

    tokens = TOKENS

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(TOKENS, HIDDEN)

    def forward(self, ids, cache=None, use_cache=False):
        x = self.embedding(ids)
        sums = x.cumsum(1) + (cache[0][:, None] if cache is not None and ids.shape[1] == 1 else 0)
        found = {"logits": torch.tanh(sums)}
        return found | ({"cache": (sums[:, -1],)} if use_cache else {})
