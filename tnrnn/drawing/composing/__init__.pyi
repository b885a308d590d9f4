from .composing import AnyCut as AnyCut, compose as compose
