from .lists import HALOS as HALOS, styles as styles
from .payloads import (
    RANK_AT_MOST as RANK_AT_MOST,
    RANK_AT_MOST_ASKED as RANK_AT_MOST_ASKED,
    answer as answer,
    payload as payload,
)
from .rows import TYPES as TYPES, page_of as page_of
