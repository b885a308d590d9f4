from .annotating import (
    Annotations as Annotations,
    inner_notes as inner_notes,
    noted as noted,
    outer_notes as outer_notes,
)
from .dressing import dressed as dressed
from .matching import Parts as Parts, named as named, parts_of as parts_of
