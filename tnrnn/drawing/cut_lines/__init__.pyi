from .cutting import (
    PlacedCut as PlacedCut,
    Severed as Severed,
    check_cut as check_cut,
    joint_side as joint_side,
    place_cut as place_cut,
    sever as sever,
    severable as severable,
)
from .sums import of_sums as of_sums
from .symmetric import marked as marked
