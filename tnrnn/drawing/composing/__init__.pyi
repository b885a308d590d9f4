from .composing import compose as compose, composed as composed, least_pitch as least_pitch
from .surrounding import AnyCut as AnyCut
from .telling import PictureWarning as PictureWarning, tell as tell, too_large as too_large
