from .axes import MOST_POINTS as MOST_POINTS, axes_of as axes_of, axis_points as axis_points, growth as growth
from .keeping import Sides as Sides, kept_in as kept_in, sides_of as sides_of
from .lists import HALOS as HALOS, list_json as list_json, styles as styles
from .payloads import (
    RANK_AT_MOST as RANK_AT_MOST,
    RANK_AT_MOST_ASKED as RANK_AT_MOST_ASKED,
    answer as answer,
    payload as payload,
)
from .rows import TYPES as TYPES, page_of as page_of
