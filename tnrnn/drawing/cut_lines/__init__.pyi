from .cutting import (
    LEAST_POINTS as LEAST_POINTS,
    MOST_STROKE as MOST_STROKE,
    RING as RING,
    STROKE as STROKE,
    PlacedCut as PlacedCut,
    Severed as Severed,
    check_cut as check_cut,
    joint_side as joint_side,
    place_cut as place_cut,
    sever as sever,
)
