from .annotating import (
    Annotations as Annotations,
    inner_notes as inner_notes,
    noted as noted,
    outer_notes as outer_notes,
    room_for as room_for,
)
from .applying import known_parts as known_parts, shown_parts as shown_parts
from .clearing import ended as ended
from .dressing import dressed as dressed
from .edges import joined as joined, without_insides as without_insides
from .fitting import least_em as least_em
from .growing import grown as grown, limit as limit, wanted as wanted
from .handwork import (
    bent_by_hand as bent_by_hand,
    by_hand as by_hand,
    keys_of as keys_of,
    owners_of as owners_of,
)
from .hulls import grounds as grounds
from .legs import turns_of as turns_of
from .matching import Parts as Parts, named as named, parts_of as parts_of
from .narrowing import narrowed as narrowed
from .reaching import box_of_grounds as box_of_grounds, can_have_grounds as can_have_grounds
