from .composing import Resizable as Resizable, compose as compose, composed as composed
from .surrounding import AnyCut as AnyCut
from .telling import PictureWarning as PictureWarning, tell as tell
