from .cases import SIZES as SIZES, Parameters as Parameters
from .choosing import (
    PREFERRED as PREFERRED,
    Chosen as Chosen,
    chosen as chosen,
    page_sizes as page_sizes,
    preferred as preferred,
    shown_models as shown_models,
)
from .defaults import LIMIT as LIMIT, PORT as PORT
from .exporting import export as export, page as page
from .grids import DEFAULT as DEFAULT, Grid as Grid
from .payloads import payload as payload
from .serving import application as application, serve as serve
from .widget import Explorer as Explorer
