from .choosing import (
    LEAST as LEAST,
    MOST as MOST,
    MOST_OTHER as MOST_OTHER,
    MOST_TENSORS as MOST_TENSORS,
    PREFERRED as PREFERRED,
    Chosen as Chosen,
    bounded_size as bounded_size,
    check_vertices as check_vertices,
    chosen as chosen,
    page_sizes as page_sizes,
    preferred as preferred,
    shown_models as shown_models,
)
from .defaults import LIMIT as LIMIT, PORT as PORT
from .given import ENDS as ENDS, Given as Given, GivenCase as GivenCase
from .grids import DEFAULT as DEFAULT, Grid as Grid
from .parameters import (
    SIZES as SIZES,
    SLIDER as SLIDER,
    SLIDERS as SLIDERS,
    AnyCase as AnyCase,
    Parameters as Parameters,
    asked as asked,
    case_of as case_of,
    plainest as plainest,
    reach as reach,
)
from .several import cases_of as cases_of, lists_of as lists_of, name_of as name_of, parts_of as parts_of
from .states import state_factors as state_factors, state_size as state_size
from .subjects import given_of as given_of, read_subject as read_subject
from .talk_cases import cases_of_talk as cases_of_talk, check_talk as check_talk, with_talk as with_talk
from .talks import (
    Talk as Talk,
    TalkStep as TalkStep,
    read_talk as read_talk,
    talk_of as talk_of,
    write_talk as write_talk,
)
