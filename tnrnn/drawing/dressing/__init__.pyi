from .annotating import (
    Annotations as Annotations,
    inner_notes as inner_notes,
    noted as noted,
    outer_notes as outer_notes,
    room_for as room_for,
)
from .clearing import ended as ended
from .dressing import dressed as dressed
from .edges import without_insides as without_insides
from .fitting import least_em as least_em
from .growing import grown as grown, limit as limit, wanted as wanted
from .hulls import grounds as grounds
from .legs import turns_of as turns_of
from .matching import Parts as Parts, named as named, parts_of as parts_of
from .narrowing import narrowed as narrowed
from .reaching import box_of_grounds as box_of_grounds, can_have_grounds as can_have_grounds
