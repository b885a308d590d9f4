from .dressing import dressed as dressed
from .edges import without_insides as without_insides
from .legs import turns_of as turns_of
from .matching import Parts as Parts, named as named, parts_of as parts_of
