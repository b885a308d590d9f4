from .cases import (
    DEFAULT as DEFAULT,
    LIMIT as LIMIT,
    PORT as PORT,
    PREFERRED as PREFERRED,
    SIZES as SIZES,
    Chosen as Chosen,
    Given as Given,
    GivenCase as GivenCase,
    Grid as Grid,
    Parameters as Parameters,
    Talk as Talk,
    TalkStep as TalkStep,
    chosen as chosen,
    given_of as given_of,
    page_sizes as page_sizes,
    preferred as preferred,
    read_talk as read_talk,
    shown_models as shown_models,
    write_talk as write_talk,
)
from .estimating import Estimate as Estimate, estimate as estimate
from .exporting import export as export, page as page
from .serving import application as application, serve as serve
from .showing import payload as payload
from .widget import Explorer as Explorer
