from .composing import compose as compose
from .surrounding import AnyCut as AnyCut
