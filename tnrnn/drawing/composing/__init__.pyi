from .composing import compose as compose, least_pitch as least_pitch
from .surrounding import AnyCut as AnyCut
