from .composing import AnyCut as AnyCut, compose as compose, least_pitch as least_pitch
