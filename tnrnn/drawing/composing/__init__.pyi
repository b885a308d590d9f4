from .applying import figure_for as figure_for
from .composing import Resizable as Resizable, compose as compose, composed as composed, laid_out as laid_out
from .surrounding import AnyCut as AnyCut
from .telling import PictureWarning as PictureWarning, tell as tell
