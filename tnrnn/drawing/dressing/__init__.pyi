from .dressing import dressed as dressed, least_em as least_em
from .growing import grown as grown, limit as limit, wanted as wanted
from .matching import Parts as Parts, named as named, parts_of as parts_of
