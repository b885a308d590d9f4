from .dressing import dressed as dressed
from .matching import Parts as Parts, named as named, narrowed as narrowed, parts_of as parts_of
